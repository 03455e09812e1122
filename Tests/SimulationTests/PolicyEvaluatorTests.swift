import Scenarios
import Testing
import TestSupport
import Trajectories

@testable import Simulation

/// The pass backward over fixed tables against the whole exact solution, and against differences of its own values.
@Suite struct PolicyEvaluatorTests {
  /// A scenario whose tables are small.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var settings = ""
    var memory = Memory.lastObservation
    var testDescription: String { "\(name) \(settings) \(memory)" }

    func tables() throws -> TurnMDP { try compiled(name, settings, memory: memory) }
  }

  /// Shorter ones of those built-in scenarios that are large, and discounts below 1.
  private static let settings = [
    "relay": "horizon=5", "broadcast-channel": "horizon=3 discount=0.9", "recycling-robots": "horizon=3",
    "meeting-grid": "horizon=2", "box-pushing": "horizon=2", "dec-tiger": "discount=0.7",
    "two-step": "discount=0.9",
  ].merging(settingsOfFamilies) { own, _ in own }
  static let cases =
    ScenarioCatalogue.builtIn.map { Case(name: $0.name, settings: settings[$0.name] ?? "") } + [
      Case(name: "dec-tiger", settings: "horizon=2", memory: .history),
      Case(name: "memory", memory: .history),
    ]

  /// The behaviour, the uniform policy and one of random logits.
  private func policies(on mdp: TurnMDP, seed: UInt64 = 1) throws -> [TabularPolicy] {
    [.behaviour(of: mdp), .uniform(on: mdp), try random(on: mdp, seed: seed)]
  }

  /// A solver of many policies has the bits of solutions that are made alone, whatever was solved before.
  @Test(arguments: cases)
  func solversHaveTheBitsOfSolutions(scenario: Case) throws {
    let mdp = try scenario.tables()
    let solver = try ExactSolver(mdp)
    for policy in try policies(on: mdp) {
      let (found, alone) = (try solver.solution(under: policy), try ExactSolution(of: mdp, under: policy))
      #expect(found.value == alone.value && found.successProbability == alone.successProbability)
      #expect(found.cells.value == alone.cells.value && found.cells.actionValue == alone.cells.actionValue)
      #expect(found.cells.secondMoment == alone.cells.secondMoment)
      #expect(found.cells.visitation == alone.cells.visitation)
    }
  }

  private func random(on mdp: TurnMDP, seed: UInt64) throws -> TabularPolicy {
    var random = SplitMix64(seed: seed)
    return try #require(
      TabularPolicy(logits: random.numbers(mdp.information.choiceAction.count, in: -2..<2), on: mdp))
  }

  private func expectClose(
    _ found: [Double], _ expected: [Double], scale: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let isClose = near(found, expected, 1e-12 * scale)
    #expect(isClose, "\(what)", sourceLocation: sourceLocation)
  }

  @Test(arguments: cases)
  func valuesGradientsAndCreditsAreThoseOfTheSolution(example: Case) throws {
    let mdp = try example.tables()
    let evaluator = try PolicyEvaluator(mdp)
    for policy in try policies(on: mdp) {
      let solution = try ExactSolution(of: mdp, under: policy)
      let cells = solution.cells
      let scale = cells.actionValue.reduce(0) { max($0, abs($1)) }
      let values = evaluator.values(of: policy)
      #expect(values.value == evaluator.value(of: policy))
      expectClose([values.value], [solution.value], scale: scale, "value")
      let (gradient, occupancy) = values.gradient()
      expectClose(gradient, solution.policyGradient(), scale: scale, "gradient")
      var expected = [Double](repeating: 0, count: occupancy.count)
      var discount = 1.0
      for turn in 0..<mdp.horizon {
        for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) {
          for slot in mdp.nodes.slots(of: Int(cells.node[cell])) {
            expected[Int(mdp.nodes.slotInformation[slot])] += discount * cells.visitation[cell]
          }
        }
        discount *= mdp.discount
      }
      #expect(expected.contains { $0 > 0.01 })
      expectClose(occupancy, expected, scale: 1, "occupancy")
      let rollouts = try Rollouts.simulate(
        Rollouts.Plan(groups: 20, groupSize: 1, seed: 3), on: mdp, policy: policy)
      expectClose(
        solution.counterfactualCredits(of: rollouts), ExactCreditTable(solution).credits(of: rollouts),
        scale: scale,
        "credits")
    }
  }

  /// Central differences of the value in single logits, of the twelve choices whose gradients are largest and of six others.
  @Test(arguments: cases)
  func gradientsAreDifferencesOfValues(example: Case) throws {
    let mdp = try example.tables()
    let evaluator = try PolicyEvaluator(mdp)
    var random = SplitMix64(seed: 5)
    let logits = random.numbers(mdp.information.choiceAction.count, in: -1..<1)
    let policy = try #require(TabularPolicy(logits: logits, on: mdp))
    let (gradient, _) = evaluator.values(of: policy).gradient()
    let order = gradient.indices.sorted { (abs(gradient[$0]), $0) > (abs(gradient[$1]), $1) }
    let scale = try ExactSolution(of: mdp, under: policy).cells.actionValue.reduce(1) { max($0, abs($1)) }
    for choice in Set(order.prefix(12) + order.suffix(6)) {
      let values = try [1e-4, -1e-4].map { step in
        var moved = logits
        moved[choice] += step
        return evaluator.value(of: try #require(TabularPolicy(logits: moved, on: mdp)))
      }
      #expect(abs((values[0] - values[1]) / 2e-4 - gradient[choice]) < 1e-7 * scale)
    }
  }

  @Test func logitsAreThoseOfANamedTable() throws {
    let mdp = try decTiger(horizon: 2)
    var random = SplitMix64(seed: 2)
    let logits = random.numbers(mdp.information.choiceAction.count, in: -30..<30)
    let policy = try #require(TabularPolicy(logits: logits, on: mdp))
    var numbers: [String: Double] = [:]
    for state in mdp.information.agent.indices {
      for choice in mdp.information.choices(of: state) {
        let agent = mdp.agents[Int(mdp.information.agent[state])].name
        let known = mdp.symbols.keys[mdp.information.key[state]]
        numbers["\(agent) \(known) \(mdp.symbols.actions[mdp.information.choiceAction[choice]])"] =
          logits[choice]
      }
    }
    let named = try TabularPolicy(.logits, on: mdp) { numbers["\($0.name) \($1) \($2)"] }
    expectEqual(policy.probability, named.probability, within: 1e-14)
    expectEqual(policy.logProbability, named.logProbability, within: 1e-12)
    #expect(policy.threshold.count == logits.count)
  }

  /// Logits may be as large as numbers are; their differences may not.
  @Test func logitsThatOverflowAreNoPolicy() throws {
    let mdp = try decTiger(horizon: 1)
    let count = mdp.information.choiceAction.count
    var logits = [Double](repeating: 0, count: count)
    for bad in [Double.infinity, -.infinity, .nan] {
      logits[1] = bad
      #expect(TabularPolicy(logits: logits, on: mdp) == nil)
    }
    logits[0] = 1e308
    logits[1] = -1e308
    #expect(TabularPolicy(logits: logits, on: mdp) == nil)
    let high = try #require(TabularPolicy(logits: [Double](repeating: 1e308, count: count), on: mdp))
    expectEqual(high.probability, [Double](repeating: 1 / 3.0, count: count), within: 1e-15)
    // A probability that underflows still has its logarithm.
    logits = [Double](repeating: 0, count: count)
    logits[0] = 5000
    let sure = try #require(TabularPolicy(logits: logits, on: mdp))
    #expect(sure.probability[1] == 0 && abs(sure.logProbability[1] + 5000) < 1e-9)
  }

  /// Tables that were compiled for one policy do not say what others are worth.
  @Test func tablesOfOnePolicyAreRefused() throws {
    let scenario = try ScenarioCatalogue.entry(named: "dec-tiger").scenario([(name: "horizon", value: "3")])
    let listen = try PolicyTables(
      compiling: scenario, under: try FixedPolicy(["listen"], of: scenario.agents), memory: .history)
    #expect(throws: ExactSolutionError.self) { try PolicyEvaluator(listen.mdp) }
    #expect(throws: ExactSolutionError.tooManyCells(found: 2, limit: 1)) {
      try PolicyEvaluator(decTiger(horizon: 2), cellLimit: 1)
    }
  }

  @Test func policiesHaveFingerprints() throws {
    let mdp = try decTiger(horizon: 2)
    #expect(TabularPolicy.uniform(on: mdp).fingerprint == TabularPolicy.uniform(on: mdp).fingerprint)
    #expect(
      try TabularPolicy.uniform(on: mdp).fingerprint != TabularPolicy.fixed(["listen"], on: mdp).fingerprint)
    #expect(TabularPolicy.uniform(on: mdp).fingerprint.count == 16)
  }
}
