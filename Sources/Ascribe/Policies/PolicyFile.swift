import Trajectories
import Simulation

/// A policy file, `ascribe.policy/1`: a JSON object with `schema`, `values` (`probabilities` or `logits`), `agents`
/// (agent -> information state -> action -> number) and, if not every information state is listed, `otherwise`
/// (`uniform` or `default`).
struct PolicyFile {
  let entries: TabularPolicy.Entries
  let agents: [String: [String: [String: Double]]]
  let otherwise: Otherwise?

  enum Otherwise: String, CaseIterable {
    case uniform
    case scenarioDefault = "default"
  }

  /// Reads a file.
  ///
  /// - Throws: ``PolicyChoiceError/unreadable(path:reason:)``.
  init(_ path: String) throws(PolicyChoiceError) {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.read(path, expected: "a policy file (\(PolicyEntries.schema))")
    } catch {
      throw .unreadable(path: path, reason: "the file is \(error.found); expected \(error.expected).")
    }
    let kinds: KeyValuePairs<String, TabularPolicy.Entries> = [
      "probabilities": .probabilities, "logits": .logits,
    ]
    do throws(PolicyEntriesError) {
      let table = try PolicyEntries(
        bytes, values: kinds.map(\.key), otherwise: Otherwise.allCases.map(\.rawValue))
      agents = table.agents
      entries = kinds.first { $0.key == table.values }?.value ?? .probabilities
      otherwise = table.otherwise.flatMap(Otherwise.init)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  /// The policy on a compiled scenario.
  ///
  /// - Throws: `PolicyError` for a table that does not fit.
  func policy(on mdp: TurnMDP) throws(PolicyError) -> TabularPolicy {
    try checkNames(on: mdp)
    let rest: TabularPolicy? =
      switch otherwise {
      case .uniform: .uniform(on: mdp)
      case .scenarioDefault: .behaviour(of: mdp)
      case nil: nil
      }
    return try TabularPolicy(entries, otherwise: rest, on: mdp) { agent, known, action in
      agents[agent.name]?[known]?[action]
    }
  }

  /// The policy by what agents know. Information states cannot be checked before they are met; agents can.
  ///
  /// - Throws: `PolicyError` for an agent that the team does not have.
  func policy(of team: [AgentID]) throws(PolicyError) -> NamedPolicy {
    for agent in agents.keys.sorted() where !team.contains(AgentID(agent)) {
      throw .unknownName(kind: "agent", found: agent, accepted: team.map(\.name))
    }
    let rest: (any Policy)? =
      switch otherwise {
      case .uniform: UniformPolicy()
      case .scenarioDefault: BehaviourPolicy()
      case nil: nil
      }
    return NamedPolicy(entries, agents, otherwise: rest)
  }

  /// A name that the scenario does not have is a mistake, not an entry to skip.
  private func checkNames(on mdp: TurnMDP) throws(PolicyError) {
    var known: [String: [String: Set<String>]] = [:]
    for state in mdp.information.agent.indices {
      let agent = mdp.agents[Int(mdp.information.agent[state])].name
      let actions = mdp.information.choices(of: state).map {
        mdp.symbols.actions[mdp.information.choiceAction[$0]]
      }
      // Information states of one label share their entries.
      known[agent, default: [:]][mdp.symbols.keys[mdp.information.key[state]], default: []].formUnion(actions)
    }
    for (agent, states) in agents.sorted(by: { $0.key < $1.key }) {
      guard let agentStates = known[agent] else {
        throw .unknownName(kind: "agent", found: agent, accepted: mdp.agents.map(\.name))
      }
      for (state, actions) in states.sorted(by: { $0.key < $1.key }) {
        guard let stateActions = agentStates[state] else {
          throw .unknownName(
            kind: "information state of agent \"\(agent)\"", found: state, accepted: agentStates.keys.sorted()
          )
        }
        for action in actions.keys.sorted() where !stateActions.contains(action) {
          throw .unknownName(
            kind: "action of agent \"\(agent)\" in \"\(state)\"", found: action,
            accepted: stateActions.sorted())
        }
      }
    }
  }
}
