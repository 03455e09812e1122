import Trajectories
public import Simulation

/// A scenario with the information states of a model and next to nothing else: a walk over all joint observations.
///
/// Policies on it are read like those on any scenario, whatever the size of the model.
private struct PolicyFrame: Scenario {
  private let scenario: DecPOMDPScenario
  private let path: [DecPOMDPScenario.State]

  init(_ model: DecPOMDPModel) {
    scenario = DecPOMDPScenario(model, horizon: 1)
    var isPossible = [Bool](repeating: false, count: model.jointObservationCount)
    for column in model.observationRows.columns { isPossible[Int(column)] = true }
    path =
      [DecPOMDPScenario.State(state: 0, seen: nil)]
      + isPossible.indices.filter { isPossible[$0] }.map { DecPOMDPScenario.State(state: 0, seen: Int32($0)) }
  }

  var agents: [AgentID] { scenario.agents }
  var horizon: Int { path.count }
  var initialStates: Distribution<Int> { Distribution(0) }
  func actingAgents(in state: Int) -> [AgentID] { agents }
  func legalActions(for agent: AgentID, in state: Int) -> [DecPOMDPScenario.Action] {
    scenario.legalActions(for: agent, in: path[state])
  }
  func observation(for agent: AgentID, in state: Int) -> DecPOMDPScenario.Observation {
    scenario.observation(for: agent, in: path[state])
  }
  func step(_ state: Int, _ actions: JointAction<DecPOMDPScenario.Action>) -> Distribution<Transition<Int>> {
    Distribution(Transition(to: min(state + 1, path.count - 1)))
  }
  func label(ofAction action: DecPOMDPScenario.Action) -> String { scenario.label(ofAction: action) }
  func label(ofObservation observation: DecPOMDPScenario.Observation) -> String {
    scenario.label(ofObservation: observation)
  }
  func publicKey(of state: Int) -> String { "" }
}

extension MemorylessPolicy {
  /// A policy on a model from one on tables with the model's information states: those of ``DecPOMDPScenario`` under
  /// memory `last`, without its states.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - policy: Makes the policy on the tables that it is given.
  /// - Throws: `ScenarioError` for a model with too many joint observations for such tables, and what `policy` throws.
  public init(on model: DecPOMDPModel, from policy: (TurnMDP) throws -> TabularPolicy) throws {
    let mdp = try TurnMDP(compiling: PolicyFrame(model))
    let given = try policy(mdp)
    let nothing = DecPOMDPScenario(model, horizon: 1).nothing
    var known: [[String: Int]] = Array(repeating: [:], count: model.agents.count)
    for information in mdp.information.agent.indices {
      known[Int(mdp.information.agent[information])][mdp.symbols.keys[mdp.information.key[information]]] =
        information
    }
    self.init(on: model) { agent, observation, action in
      let label = observation.map { model.observations[agent][$0] } ?? nothing
      // What is never observed may be answered in any way.
      guard let information = known[agent][label] else { return 1 / Double(model.actions[agent].count) }
      return given.probability[mdp.information.choices(of: information).lowerBound + action]
    }
  }
}
