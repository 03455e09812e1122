import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Small cases of GRPO and GiGPO that are worked out by hand.
@Suite struct GroupMethodTests {
  /// One turn at S, then the end.
  private func single(_ name: String, _ status: OutcomeStatus, task: String = "t0", score: Double? = nil)
    -> EpisodeDraft
  {
    EpisodeDraft(
      task: task, name: name, status: status, score: score, turns: [TurnDraft(state: "S")], final: "end")
  }

  @Test func groupOfOneEarnsNothingUnlessRaw() throws {
    let batch = makeBatch([single("a", .success)])
    #expect(try credits(GRPO.self, batch) == [0])
    #expect(try credits(GRPO.self, batch, "ddof=0") == [0])
    #expect(try credits(GRPO.self, batch, "singleton=raw") == [10 / (1 + 1e-6)])
    #expect(try credits(GRPO.self, batch, "singleton=raw ddof=0") == [10 / (1 + 1e-6)])
    #expect(try credits(GRPO.self, batch, "singleton=raw norm=mean") == [10])
    // A state met once never earns a raw step value.
    #expect(try credits(GiGPO.self, batch, "singleton=raw norm=mean") == [10])
  }

  /// Counted once a turn, an episode of two turns is two equal values, not one.
  @Test func rawIsForOneCountedValue() throws {
    let long = EpisodeDraft(
      name: "a", status: .success, turns: [TurnDraft(state: "S"), TurnDraft(state: "U")], final: "end")
    let batch = makeBatch([long])
    #expect(try credits(GRPO.self, batch, "singleton=raw norm=mean") == [10, 10])
    #expect(try credits(GRPO.self, batch, "singleton=raw norm=mean weighting=cross_steps") == [0, 0])
  }

  @Test func tiesShareANumberAndEqualGroupsEarnNothing() throws {
    let batch = makeBatch([
      single("a", .success), single("b", .failure, task: "t1"), single("c", .success),
      single("d", .truncated, task: "t1"),
    ])
    #expect(try credits(GRPO.self, batch) == [0, 0, 0, 0])
  }

  @Test func scoresCountWhereTheRewardIsTheScore() throws {
    let batch = makeBatch([single("a", .failure, score: 0.5), single("b", .failure, score: 0.25)])
    #expect(try credits(GRPO.self, batch) == [0, 0])
    #expect(try credits(GRPO.self, batch, "reward=score norm=mean") == [1.25, -1.25])
  }

  /// Scores 10 and 9 in the first episode (its second turn is invalid) and 0 in the second. Once an episode, with the
  /// score of its first turn: mean (10 + 0) / 2. Once a turn: mean (10 + 9 + 0) / 3.
  @Test func rowPenaltyLowersOneRow() throws {
    let batch = makeBatch([
      EpisodeDraft(
        name: "a", status: .success,
        turns: [TurnDraft(state: "S"), TurnDraft(state: "U", decisions: [DecisionDraft(isValid: false)])],
        final: "end"),
      single("b", .failure),
    ])
    let settings = "norm=mean penalty=row invalidPenalty=1"
    #expect(try credits(GRPO.self, batch, settings) == [5, 4, -5])
    try expectEqual(
      credits(GRPO.self, batch, "\(settings) weighting=cross_steps"), [11.0 / 3, 8.0 / 3, -19.0 / 3],
      within: 1e-14)
    // The step value of the invalid turn loses it too, alone: its state was met once, so nothing is left of it, and
    // the turn before is compared at S with 0.95 · 10 undiminished.
    #expect(try credits(GiGPO.self, batch, "\(settings) weightEpisode=0") == [4.75, 0, -4.75])
  }

  /// Both visits of S in one episode are compared: 0.5 · 10 and 10.
  @Test func revisitsCompeteWithinAnEpisode() throws {
    let batch = makeBatch([
      EpisodeDraft(
        name: "a", status: .success, turns: [TurnDraft(state: "S"), TurnDraft(state: "S")], final: "end")
    ])
    #expect(try credits(GiGPO.self, batch, "norm=mean gamma=0.5") == [-2.5, 2.5])
  }

  @Test func stepsAreComparedInsideATask() throws {
    let batch = makeBatch([single("a", .success), single("b", .failure, task: "t1")])
    #expect(try credits(GiGPO.self, batch) == [0, 0])
  }

  /// Without privileged states the key falls back to the state, for a whole trace and for a single turn.
  @Test func privilegedKeyFallsBackToTheState() throws {
    for method in [GiGPO.self, GraphGPO.self] as [any CreditMethod.Type] {
      for trace in [WorkedTrace.e1, .e2] {
        #expect(
          try credits(method, workedTrace(trace), "key=privileged") == credits(method, workedTrace(trace)))
      }
    }
    var drafts = [single("a", .success), single("b", .failure), single("c", .failure)]
    drafts[2].turns[0].privileged = "hidden"
    #expect(
      try credits(GiGPO.self, makeBatch(drafts), "weightEpisode=0 norm=mean key=privileged") == [5, -5, 0])
  }

  @Test(arguments: [GRPO.self, GiGPO.self, GraphGPO.self] as [any CreditMethod.Type])
  func nothingEarnsNothing(method: any CreditMethod.Type) throws {
    #expect(try credits(method, makeBatch([])).isEmpty)
  }

  /// 10 · 1e308 overflows; the first turn that it reaches is named.
  @Test(arguments: [GRPO.self, GiGPO.self, GraphGPO.self] as [any CreditMethod.Type])
  func overflowIsAnError(method: any CreditMethod.Type) throws {
    let batch = makeBatch([
      single("a", .success, task: "t1"), single("b", .failure, score: 0), single("c", .success, score: 1e308),
    ])
    #expect(
      throws: AttributionError.notFinite(method: method.card.id, episode: "b", turn: 0, agent: "planner")
    ) { try credits(method, batch, "reward=score") }
  }

  /// Returns to go of -1.5e308 and 1.5e308 are finite, ten times as much is not. They stand on the second turn of the
  /// second episode and in the third.
  @Test func overflowNamesTheTurn() throws {
    var drafts = [single("a", .success, task: "t1"), single("b", .failure), single("c", .failure)]
    drafts[1].turns = [
      TurnDraft(state: "R"),
      TurnDraft(state: "S", reward: -1.5e308, decisions: [DecisionDraft(agent: "left")]),
    ]
    drafts[2].turns[0].reward = 1.5e308
    #expect(
      throws: AttributionError.notFinite(method: "gigpo", episode: "b", turn: 1, agent: "left")
    ) { try credits(GiGPO.self, makeBatch(drafts), "reward=trace norm=mean weightEpisode=0 weightStep=10") }
  }
}
