import Foundation
import Trajectories
public import TurnMDP

/// A policy as it is named on the command line.
public enum PolicyChoice: Sendable, Hashable, CustomStringConvertible {
  /// The scenario's own behaviour policy.
  case scenarioDefault
  /// Every legal action with the same probability.
  case uniform
  /// A file of probabilities or logits.
  case table(path: String)

  /// `default`, `uniform` or `table:FILE`.
  ///
  /// - Throws: ``PolicyChoiceError/unknown(found:)`` for anything else.
  public init(_ text: String) throws(PolicyChoiceError) {
    switch text {
    case "default": self = .scenarioDefault
    case "uniform": self = .uniform
    default:
      guard text.hasPrefix("table:"), text.count > 6 else { throw .unknown(found: text) }
      self = .table(path: String(text.dropFirst(6)))
    }
  }

  /// The choice as it is written.
  public var description: String {
    switch self {
    case .scenarioDefault: "default"
    case .uniform: "uniform"
    case .table(let path): "table:\(path)"
    }
  }

  /// The policy on a compiled scenario.
  ///
  /// - Throws: ``PolicyChoiceError`` for a file that cannot be read or does not fit.
  public func policy(on mdp: TurnMDP) throws(PolicyChoiceError) -> Policy {
    switch self {
    case .scenarioDefault: return .behaviour(of: mdp)
    case .uniform: return .uniform(on: mdp)
    case .table(let path):
      let file = try PolicyFile(path)
      do throws(PolicyError) {
        return try file.policy(on: mdp)
      } catch {
        throw .doesNotFit(path: path, reason: error.description)
      }
    }
  }
}

/// Why a policy cannot be had.
public enum PolicyChoiceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No policy has that name.
  case unknown(found: String)
  /// The file cannot be read, or is no policy file.
  case unreadable(path: String, reason: String)
  /// The table does not fit the scenario.
  case doesNotFit(path: String, reason: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknown(let found):
      "There is no policy \"\(found)\".\(NearestName.hint(for: found, among: ["default", "uniform", "table:FILE"]))"
    case .unreadable(let path, let reason), .doesNotFit(let path, let reason): "\(path): \(reason)"
    }
  }
}

/// A policy file, `ascribe.policy/1`: a JSON object with `schema`, `values` (`probabilities` or `logits`), `agents`
/// (agent -> information state -> action -> number) and, if not every information state is listed, `otherwise`
/// (`uniform` or `default`).
private struct PolicyFile {
  private enum Otherwise: String, Decodable {
    case uniform
    case scenarioDefault = "default"
  }

  private enum Values: String, Decodable {
    case probabilities
    case logits
  }

  private struct Contents: Decodable {
    let schema: String
    let values: Values
    let agents: [String: [String: [String: Double]]]
    let otherwise: Otherwise?
  }

  private let path: String
  private let contents: Contents

  init(_ path: String) throws(PolicyChoiceError) {
    self.path = path
    do {
      contents = try JSONDecoder().decode(Contents.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let error as DecodingError {
      throw .unreadable(path: path, reason: Self.sentence(for: error))
    } catch {
      throw .unreadable(path: path, reason: "cannot read the policy file: \(error.localizedDescription)")
    }
    guard contents.schema == "ascribe.policy/1" else {
      throw .unreadable(
        path: path, reason: "field \"schema\" is \"\(contents.schema)\"; expected \"ascribe.policy/1\".")
    }
  }

  func policy(on mdp: TurnMDP) throws(PolicyError) -> Policy {
    try checkNames(on: mdp)
    let otherwise: Policy? =
      switch contents.otherwise {
      case .uniform: .uniform(on: mdp)
      case .scenarioDefault: .behaviour(of: mdp)
      case nil: nil
      }
    return try Policy(
      contents.values == .logits ? .logits : .probabilities, otherwise: otherwise, on: mdp
    ) { agent, known, action in contents.agents[agent.name]?[known]?[action] }
  }

  /// A name that the scenario does not have is a mistake, not an entry to skip.
  private func checkNames(on mdp: TurnMDP) throws(PolicyError) {
    var known: [String: [String: Set<String>]] = [:]
    for state in mdp.information.agent.indices {
      let agent = mdp.agents[Int(mdp.information.agent[state])].name
      let actions = mdp.information.choices(of: state).map {
        mdp.symbols.actions[mdp.information.choiceAction[$0]]
      }
      known[agent, default: [:]][mdp.symbols.keys[mdp.information.key[state]]] = Set(actions)
    }
    for (agent, states) in contents.agents.sorted(by: { $0.key < $1.key }) {
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

  private static func sentence(for error: DecodingError) -> String {
    let place = { (path: [any CodingKey]) in path.map(\.stringValue).joined(separator: ".") }
    switch error {
    case .keyNotFound(let key, let context):
      let field = place(context.codingPath + [key])
      return "field \"\(field)\" is missing."
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "field \"\(place(context.codingPath))\": \(context.debugDescription)"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "this is not valid JSON." : "field \"\(place(context.codingPath))\": \(context.debugDescription)"
    @unknown default: return "this is no policy file: \(error)."
    }
  }
}
