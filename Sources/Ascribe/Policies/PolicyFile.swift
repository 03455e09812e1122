import Foundation
import Trajectories
import Simulation

/// A policy file, `ascribe.policy/1`: a JSON object with `schema`, `values` (`probabilities` or `logits`), `agents`
/// (agent -> information state -> action -> number) and, if not every information state is listed, `otherwise`
/// (`uniform` or `default`).
struct PolicyFile {
  private struct Header: Decodable {
    let schema: String
  }

  private struct Contents: Decodable {
    let values: String
    let agents: [String: [String: [String: Double]]]
    let otherwise: String?
  }

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
    let data: Data
    do {
      data = Data(try FileBytes.read(path, expected: "a policy file (ascribe.policy/1)"))
    } catch {
      throw .unreadable(path: path, reason: "the file is \(error.found); expected \(error.expected).")
    }
    let contents: Contents
    do {
      // Of a file of another kind, its schema tells more than the first field that it lacks.
      let schema = try JSONDecoder().decode(Header.self, from: data).schema
      guard schema == "ascribe.policy/1" else {
        throw PolicyChoiceError.unreadable(
          path: path, reason: Self.sentence("schema", is: schema, expected: ["ascribe.policy/1"]))
      }
      contents = try JSONDecoder().decode(Contents.self, from: data)
    } catch let error as PolicyChoiceError {
      throw error
    } catch let error as DecodingError {
      throw .unreadable(path: path, reason: Self.sentence(for: error))
    } catch {
      throw .unreadable(path: path, reason: "this is no policy file: \(error).")
    }
    switch contents.values {
    case "probabilities": entries = .probabilities
    case "logits": entries = .logits
    default:
      throw .unreadable(
        path: path,
        reason: Self.sentence("values", is: contents.values, expected: ["probabilities", "logits"]))
    }
    otherwise = contents.otherwise.flatMap(Otherwise.init)
    if let word = contents.otherwise, otherwise == nil {
      throw .unreadable(
        path: path,
        reason: Self.sentence("otherwise", is: word, expected: Otherwise.allCases.map(\.rawValue)))
    }
    agents = contents.agents
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

  private static func sentence(_ field: String, is found: String, expected: [String]) -> String {
    let words = expected.map { "\"\($0)\"" }.joined(separator: " or ")
    return "field \"\(field)\" is \"\(found)\"; expected \(words)."
  }

  private static func sentence(for error: DecodingError) -> String {
    let place = { (path: [any CodingKey]) in path.map(\.stringValue).joined(separator: ".") }
    switch error {
    case .keyNotFound(let key, let context):
      return "field \"\(place(context.codingPath + [key]))\" is missing."
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      let expected = type == Double.self ? "a number" : type == String.self ? "a string" : "an object"
      return context.codingPath.isEmpty
        ? "this is no JSON object." : "field \"\(place(context.codingPath))\" is not \(expected)."
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "this is not valid JSON." : "field \"\(place(context.codingPath))\": \(context.debugDescription)"
    @unknown default: return "this is no policy file: \(error)."
    }
  }
}
