public import DecPOMDP
import Ground
import Trajectories
public import Simulation

/// A policy as it is named on the command line.
public enum PolicyChoice: Sendable, Hashable, CustomStringConvertible {
  /// The scenario's own behaviour policy.
  case scenarioDefault
  /// Every legal action with the same probability.
  case uniform
  /// One action, or one for each agent in their order, in every turn.
  case fixed(actions: [String])
  /// A file of probabilities or logits.
  case table(path: String)

  /// `default`, `uniform`, `fixed:ACTION`, `fixed:ACTION,ACTION,...` or `table:FILE`.
  ///
  /// - Throws: ``PolicyChoiceError/unknown(found:)`` for anything else.
  public init(_ text: String) throws(PolicyChoiceError) {
    switch text {
    case "default": self = .scenarioDefault
    case "uniform": self = .uniform
    default:
      let rest = String(text.drop { $0 != ":" }.dropFirst())
      guard !rest.isEmpty else { throw .unknown(found: text) }
      if text.hasPrefix("fixed:") {
        self = .fixed(actions: rest.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
      } else if text.hasPrefix("table:") {
        self = .table(path: rest)
      } else {
        throw .unknown(found: text)
      }
    }
  }

  /// The choice as it is written.
  public var description: String {
    switch self {
    case .scenarioDefault: "default"
    case .uniform: "uniform"
    case .fixed(let actions): "fixed:\(actions.joined(separator: ","))"
    case .table(let path): "table:\(path)"
    }
  }

  /// What tells the file of a table from another one, by name: nothing for other policies, and for a file that cannot be
  /// read.
  package var identity: [String: String] {
    guard case .table(let path) = self, let bytes = try? FileBytes.read(path, expected: "a policy file")
    else { return [:] }
    return ["policyFile": StableHash(bytesOf: String(decoding: bytes, as: UTF8.self)).digits]
  }

  /// The policy on a compiled scenario.
  ///
  /// - Throws: ``PolicyChoiceError`` for a file that cannot be read or does not fit.
  public func policy(on mdp: TurnMDP) throws(PolicyChoiceError) -> TabularPolicy {
    switch self {
    case .scenarioDefault: return .behaviour(of: mdp)
    case .uniform: return .uniform(on: mdp)
    case .fixed(let actions):
      do throws(PolicyError) {
        return try .fixed(actions, on: mdp)
      } catch {
        throw .doesNotFit(path: description, reason: error.description)
      }
    case .table(let path):
      let file = try PolicyFile(path)
      do throws(PolicyError) {
        return try file.policy(on: mdp)
      } catch {
        throw .doesNotFit(path: path, reason: error.description + Self.memoryHint(for: error, mdp.memory))
      }
    }
  }

  /// The policy by what agents know, before anything is compiled.
  ///
  /// - Parameter agents: All agents of the team.
  /// - Throws: ``PolicyChoiceError`` for a file that cannot be read or is not about these agents.
  public func policy(of agents: [AgentID]) throws(PolicyChoiceError) -> any Policy {
    switch self {
    case .scenarioDefault: return BehaviourPolicy()
    case .uniform: return UniformPolicy()
    case .fixed(let actions):
      do throws(PolicyError) {
        return try FixedPolicy(actions, of: agents)
      } catch {
        throw .doesNotFit(path: description, reason: error.description)
      }
    case .table(let path):
      let file = try PolicyFile(path)
      do throws(PolicyError) {
        return try file.policy(of: agents)
      } catch {
        throw .doesNotFit(path: path, reason: error.description)
      }
    }
  }

  /// The scenario compiled as far as the policy needs it, with the policy.
  ///
  /// - Parameters:
  ///   - scenario: The scenario.
  ///   - memory: What agents remember.
  ///   - coverage: What is compiled beside what the policy does.
  ///   - stateLimit: Most nodes that are found before giving up.
  /// - Returns: The tables, and the number of information states of a policy file that are not among them: mistakes, or
  ///   what the policy never reaches.
  /// - Throws: ``PolicyChoiceError`` for a policy that cannot be had or does not fit, `ScenarioError` for what cannot be
  ///   compiled.
  public func tables(
    of scenario: some Scenario, memory: Memory, coverage: Coverage, stateLimit: Int
  ) throws -> (tables: PolicyTables, unmet: Int) {
    let policy = try policy(of: scenario.agents)
    let tables = try explaining {
      try PolicyTables(
        compiling: scenario, under: policy, memory: memory, coverage: coverage, stateLimit: stateLimit)
    }
    return (tables, (policy as? NamedPolicy)?.unused(on: tables.mdp).count ?? 0)
  }

  /// Does something under this policy, whose own errors get the name of the file that it is in.
  ///
  /// - Throws: ``PolicyChoiceError/doesNotFit(path:reason:)`` in place of a `PolicyError`, and what else `body` throws.
  public func explaining<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as PolicyError {
      let path = if case .table(let path) = self { path } else { description }
      throw PolicyChoiceError.doesNotFit(path: path, reason: error.description)
    }
  }

  /// A further sentence for a table whose information states are whole histories, where agents remember less.
  private static func memoryHint(for error: PolicyError, _ memory: Memory) -> String {
    guard case .unknownName(_, let found, _) = error, found.contains(" > "), memory != .history else {
      return ""
    }
    return " This looks like a whole history, which agents know under memory \"history\" alone."
  }

  /// The policy on a model whose agents remember their last observation, without the model's tables.
  ///
  /// - Throws: ``PolicyChoiceError`` for a file that cannot be read or does not fit, `ScenarioError` for a model with too
  ///   many joint observations.
  public func policy(on model: DecPOMDPModel) throws -> MemorylessPolicy {
    try MemorylessPolicy(on: model) { mdp in try policy(on: mdp) }
  }
}

/// Why a policy cannot be had.
public enum PolicyChoiceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No policy has that name.
  case unknown(found: String)
  /// The file cannot be read, or is no policy file.
  case unreadable(path: String, reason: String)
  /// The table, or the fixed actions, do not fit the scenario; `path` is how they were asked for.
  case doesNotFit(path: String, reason: String)

  private static let accepted = ["default", "uniform", "fixed:ACTION", "table:FILE"]

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknown(let found):
      "There is no policy \"\(found)\".\(NearestName.hint(for: found, among: Self.accepted))"
    case .unreadable(let path, let reason), .doesNotFit(let path, let reason): "\(path): \(reason)"
    }
  }
}
