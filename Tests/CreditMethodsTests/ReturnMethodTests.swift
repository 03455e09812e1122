import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Values and their sources, groups of one, parameters and bad input, by hand.
@Suite struct ReturnMethodTests {
  // MARK: Operators

  @Test func endValuesEnterOnce() {
    let found = generalisedAdvantages(
      rewards: [1, 2, 4], values: [3, 5, 7], endValues: [10, 20], turnStart: [0, 2, 3], discount: 0.5,
      lambda: 0.5)
    // delta = 1 + 2.5 - 3, 2 + 5 - 5; 4 + 10 - 7.
    #expect(found == [0.5 + 0.25 * 2, 2, 7])
    #expect(
      generalisedAdvantages(
        rewards: [1, 2, 4], values: [3, 5, 7], turnStart: [0, 2, 3], discount: 0.5, lambda: 0)
        == [0.5, -3, -3])
  }

  /// Visits of one episode all count, and so does nothing else: no turn starts in the final state.
  @Test func valuesAreMeansOverVisits() throws {
    let batch = makeBatch([walk("a", ["A", "A", "A", "B"], .failure)])
    let table = try ValueTable(meansOf: [1, 2, 6, 4], at: BatchStates(of: batch, by: .state))
    #expect(table.atTurns == [3, 3, 3, 4])
    #expect(table.afterEpisodes == [0])
  }

  @Test func leavingOneOut() {
    var standardise = Standardisation()
    standardise.norm = .mean
    standardise.leavesOneOut = true
    // 1 - (2 + 6) / 2, 2 - (1 + 6) / 2, 6 - (1 + 2) / 2; a group of one says nothing.
    expectEqual(
      standardise([1, 2, 6, 5], in: Grouping([0, 0, 0, 1], count: 2)), [-3, -1.5, 4.5, 0], within: 1e-14)
  }

  // MARK: Bootstrap and n steps

  /// V(A) = mean of 10 and 0 = 5. The truncated episode ends in A: after its turn at B the value is 5; as a failure 0.
  @Test func truncatedEpisodesBootstrap() throws {
    var drafts = [
      walk("a", ["A"], .success), walk("b", ["A"], .failure), walk("c", ["B"], .truncated, final: "A"),
    ]
    let methods: [any CreditMethod.Type] = [GAE.self, TemporalDifference.self, NStep.self, LambdaReturn.self]
    for method in methods {
      #expect(try credits(method, makeBatch(drafts))[2] == 5)
      #expect(try credits(method, makeBatch(drafts), "gamma=0.5")[2] == 2.5)
      #expect(try credits(method, makeBatch(drafts), "truncated=failure")[2] == 0)
    }
    #expect(try credits(MonteCarlo.self, makeBatch(drafts))[2] == 0)
    drafts[2].status = .failure
    for method in methods { #expect(try credits(method, makeBatch(drafts))[2] == 0) }
    // Nothing is known of the state after a truncated episode that no turn starts in.
    drafts[2].status = .truncated
    drafts[2].final = "unknown"
    for method in methods { #expect(try credits(method, makeBatch(drafts))[2] == 0) }
  }

  /// Rewards 1, 2, 4, 8 with values 10, 20, 30, 40 of the states and gamma = 0.5, failing.
  @Test func stepsBeforeTheValue() throws {
    var draft = walk("a", ["A", "B", "C", "D"], .failure)
    for turn in 0..<4 { draft.turns[turn].reward = [1, 2, 4, 8][turn] }
    let found = try withFile(#"{"A": 10, "B": 20, "C": 30, "D": 40}"#) { path in
      try credits(NStep.self, makeBatch([draft]), "reward=trace gamma=0.5 n=3 values=\(path)")
    }
    // 1 + 1 + 1 + 40/8 - 10, 2 + 2 + 2 - 20, 4 + 4 - 30, 8 - 40.
    expectEqual(found, [-2, -14, -22, -32], within: 1e-14)
  }

  /// At S a turn that loses 1 and one that does not; both fail. The state's rows lose 0.5 on average, and the turn
  /// before S does not know of it. With values from elsewhere the row bears its whole penalty.
  @Test func rowPenaltiesStayOnTheirRow() throws {
    var drafts = [walk("a", ["R", "S"], .failure), walk("b", ["S"], .failure)]
    drafts[0].turns[1].decisions[0].isValid = false
    let batch = makeBatch(drafts)
    let settings = "penalty=row invalidPenalty=1"
    for method in [GAE.self, TemporalDifference.self, NStep.self, MonteCarlo.self] as [any CreditMethod.Type]
    {
      #expect(try credits(method, batch, settings) == [0, -0.5, 0.5])
      let apart = try withFile("{}") {
        try credits(method, batch, "\(settings) values=\($0) missing=zero")
      }
      #expect(apart == [0, -1, 0])
    }
    #expect(try credits(LambdaReturn.self, batch, settings) == [0, -1, 0])
    #expect(try credits(PotentialShaping.self, batch, "\(settings) potential=values") == [0, -1, 0])
  }

  // MARK: Values of a file

  /// The same state is worth 4 in one task and 6 in the other.
  @Test func valuesByTask() throws {
    let batch = makeBatch([walk("a", ["A"], .failure), walk("b", ["A"], .success, task: "t1")])
    let apart = try withFile(#"{"t0": {"A": 4}, "t1": {"A": 6}}"#) { path in
      try credits(MonteCarlo.self, batch, "values=\(path)")
    }
    #expect(apart == [-4, 4])
    let shared = try withFile(#"{"A": 4}"#) { try credits(MonteCarlo.self, batch, "values=\($0)") }
    #expect(shared == [-4, 6])
    let missing = try withFile(#"{"t1": {"B": 6}}"#) {
      try credits(MonteCarlo.self, batch, "values=\($0) missing=zero")
    }
    #expect(missing == [0, 10])
    let error = try withFile(#"{"t1": {"B": 6}}"#) { path in
      #expect(throws: AttributionError.self) { try credits(MonteCarlo.self, batch, "values=\(path)") }
    }
    #expect(
      "\(try #require(error))".hasSuffix(
        #"gives none for state "A" of task "t0" and 1 more. Add them, or use missing=zero."#))
  }

  /// Joint observations are named `agent=observation`, sorted, and privileged states by their own names.
  @Test func valuesByKey() throws {
    var draft = walk("a", ["S"], .failure)
    draft.turns[0].privileged = "hidden"
    draft.turns[0].decisions = [
      DecisionDraft(agent: "two", observation: "y"), DecisionDraft(agent: "one", observation: "x"),
    ]
    let batch = makeBatch([draft])
    try withFile(#"{"S": 1, "hidden": 2, "one=x|two=y": 3}"#) { path in
      for (key, value) in [("state", 1.0), ("privileged", 2), ("observation", 3)] {
        let found = try credits(MonteCarlo.self, batch, "values=\(path) key=\(key)")
        #expect(found == [-value, -value], "\(key)")
      }
    }
  }

  @Test(arguments: [GAE.self, PotentialShaping.self] as [any CreditMethod.Type])
  func unreadableValuesAreAnError(method: any CreditMethod.Type) throws {
    let settings = method.card.id == "pbrs" ? " potential=values" : ""
    let missing = #expect(throws: AttributionError.self) {
      try credits(method, workedTrace(.e1), "values=/nowhere/v.json\(settings)")
    }
    #expect(
      missing?.description
        == "method \"\(method.card.id)\" needs a readable file of values. /nowhere/v.json: the file is missing; "
        + #"expected a JSON object {"state": value} or {"task": {"state": value}}."#)
    try withFile(#"{"t0": {"A": "x"}}"#) { path in
      let wrong = #expect(throws: AttributionError.self) {
        try credits(method, workedTrace(.e1), "values=\(path)\(settings)")
      }
      #expect(
        wrong?.description
          == "method \"\(method.card.id)\" needs a readable file of values. \(path): task \"t0\", state \"A\" is the "
          + "string \"x\"; expected a number.")
    }
  }

  // MARK: Groups of one, nothing, too much

  @Test func groupsOfOne() throws {
    let batch = makeBatch([walk("a", ["A", "B"], .success)])
    for method in [RLOO.self, DrGRPO.self] as [any CreditMethod.Type] {
      #expect(try credits(method, batch) == [0, 0])
      #expect(try credits(method, batch, "singleton=raw") == [10, 10])
      // Once a turn there are two equal scores.
      #expect(try credits(method, batch, "singleton=raw weighting=cross_steps") == [0, 0])
    }
    #expect(try credits(HGPO.self, batch) == [0, 0])
    #expect(try credits(MonteCarlo.self, batch) == [0, 0])
    #expect(try credits(TemporalDifference.self, batch) == [0, 0])
    #expect(try credits(PotentialShaping.self, batch) == [2.5, 5])
  }

  /// A success of one turn and a failure of two. Counted once a turn, the others of a turn of the failure are the
  /// success and the other turn of the failure: 0 - (10 + 0) / 2.
  @Test func othersMayBeTurns() throws {
    let batch = makeBatch([walk("a", ["A"], .success), walk("b", ["A", "B"], .failure)])
    #expect(try credits(RLOO.self, batch) == [10, -10, -10])
    try expectEqual(credits(RLOO.self, batch, "weighting=cross_steps"), [10, -5, -5], within: 1e-14)
  }

  private static let methods: [any CreditMethod.Type] = [
    RLOO.self, DrGRPO.self, HGPO.self, PotentialShaping.self, GAE.self, TemporalDifference.self, NStep.self,
    MonteCarlo.self, LambdaReturn.self,
  ]

  @Test(arguments: methods)
  func nothingEarnsNothing(method: any CreditMethod.Type) throws {
    #expect(try credits(method, makeBatch([])).isEmpty)
  }

  /// 10 · 1e308 overflows, in a task of its own.
  @Test(arguments: methods)
  func overflowIsAnError(method: any CreditMethod.Type) throws {
    var wide = walk("c", ["S"], .success)
    wide.score = 1e308
    let batch = makeBatch([walk("a", ["S"], .success, task: "t1"), walk("b", ["S"], .failure), wide])
    let episode = #expect(throws: AttributionError.self) { try credits(method, batch, "reward=score") }
    guard case .notFinite(method.card.id, let name, 0, "planner") = episode else {
      Issue.record("\(method.card.id): \(String(describing: episode))")
      return
    }
    #expect(name != "a")
  }

  // MARK: Tasks without a signal

  /// No way leads to success: no state is nearer to it than another, and failing costs nothing.
  @Test func shapingIsNothingWithoutSuccess() throws {
    let failures = [walk("a", ["A", "B"], .failure), walk("b", ["A"], .truncated)]
    #expect(try credits(PotentialShaping.self, makeBatch(failures)) == [0, 0, 0])
    // Another task's success is not this one's. C is one turn away from it: 10 less 5.
    let other = walk("c", ["C"], .success, task: "t1")
    #expect(try credits(PotentialShaping.self, makeBatch(failures + [other])) == [0, 0, 0, 5])
  }

  /// Returns 0.1 + 0.2, 0.3 and 0.2 + 0.1, and returns that cancel but for rounding.
  @Test(arguments: [
    [[0.1, 0.2], [0.3, 0], [0.2, 0.1]], [[0.1, 0.2, -0.3], [0.3, -0.3, 0], [0, 0, 0]],
  ])
  func equalReturnsThatDifferByRoundingAreFlat(rewards: [[Double]]) throws {
    let drafts = rewards.enumerated().map { index, rewards in
      EpisodeDraft(
        name: "e\(index)", turns: rewards.enumerated().map { TurnDraft(state: "s\($0)", reward: $1) })
    }
    let batch = makeBatch(drafts)
    for method in [GRPO.self, RLOO.self, DrGRPO.self] as [any CreditMethod.Type] {
      #expect(try credits(method, batch, "reward=trace").allSatisfy { $0 == 0 }, "\(method.card.id)")
    }
    #expect(TraceSummary(of: batch, reward: .trace).groupsWithoutVariance == 1)
    let zeros = ZeroCredits(
      of: try credits(GRPO.self, batch, "reward=trace"), in: batch, reward: .trace)
    #expect(zeros.inGroupsWithoutVariance == batch.decisionCount)
  }

  /// Two spellings of one letter are two tasks: one of a success and a failure, one of two successes.
  @Test func tasksAreToldApartByTheirBytes() throws {
    let batch = makeBatch([
      walk("a", ["A"], .success, task: "\u{E9}"), walk("b", ["A"], .failure, task: "\u{E9}"),
      walk("c", ["A"], .success, task: "e\u{301}"), walk("d", ["A"], .success, task: "e\u{301}"),
    ])
    #expect(try credits(DrGRPO.self, batch) == [5, -5, 0, 0])
  }

  // MARK: Parameters

  @Test func namesAndDefaults() throws {
    let written = { (method: any CreditMethod.Type) in
      try ParameterValues(for: method.fullCard.parameters, of: method.card.id).entries.map {
        "\($0.name)=\($0.value)"
      }
    }
    let returns = ["reward=outcome", "successReward=10", "penalty=trajectory", "invalidPenalty=0.1"]
    let episode = ["weighting=trajectory", "singleton=zero"]
    let last = ["truncated=failure", "group=task", "forks=once"]
    #expect(try written(RLOO.self) == returns + episode + last)
    #expect(try written(DrGRPO.self) == returns + episode + last)
    #expect(
      try written(HGPO.self) == returns + ["norm=std", "ddof=0", "eps=1e-06"] + [
        "weighting=cross_steps", "singleton=raw", "truncated=failure", "forks=once", "key=state",
        "gamma=0.95", "k=2",
        "alpha=1",
        "convention=reference", "baseGroup=false",
      ])
    let values = returns + ["key=state", "gamma=1", "values=trace", "missing=error"]
    #expect(
      try written(PotentialShaping.self) == values + ["truncated=failure", "potential=graph", "omega=0.5"])
    #expect(try written(MonteCarlo.self) == values + ["truncated=failure"])
    #expect(try written(TemporalDifference.self) == values + ["truncated=bootstrap"])
    #expect(try written(NStep.self) == values + ["truncated=bootstrap", "n=2"])
    #expect(try written(GAE.self) == values + ["truncated=bootstrap", "lambda=0.95"])
    #expect(try written(LambdaReturn.self) == values + ["truncated=bootstrap", "lambda=0.95"])
  }

  @Test(
    arguments: [
      (GAE.self, "lambda=1.1"), (GAE.self, "gamma=-0.1"), (NStep.self, "n=0"),
      (MonteCarlo.self, "truncated=bootstrap"),
      (PotentialShaping.self, "omega=0"), (PotentialShaping.self, "potential=distance"), (HGPO.self, "k=-1"),
      (HGPO.self, "alpha=65"), (HGPO.self, "convention=code"), (RLOO.self, "norm=std"),
      (DrGRPO.self, "eps=0"),
    ] as [(any CreditMethod.Type, String)])
  func refused(method: any CreditMethod.Type, setting: String) {
    #expect(throws: ParameterError.self) { try credits(method, workedTrace(.e1), setting) }
  }
}
