import CreditMethods
import Testing
import TestSupport
import Trajectories

@Suite struct TIGPOTests {
  private let failures = [walk("a", ["A"], .failure, final: "B"), walk("b", ["A"], .failure, final: "C")]

  private func found(
    _ drafts: [EpisodeDraft], _ settings: String = "", history: [EpisodeDraft]
  ) throws -> [Double] {
    try credits(TIGPO.self, makeBatch(drafts), pairs(settings), history: makeBatch(history))
  }

  /// B was once a turn away from success: leading there is worth 10 · 0.1, to C, three turns away, 10 · 0.001.
  @Test func rememberedSuccessInformsFailures() throws {
    let history = [walk("h", ["B"], .success)]
    try expectEqual(
      found(failures, "norm=mean weightEpisode=0", history: history), [0.495, -0.495], within: 1e-12)
    #expect(try found(failures, "norm=mean", history: []) == [0, 0])
  }

  /// Remembered scores 10 and 10 beside two failures: mean 5. Without them failures are compared with failures.
  @Test func rememberedScoresShiftTheGroup() throws {
    let history = [walk("h", ["A"], .success), walk("i", ["A"], .success)]
    let settings = "norm=mean weightGraph=0"
    #expect(try found(failures, settings, history: history) == [-5, -5])
    #expect(try found(failures, "\(settings) crossTemporal=false", history: history) == [0, 0])
  }

  /// A remembered exit of A is not compared with the judged ones: those tie, whatever was remembered.
  @Test(arguments: ["occurrence", "unique"])
  func rememberedExitsAreNotCompared(edges: String) throws {
    let tie = [walk("a", ["A"], .failure, final: "B"), walk("b", ["A"], .failure, final: "B")]
    let history = [walk("h", ["A"], .success), walk("i", ["A"], .failure, final: "B")]
    #expect(try found(tie, "weightEpisode=0 edges=\(edges)", history: history) == [0, 0])
    // Judged: success, success and B, two turns away. The success counts once though it is remembered too.
    let judged = [
      walk("a", ["A"], .success), walk("b", ["A"], .success), walk("c", ["A"], .failure, final: "B"),
    ]
    let mean = edges == "unique" ? 5.05 : 6.7  // (10 + 0.1) / 2 or (10 + 10 + 0.1) / 3
    try expectEqual(
      found(judged, "norm=mean weightEpisode=0 edges=\(edges)", history: history),
      [10 - mean, 10 - mean, 0.1 - mean], within: 1e-12)
  }

  @Test func withoutAHistoryItIsGraphGPO() throws {
    for seed in UInt64(300)..<360 {
      let drafts = randomDrafts(seed: seed)
      let settings = randomSettings(for: GraphGPO.fullCard.parameters, seed: seed)
      let expected = try credits(GraphGPO.self, makeBatch(drafts), settings)
      #expect(try credits(TIGPO.self, makeBatch(drafts), settings) == expected, "seed \(seed)")
      #expect(
        try credits(TIGPO.self, makeBatch(drafts), settings, history: makeBatch([])) == expected,
        "seed \(seed)")
    }
  }

  /// Tasks that are not remembered are attributed as if there were no history.
  @Test func otherTasksAreNotTouched() throws {
    let other = [walk("c", ["A"], .success, task: "t1"), walk("d", ["A", "B"], .failure, task: "t1")]
    let both = try found(failures + other, history: [walk("h", ["B"], .success)])
    #expect(Array(both.dropFirst(2)) == (try credits(GraphGPO.self, makeBatch(other))))
  }

  @Test func historyOfOtherTasksIsRefused() throws {
    let error = #expect(throws: AttributionError.self) {
      try found(failures, history: [walk("h", ["A"], .success, task: "t7")])
    }
    #expect(
      error?.description
        == "method \"tigpo\" needs remembered episodes of the judged tasks. The history holds other tasks only, "
        + "\"t7\" for one, where \"t0\" is judged. Give the history of these tasks, or none.")
    #expect(try found([], history: failures).isEmpty)
  }
}
