import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Small cases of HGPO that are worked out by hand.
@Suite struct HGPOTests {
  /// gamma = 1 and only the mean is subtracted. S is met after A (10, 0) and after B (0): level 0 has mean 10/3, level 1
  /// has mean 5 after A and nothing to say after B. Weights 2 and 3, or 1 and 2.
  @Test func deeperLevelsCompareLess() throws {
    let batch = makeBatch([
      walk("a", ["A", "S"], .success), walk("b", ["A", "S"], .failure), walk("c", ["B", "S"], .failure),
    ])
    let settings = "gamma=1 norm=mean eps=0 k=1"
    let last = -10.0 / 3
    // (2 · 20/3 + 3 · 5) / 5 and (2 · -10/3 - 3 · 5) / 5.
    let (success, failure) = (17.0 / 3, -13.0 / 3)
    try expectEqual(
      credits(HGPO.self, batch, settings), [5, success, -5, failure, 0, last], within: 1e-14)
    // (20/3 + 2 · 5) / 3 and (-10/3 - 2 · 5) / 3.
    let paper = [50.0 / 9, -40.0 / 9]
    try expectEqual(
      credits(HGPO.self, batch, "\(settings) convention=paper"), [5, paper[0], -5, paper[1], 0, last],
      within: 1e-14)
    // All levels weigh the same.
    let even = [35.0 / 6, -25.0 / 6]
    try expectEqual(
      credits(HGPO.self, batch, "\(settings) alpha=0"), [5, even[0], -5, even[1], 0, last], within: 1e-14)
  }

  /// At S: 20, 10 and 0. The middle one is its group's mean on level 0 and drops it; after A it is below 20 by 5 from
  /// the mean of level 1, whose weight is then all there is.
  @Test func aTurnAtTheMeanDropsTheLevel() throws {
    var drafts = [
      walk("a", ["A", "S"], .failure), walk("b", ["A", "S"], .failure), walk("c", ["B", "S"], .failure),
    ]
    drafts[0].turns[1].reward = 20
    drafts[1].turns[1].reward = 10
    let found = try credits(HGPO.self, makeBatch(drafts), "gamma=1 norm=mean eps=0 k=1 reward=trace")
    expectEqual(found, [5, (2 * 10 + 3 * 5) / 5.0, -5, -5, 0, -10], within: 1e-14)
  }

  /// Returns 10, 0, 0, 0 of the episodes; at S 10 and 0, at T twice 0, which says nothing: only the base group judges T.
  @Test func baseGroupIsALevelOfWeightOne() throws {
    let batch = makeBatch([
      walk("a", ["S"], .success), walk("b", ["T"], .failure), walk("c", ["S"], .failure),
      walk("d", ["T"], .truncated),
    ])
    let settings = "norm=mean eps=0 baseGroup=true"
    try expectEqual(
      credits(HGPO.self, batch, settings), [(7.5 + 2 * 5) / 3, -2.5, (-2.5 - 2 * 5) / 3, -2.5], within: 1e-14)
    try expectEqual(
      credits(HGPO.self, batch, "\(settings) convention=paper"),
      [(7.5 + 5) / 2, -2.5, (-2.5 - 5) / 2, -2.5], within: 1e-14)
    #expect(try credits(HGPO.self, batch, "norm=mean eps=0")[1] == 0)
  }

  /// A success and a failure that share no state: the deviation of a sample of two, whatever the levels' `ddof`.
  @Test func baseGroupIsASample() throws {
    let batch = makeBatch([walk("a", ["D"], .failure), walk("b", ["A"], .success)])
    try expectEqual(credits(HGPO.self, batch, "baseGroup=true"), [-0.707106, 0.707106], within: 1e-6)
    // A lone turn keeps its score.
    try expectEqual(
      credits(HGPO.self, makeBatch([walk("a", ["A"], .success)]), "baseGroup=true eps=0"), [10], within: 0)
  }

  /// Rows count, not episodes: the success of one turn and the failure of three have mean 2.5 and deviation 5.
  @Test func baseGroupCountsTurns() throws {
    let batch = makeBatch([walk("a", ["A"], .success), walk("b", ["B", "C", "D"], .failure)])
    try expectEqual(
      credits(HGPO.self, batch, "baseGroup=true eps=0"), [1.5, -0.5, -0.5, -0.5], within: 1e-15)
  }

  /// E1 by an independent computation.
  @Test func baseGroupOnTheWorkedTrace() throws {
    try expectEqual(
      credits(HGPO.self, workedTrace(.e1), "baseGroup=true"),
      [
        1.158877478581, 1.160186371109, 0.849007406259,
        -0.826686522244, -0.876094146754, -0.737380641239,
        1.228385871461, 0.924503590547,
        -0.806339270821, -0.800861892296, -0.806339270821, -1.104881252170,
      ], within: 1e-11)
  }

  /// The reference divides by the sum of the weights plus eps, the paper by the sum.
  @Test func epsilonOfTheWeights() throws {
    let batch = makeBatch([walk("a", ["S"], .success), walk("b", ["S"], .failure)])
    try expectEqual(
      credits(HGPO.self, batch, "norm=mean eps=0.5"), [5 * 2 / 2.5, -5 * 2 / 2.5], within: 1e-14)
    try expectEqual(credits(HGPO.self, batch, "norm=mean eps=0.5 convention=paper"), [5, -5], within: 1e-14)
  }

  /// With no earlier state compared it is the step term of GiGPO with the population's standard deviation.
  @Test func withoutHistoryItIsTheStepTermOfGiGPO() throws {
    for seed in UInt64(2000)..<2060 {
      let batch = makeBatch(randomDrafts(seed: seed))
      for penalty in PenaltyScope.allCases {
        try expectEqual(
          credits(HGPO.self, batch, "k=0 convention=paper penalty=\(penalty)"),
          credits(GiGPO.self, batch, "weightEpisode=0 ddof=0 penalty=\(penalty)"), within: 1e-9,
          "seed \(seed)")
      }
    }
  }

  /// No group is deeper than the longest episode.
  @Test func depthBeyondTheEpisodesChangesNothing() throws {
    for seed in UInt64(2000)..<2020 {
      let batch = makeBatch(randomDrafts(seed: seed))
      #expect(try credits(HGPO.self, batch, "k=5") == credits(HGPO.self, batch, "k=4096"))
    }
  }

  /// A turn that no other turn of its task shares a state with has nothing to be compared with.
  @Test func allDifferentEarnsNothing() throws {
    let batch = makeBatch([
      walk("a", ["A", "B"], .success), walk("b", ["C"], .failure), walk("c", ["A"], .failure, task: "t1"),
    ])
    #expect(try credits(HGPO.self, batch) == [0, 0, 0, 0])
  }
}
