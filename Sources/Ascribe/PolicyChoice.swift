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
