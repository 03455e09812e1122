import Glibc
import CreditMethods
import Testing
import TestSupport
import Trajectories

@Suite struct HindsightErrorTests {
  @Test(arguments: [HCAReturn.self, HCAState.self] as [any CreditMethod.Type])
  func logProbabilitiesAreNeeded(method: any CreditMethod.Type) throws {
    let error = try #require(throws: AttributionError.self) {
      try credits(method, workedTrace(.e1), "policy=logprob")
    }
    #expect(
      "\(error)"
        == "method \"\(method.card.id)\" needs log-probabilities. Write the field \"logProbability\" on every decision "
        + "of the trace, or use policy=empirical.")
  }

  @Test func theDecisionWithoutALogProbabilityIsNamed() throws {
    var batch = try workedTrace(.e2)
    batch.decisions.logProbability = [Double](repeating: -1, count: batch.decisionCount)
    batch.decisions.logProbability?[5] = .nan
    let error = try #require(throws: AttributionError.self) {
      try credits(HCAReturn.self, batch, "policy=logprob")
    }
    #expect(
      "\(error)"
        == "method \"hca_return\" needs log-probabilities. Agent \"left\" has none at turn 1 of episode \"f1\". Write "
        + "the field \"logProbability\" on every decision of the trace, or use policy=empirical.")
  }

  /// exp(-800) is 0 in a Double, and nothing can be divided by it.
  @Test func vanishingProbability() throws {
    var batch = try workedTrace(.e2)
    batch.decisions.logProbability = [Double](repeating: -800, count: batch.decisionCount)
    let error = try #require(throws: AttributionError.self) {
      try credits(HCAState.self, batch, "policy=logprob")
    }
    #expect(
      "\(error)"
        == "method \"hca_state\": the probability of action \"up\" of agent \"left\" in task \"t1\" vanishes: its "
        + "log-probabilities are below -745. Use policy=empirical.")
    // 1 - 0 / h is 1: the return form credits the whole return.
    let expected: [Double] = [10, 0, 10, 0, 0, 10].flatMap { [$0, $0, $0] }
    #expect(try credits(HCAReturn.self, batch, "policy=logprob") == expected)
  }

  /// With probabilities equal to the frequencies both sources agree.
  @Test(arguments: [HCAReturn.self, HCAState.self] as [any CreditMethod.Type])
  func logProbabilitiesOfTheFrequencies(method: any CreditMethod.Type) throws {
    for seed in UInt64(0)..<20 {
      var batch = makeBatch(hindsightDrafts(seed: seed))
      let table = BatchStates(of: batch, by: .state).decisionContexts
      let frequency = table.frequencies
      batch.decisions.logProbability = table.choices.group.map { log(frequency[Int($0)]) }
      try expectEqual(
        credits(method, batch, "policy=logprob"), credits(method, batch), within: 1e-9, "seed \(seed)")
    }
  }

  @Test(
    arguments: [
      HCAReturn.self, HCAState.self, COCOA.self, CCA.self, RUDDER.self, SyntheticReturns.self, HCAPO.self,
    ] as [any CreditMethod.Type])
  func nothingEarnsNothing(method: any CreditMethod.Type) throws {
    #expect(try credits(method, makeBatch([])).isEmpty)
  }

  /// Returns of 1.5e308, twice, and of its negative in one state: their sum overflows, and so does a difference.
  @Test(arguments: [CCA.self, RUDDER.self] as [any CreditMethod.Type])
  func overflowIsAnError(method: any CreditMethod.Type) throws {
    let batch = makeBatch(
      [1.5e308, 1.5e308, -1.5e308].enumerated().map { index, reward in
        EpisodeDraft(
          name: "e\(index)", status: .failure, turns: [TurnDraft(state: "S", reward: reward)], final: "end")
      })
    #expect(
      throws: AttributionError.notFinite(method: method.card.id, episode: "e0", turn: 0, agent: "planner")
    ) { try credits(method, batch, "reward=trace") }
  }

  /// An infinite sum of rewards is an error in every method, not a trap on the way.
  @Test(arguments: [HCAReturn.self, HCAState.self, COCOA.self] as [any CreditMethod.Type])
  func infiniteReturnIsAnError(method: any CreditMethod.Type) throws {
    let drafts = ["x", "y"].enumerated().map { index, action in
      EpisodeDraft(
        name: "e\(index)", status: .failure,
        turns: (0..<4).map { turn in
          TurnDraft(
            state: turn == 0 ? "S" : "\(action)\(turn)", reward: index == 0 && turn > 0 ? 1.5e308 : 0,
            decisions: [DecisionDraft(action: action)])
        }, final: "end")
    }
    #expect(throws: AttributionError.self) { try credits(method, makeBatch(drafts), "reward=trace") }
  }

  /// Two rewards of 1.5e308 at one state add up to more than a Double holds.
  @Test func overflowOfTheRegression() throws {
    let drafts = (0..<2).map { episode in
      EpisodeDraft(
        name: "e\(episode)", status: .failure, turns: [TurnDraft(state: "S", reward: 1.5e308)], final: "end")
    }
    let error = try #require(throws: AttributionError.self) {
      try credits(SyntheticReturns.self, makeBatch(drafts), "reward=trace")
    }
    #expect(
      "\(error)"
        == "method \"synthetic\": the contributions of task \"t0\": The numbers are too large or too small: the result "
        + "or its squares leave the range of Double.")
  }

  @Test(arguments: ["ridge=0", "weightState=-1", "weightReward=nan"])
  func refusedBySyntheticReturns(setting: String) {
    #expect(throws: ParameterError.self) { try credits(SyntheticReturns.self, workedTrace(.e1), setting) }
  }

  @Test func namesAndDefaults() throws {
    let returns = ["reward=outcome", "successReward=10", "penalty=trajectory", "invalidPenalty=0.1"]
    #expect(try written(HCAReturn.self) == returns + ["key=state", "gamma=1", "policy=empirical"])
    #expect(try written(HCAState.self) == returns + ["key=state", "gamma=1", "policy=empirical"])
    #expect(try written(COCOA.self) == returns + ["key=state", "outcome=reward"])
    #expect(try written(CCA.self) == returns + ["key=state", "gamma=1"])
    #expect(try written(RUDDER.self) == returns + ["key=state"])
    #expect(
      try written(SyntheticReturns.self) == returns + [
        "key=state", "weightState=1", "weightReward=1", "ridge=0.001",
      ])
  }

  private func written(_ method: any CreditMethod.Type) throws -> [String] {
    try ParameterValues(for: method.fullCard.parameters, of: method.card.id).entries.map {
      "\($0.name)=\($0.value)"
    }
  }

  // MARK: Operators

  @Test func numbersShareASymbolAfterRounding() {
    let numbers: [Double] = [0.1 + 0.2, -0.0, 0.3, 0, 1e300, -1e300, 2e-10, .nan, .infinity]
    let symbols = NumberSymbols(numbers)
    // Ascending: -1e300, 0 (with -0 and 2e-10), 0.3, 1e300, infinity, not a number.
    let expected: [UInt32] = [2, 1, 2, 1, 3, 0, 1, 5, 4]
    #expect(symbols.symbol == expected)
    #expect(symbols.count == 6)
    #expect(NumberSymbols([]).count == 0)
  }

  /// Contexts of E2: left in S, right in S, left in M.
  @Test func contextsOfTheWorkedTrace() throws {
    let table = BatchStates(of: try workedTrace(.e2), by: .state).decisionContexts
    #expect(table.count == 3)
    #expect(table.contexts[0] == [0, 3, 6, 9, 12, 15])
    #expect(table.contexts[1] == [1, 4, 7, 10, 13, 16])
    #expect((0..<3).map { table.choices(of: $0).count } == [2, 2, 2])
    let sixths: [Double] = [4, 2, 4, 2, 5, 1]
    #expect(table.frequencies == sixths.map { $0 / 6 })
  }
}
