import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// C3, whose credits are estimates: what holds draw by draw, and what holds on average.
@Suite struct CounterfactualReplayTests {
  /// Bound on a mean, in standard errors of the sample. By the normal limit one kind of decision is beyond it with
  /// probability 2e-9; the scenarios here have fewer than 40 kinds together: false alarms below 8e-8.
  private static let bound = 6.0

  /// The largest distance, in standard errors, of a kind's mean credit from its exact counterfactual credit; a kind
  /// without variance is infinitely far unless it is exact.
  private func largestDeviation(
    of credits: [Double], in simulated: Simulated
  ) -> (deviation: Double, kind: Simulated.Kind?) {
    var samples: [Simulated.Kind: [Double]] = [:]
    for (kind, credit) in zip(simulated.kinds, credits) { samples[kind, default: []].append(credit) }
    var largest: (deviation: Double, kind: Simulated.Kind?) = (0, nil)
    for (kind, sample) in samples.sorted(by: { $0.key < $1.key }) {
      let count = Double(sample.count)
      let mean = sample.reduce(0, +) / count
      let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      let distance = abs(mean - simulated.exactCredit(of: kind))
      let deviation = distance <= 1e-12 ? 0 : distance / (variance / count).squareRoot()
      if !(deviation <= largest.deviation) { largest = (deviation, kind) }
    }
    return largest
  }

  @Test(arguments: [
    ("coupling", "", "alternatives=3"), ("or", "", "alternatives=2 continuations=2"),
    ("and", "", "alternatives=4"),
    ("repair", "turns=3 fork=0 repairTurn=2", "alternatives=2 continuations=2"),
  ])
  func theMeanOfIdenticalDecisionsIsTheExactCredit(name: String, scenario: String, method: String) throws {
    let simulated = try Simulated(name, pairs(scenario), episodes: 2000, seed: 41)
    let credits = try simulated.attribution(C3.self, method).credits
    let largest = largestDeviation(of: credits, in: simulated)
    #expect(largest.deviation < Self.bound, "\(largest)")
  }

  /// Two candidates' full mean halves every credit: the test above must see that.
  @Test func theBoundFindsABiasedEstimator() throws {
    let simulated = try Simulated("coupling", episodes: 2000, seed: 41)
    let credits = try simulated.attribution(C3.self, "alternatives=2 baseline=fullMean").credits
    #expect(largestDeviation(of: credits, in: simulated).deviation > 2 * Self.bound)
  }

  /// Rbar = (1, 0, 1, 0) has the leave-one-out credits (2/3, -2/3, 2/3, -2/3). With one agent who succeeds by doing, and
  /// j of the three others doing, a taken do earns 1 - j/3 and a taken skip -j/3: every j must occur.
  @Test func fourCandidatesByHand() throws {
    let simulated = try Simulated("or", [("agents", "1")], episodes: 400, seed: 5)
    let credits = try simulated.attribution(C3.self, "alternatives=4").credits
    var found: [String: Set<Int>] = [:]
    for (decision, credit) in credits.enumerated() {
      let action = simulated.batch.symbols.actions[simulated.batch.decisions.action[decision]]
      let others = 3 * ((action == "do" ? 1 : 0) - credit)
      #expect(abs(others - others.rounded()) < 1e-12)
      found[action, default: []].insert(Int(others.rounded()))
    }
    #expect(found == ["do": [0, 1, 2, 3], "skip": [0, 1, 2, 3]])
  }

  /// On the same draws: A(leaveOneOut) = K / (K - 1) A(fullMean).
  @Test(arguments: [2, 3, 5]) func baselinesDifferByAFactor(candidates: Int) throws {
    let simulated = try Simulated("dec-tiger", episodes: 20, seed: 6)
    let settings = "alternatives=\(candidates) continuations=2"
    let leaveOneOut = try simulated.attribution(C3.self, settings)
    let fullMean = try simulated.attribution(C3.self, settings + " baseline=fullMean")
    let factor = Double(candidates) / Double(candidates - 1)
    expectEqual(leaveOneOut.credits, fullMean.credits.map { factor * $0 }, within: 1e-9)
    #expect(leaveOneOut.replayedTurns == fullMean.replayedTurns)
    #expect(leaveOneOut.credits.contains { $0 != 0 })
  }

  @Test func oneCandidateHasNoCreditAndCostsNothing() throws {
    let simulated = try Simulated("coupling", episodes: 30, seed: 7)
    let attribution = try simulated.attribution(C3.self, "alternatives=1 continuations=5")
    #expect(attribution.credits == [Double](repeating: 0, count: 60))
    #expect(attribution.replays == 0)
    #expect(attribution.replayedTurns == 0)
  }

  /// A candidate's continuations of one turn, all certain, are all the same.
  @Test(arguments: ["or", "and"]) func moreContinuationsOfACertainOutcomeChangeNothing(name: String) throws {
    let simulated = try Simulated(name, episodes: 200, seed: 8)
    let once = try simulated.attribution(C3.self, "alternatives=5").credits
    let thrice = try simulated.attribution(C3.self, "alternatives=5 continuations=3").credits
    expectEqual(thrice, once, within: 1e-15)
  }

  /// `single` always takes 6 turns: a continuation from turn t plays 6 - t of them, 21 for one candidate an episode.
  @Test(arguments: [(2, 1), (4, 1), (3, 4)]) func continuationsAreCounted(candidates: Int, continuations: Int)
    throws
  {
    let simulated = try Simulated("single", episodes: 25, seed: 9)
    let attribution = try simulated.attribution(
      C3.self, "alternatives=\(candidates) continuations=\(continuations)")
    let each = candidates * continuations - 1
    #expect(attribution.replays == 25 * 6 * each)
    #expect(attribution.replayedTurns == 25 * 21 * each)
  }

  @Test func threadsDoNotChangeABit() throws {
    let simulated = try Simulated("dec-tiger", episodes: 40, seed: 10)
    let one = try simulated.attribution(C3.self, "alternatives=4 continuations=2", threads: 1)
    let three = try simulated.attribution(C3.self, "alternatives=4 continuations=2", threads: 3)
    #expect(one.credits.map(\.bitPattern) == three.credits.map(\.bitPattern))
    #expect(one.replayedTurns == three.replayedTurns)
  }

  @Test func theSeedIsThatOfTheDraws() throws {
    let simulated = try Simulated("dec-tiger", episodes: 10, seed: 11)
    let first = try simulated.attribution(C3.self, seed: 1).credits
    #expect(try simulated.attribution(C3.self, seed: 1).credits == first)
    #expect(try simulated.attribution(C3.self, seed: 2).credits != first)
  }

  /// Where the policy is certain, every alternative is the taken action; where nothing else is uncertain, the credit
  /// is 0.
  @Test func aCertainPolicyHasNoCredit() throws {
    let simulated = try Simulated("witness-plus", episodes: 40, seed: 12)
    let credits = try simulated.attribution(C3.self, "alternatives=4").credits
    #expect(credits.allSatisfy { $0 == 0 })
  }

  @Test func aTraceCannotBeReplayed() throws {
    let trace = try workedTrace(.e1)
    let error = try #require(throws: AttributionError.self) { try credits(C3.self, trace) }
    #expect(
      error.description
        == "method \"c3\" needs replay in the simulator. Recorded traces cannot be replayed: run it on a scenario (ascribe run SCENARIO --methods c3)."
    )
  }

  @Test func creditsThatOverflowAreErrors() throws {
    let simulated = try Simulated(compiling: Overflowing(), episodes: 2, seed: 0)
    for method in [C3.self, COMA.self] as [any CreditMethod.Type] {
      let error = #expect(throws: AttributionError.self) {
        try simulated.attribution(method)
      }
      #expect(
        error?.description
          == "method \"\(method.card.id)\": the credit of agent \"spender\" at turn 0 of episode \"b0-e0\" is not finite; the rewards or scores of its group are too large."
      )
    }
  }

  @Test func theSimulationOfAnotherBatchIsRefused() throws {
    let simulated = try Simulated("or", episodes: 3, seed: 0)
    let batch = try workedTrace(.e1)
    let context = AttributionContext(simulation: simulated.rollouts)
    let method = try C3(ParameterValues(for: C3.fullCard.parameters, of: ""))
    let error = #expect(throws: AttributionError.self) { try method.attribute(batch, in: context) }
    #expect(
      error?.description
        == "method \"c3\": the context's simulation is of another batch: it has "
        + "\(simulated.batch.decisionCount) decisions, the batch \(batch.decisionCount).")
  }
}

/// Two turns, each paid as much as fits into a Double.
private struct Overflowing: Scenario {
  let agents: [AgentID] = ["spender"]
  let horizon = 2
  let initialStates = Distribution(0)

  func actingAgents(in state: Int) -> [AgentID] { agents }
  func legalActions(for agent: AgentID, in state: Int) -> [String] { ["spend", "save"] }
  func observation(for agent: AgentID, in state: Int) -> Int { state }
  func step(_ state: Int, _ actions: JointAction<String>) -> Distribution<Transition<Int>> {
    Distribution(Transition(to: state + 1, reward: Double.greatestFiniteMagnitude))
  }
}
