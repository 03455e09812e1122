import Ascribe
import AscribeTesting
import Lighthouse
import Testing

@Suite struct LighthouseTests {
  @Test func theScenarioIsWhatItDeclares() { expectConforms(Lighthouse()) }

  /// The exact counterfactual credit by hand: in fog, a lit lamp leads to a success probability of (0.9 + 0.5) / 2 = 0.7
  /// under a captain who sails half of the time, and darkness to (0.1 + 0.5) / 2 = 0.3; the keeper lights half of the
  /// time, so the credit of lighting is 0.7 - 0.5.
  @Test func theKeepersCreditInFog() throws {
    let (rollouts, context) = try simulated()
    let coma = try MethodRequest("coma").attribute(rollouts.batch, in: context).credits
    let batch = rollouts.batch
    let observation = try #require(batch.decisions.observation)
    for decision in 0..<batch.decisionCount where batch.symbols.keys[observation[decision]] == "fog" {
      let isLit = batch.symbols.actions[batch.decisions.action[decision]] == "light"
      #expect(abs(coma[decision] - (isLit ? 0.2 : -0.2)) < 1e-12)
    }
  }

  @Test func c3AgreesWithTheExactCredit() throws {
    let experiment = try CreditExperiment(Lighthouse(), sampling: Sampling(episodes: 16, seed: 1))
    try expectAgreement(
      of: MethodRequest("c3(alternatives=8,continuations=16)"), in: experiment, atLeast: 0.7, margin: 0.3)
    try expectBias(of: MethodRequest("c3(alternatives=4)"), in: experiment, within: -0.1...0.1)
  }

  /// All credit to the last decision leaves the keeper without any: the method is found out.
  @Test func theLastDecisionIsNotAllThatMatters() throws {
    let experiment = try CreditExperiment(Lighthouse(), sampling: Sampling(episodes: 16, seed: 1))
    withKnownIssue {
      try expectAgreement(of: LastDecision(), in: experiment, atLeast: 0.9, margin: 0.3)
    }
    withKnownIssue {
      try expectEquivalent(
        LastDecision(), MethodRequest("coma"), in: experiment, margin: 0.2, over: .situation)
    }
  }

  /// In the limit the critic of what agents know has the exact values of the fog's two cases.
  @Test func theCriticKnowsWhatAgentsKnow() throws {
    let mdp = try TurnMDP(compiling: Lighthouse())
    let catalogue = try MethodCatalogue.builtIn + [MethodEntry(VisitMeans.self)]
    let plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: [try MethodRequest(critic: Call("visit-means"), in: catalogue, on: mdp)], episodes: 512,
      groupSize: 1, batches: 4, seed: 1, threads: 2)
    #expect(try CriticStudy(plan, accepting: catalogue).run().critics.count == 1)
  }

  @Test func theLastDecisionScalesWithItsWeight() throws {
    let (rollouts, context) = try simulated()
    let plain = try LastDecision().attribute(rollouts.batch, in: context).credits
    let doubled = try LastDecision(settings: "weight=2").attribute(rollouts.batch, in: context).credits
    expectCredits(doubled, equal: plain.map { 2 * $0 }, of: rollouts.batch)
    #expect(throws: ParameterError.self) { try LastDecision(settings: "weight=11") }
  }

  @Test func theLastDecisionIsInvariant() throws {
    let (rollouts, context) = try simulated()
    let method = LastDecision()
    try expectInvariant(
      method, on: rollouts.batch,
      under: [.orderOfEpisodes, .orderOfAgents, .names, .otherTasks, .unitOfRewards(factor: 2)])
    try expectDeterministic(method, on: rollouts.batch, in: context, seeds: [7])
    let credits = try method.attribute(rollouts.batch, in: context).credits
    expectZeroSumGroups(credits, of: rollouts.batch, counting: .decisions)
  }

  /// Recorded once with `record: true`.
  @Test func creditsAreAsRecorded() throws {
    let (rollouts, context) = try simulated()
    let credits = try LastDecision().attribute(rollouts.batch, in: context).credits
    expectGolden(credits, of: rollouts.batch, named: "last-decision")
    let table = try CreditTable(
      """
      episode turn agent   credit
      b0-e0   0    keeper  0
      """)
    expectCredits(credits, equal: table, of: rollouts.batch, isPartial: true)
  }

  /// Eight episodes of two groups, and what methods may use of them.
  private func simulated() throws -> (Rollouts, AttributionContext) {
    let mdp = try TurnMDP(compiling: Lighthouse())
    let policy = TabularPolicy.behaviour(of: mdp)
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 2, groupSize: 4, seed: 1), on: mdp, policy: policy)
    let solution = try ExactSolution(of: mdp, under: policy)
    return (rollouts, AttributionContext(simulation: rollouts, solution: solution, seed: 1))
  }
}
