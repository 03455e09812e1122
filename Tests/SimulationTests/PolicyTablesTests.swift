import Scenarios
import Testing
import TestSupport
import Trajectories

@testable import Simulation

/// Compilation that follows a policy finds the values and credits that the whole has.
@Suite struct PolicyTablesTests {
  /// Each agent keeps to one action in each information state, by the label's length: deterministic, and no function of
  /// the last observation.
  private struct ByLabel: Policy {
    var isDeterministic: Bool { true }
    func probabilities(in state: InformationState) -> [ActionProbability] {
      let chosen = state.label.utf8.reduce(state.actions.count) { $0 &+ Int($1) } % state.actions.count
      return state.actions.indices.map {
        ActionProbability($0 == chosen ? 1 : 0, logProbability: $0 == chosen ? 0 : -.infinity)
      }
    }
  }

  /// The first action with certainty, whatever is known.
  private struct First: Policy {
    func probabilities(in state: InformationState) -> [ActionProbability] {
      state.actions.indices.map {
        ActionProbability($0 == 0 ? 1 : 0, logProbability: $0 == 0 ? 0 : -.infinity)
      }
    }
    func dependsOnObservationAlone(_ agent: AgentID, remembering past: String?) -> Bool { true }
  }

  private static let memories: [Memory] = [.lastObservation, .observations(2), .history]
  /// Scenarios of few enough histories that the whole fits.
  private static let names = ["dec-tiger", "two-step", "memory", "or", "coupling", "typed", "luck"]

  private func scenario(_ name: String) throws -> any Scenario {
    let settings = name == "dec-tiger" ? [(name: "horizon", value: "2")] : []
    return try ScenarioCatalogue.entry(named: name).scenario(settings)
  }

  @Test(arguments: names, memories)
  func followingEqualsTheWhole(name: String, memory: Memory) throws {
    for policy in [ByLabel(), First(), BehaviourPolicy(), UniformPolicy()] as [any Policy] {
      let scenario = try scenario(name)
      let whole = try PolicyTables(compiling: scenario, under: policy, memory: memory, coverage: .complete)
      let expected = try ExactSolution(of: whole.mdp, under: whole.policy)
      for coverage in [Coverage.policy, .deviations] {
        let followed = try PolicyTables(
          compiling: scenario, under: policy, memory: memory, coverage: coverage)
        // What is forgotten is a memory of its own.
        if coverage == .policy { #expect(followed.mdp.nodeCount <= whole.mdp.nodeCount) }
        let found = try ExactSolution(of: followed.mdp, under: followed.policy)
        #expect(near([found.value], [expected.value], 1e-12))
        #expect(near([found.successProbability], [expected.successProbability], 1e-12))
        #expect(near([found.varianceLedger().total], [expected.varianceLedger().total], 1e-12))
        compare(found, expected, coverage)
      }
    }
  }

  /// Cells that the policy reaches have the same values, and their joint actions the same credits, as far as they are
  /// asked for. Cells are found again by turn, state and what the agents know.
  private func compare(_ found: ExactSolution, _ expected: ExactSolution, _ coverage: Coverage) {
    for turn in 0..<expected.mdp.horizon {
      let ways = expected.cells.cells(ofTurn: turn).filter { expected.cells.visitation[$0] > 0 }
      let others = found.cells.cells(ofTurn: turn).filter { found.cells.visitation[$0] > 0 }
      #expect(ways.count == others.count)
      let name = { (solution: ExactSolution, cell: Int) in
        let node = solution.cells.node[cell]
        return [solution.mdp.privileged(node)] + solution.mdp.known(node)
      }
      let places = Dictionary(others.map { (name(found, $0), $0) }, uniquingKeysWith: { first, _ in first })
      for cell in ways {
        guard let other = places[name(expected, cell)] else {
          Issue.record("\(name(expected, cell)) is missing")
          continue
        }
        #expect(near([found.cells.value[other]], [expected.cells.value[cell]], 1e-12))
        #expect(near([found.cells.visitation[other]], [expected.cells.visitation[cell]], 1e-12))
        var probabilities = JointProbabilities(expected.mdp, expected.policy)
        for (row, weight) in probabilities.ofRows(of: Int(expected.cells.node[cell])).enumerated()
        where !expected.cells.stops(cell) && (weight > 0 || coverage == .deviations) {
          let left = found.credits(ofRow: row, in: other)
          let right = expected.credits(ofRow: row, in: cell)
          #expect(near(left.map(\.counterfactual), right.map(\.counterfactual), 1e-12))
          #expect(near(left.map(\.shapley), right.map(\.shapley), 1e-12))
          if coverage == .deviations {
            #expect(near(left.map(\.difference), right.map(\.difference), 1e-12))
          }
        }
      }
    }
  }

  /// A policy that takes every action finds the whole, number by number.
  @Test(arguments: names, memories)
  func takingEverythingIsTheWhole(name: String, memory: Memory) throws {
    let scenario = try scenario(name)
    let whole = try TurnMDP(compiling: scenario, memory: memory)
    let followed = try PolicyTables(compiling: scenario, under: UniformPolicy(), memory: memory).mdp
    #expect(followed.coverage == .complete)
    #expect(followed.fingerprint == whole.fingerprint)
  }

  /// Both agents listen four times: 2 states and 4 pairs of sounds a turn.
  @Test func decTigerIsFollowed() throws {
    for (horizon, nodes) in [(4, 170), (6, 2730)] {
      let scenario = try ScenarioCatalogue.entry(named: "dec-tiger").scenario([("horizon", "\(horizon)")])
      let tables = try PolicyTables(
        compiling: scenario, under: try FixedPolicy(["listen"], of: scenario.agents), memory: .history)
      let solution = try ExactSolution(of: tables.mdp, under: tables.policy)
      #expect(solution.cells.turnStart[horizon] == nodes)
      #expect(near([solution.value], [Double(-2 * horizon)]))
    }
  }

  @Test func refusalsAreErrors() throws {
    let scenario = try scenario("dec-tiger")
    #expect(throws: ScenarioError.tooManyStates(found: 11, limit: 10, memory: .history)) {
      try PolicyTables(compiling: scenario, under: UniformPolicy(), memory: .history, stateLimit: 10)
    }
    #expect(throws: PolicyError.self) {
      try PolicyTables(compiling: scenario, under: try FixedPolicy(["sleep"], of: scenario.agents))
    }
    #expect(throws: PolicyError.actionCount(found: 3, agents: 2)) {
      try FixedPolicy(["listen", "listen", "listen"], of: scenario.agents)
    }
    let listening = try PolicyTables(
      compiling: scenario, under: try FixedPolicy(["listen"], of: scenario.agents), memory: .history)
    #expect(listening.mdp.coverage == .policy)
    #expect(throws: ExactSolutionError.self) {
      try ExactSolution(of: listening.mdp, under: .uniform(on: listening.mdp))
    }
  }

  /// A table by names is asked about what is met, and forgets what it does not list.
  @Test func namedPolicies() throws {
    let table = ["agent-0": ["none > listen > hear-left": ["listen": 0.0, "open-left": 0, "open-right": 1]]]
    let named = NamedPolicy(.probabilities, table, otherwise: UniformPolicy())
    #expect(!named.dependsOnObservationAlone("agent-0", remembering: "none > listen > "))
    #expect(named.dependsOnObservationAlone("agent-0", remembering: "none > open-left > "))
    #expect(named.dependsOnObservationAlone("agent-1", remembering: "none > listen > "))
    #expect(!named.dependsOnObservationAlone("agent-0", remembering: nil))
    let strict = NamedPolicy(.probabilities, table)
    #expect(!strict.dependsOnObservationAlone("agent-0", remembering: "none > open-left > "))
    let scenario = try scenario("dec-tiger")
    #expect(throws: PolicyError.self) {
      try PolicyTables(compiling: scenario, under: strict, memory: .history)
    }
    let tables = try PolicyTables(compiling: scenario, under: named, memory: .history)
    #expect(named.unused(on: tables.mdp).isEmpty)
    let other = NamedPolicy(
      .probabilities, ["agent-0": ["nowhere": ["listen": 1]]], otherwise: UniformPolicy())
    #expect(other.unused(on: tables.mdp).map(\.informationState) == ["nowhere"])
  }
}
