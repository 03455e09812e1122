import Trajectories

/// A reference policy, whose log-probability of every action is written as `referenceLogProbability`.
public enum ReferenceSignal: Sendable, Hashable {
  /// Every legal action with the same probability.
  case uniform
  /// The scenario's own behaviour policy, whichever policy plays.
  case scenarioDefault
  /// The policy that plays with its logits divided by a temperature above 0: 1 is the policy itself, and more is nearer to
  /// the uniform one.
  case tempered(Double)

  /// Reads `uniform`, `default`, or `tempered:T`.
  ///
  /// - Throws: ``SignalError/notAccepted(signal:name:found:accepted:)`` for anything else.
  public init(_ text: String) throws(SignalError) {
    switch text {
    case "uniform": self = .uniform
    case "default": self = .scenarioDefault
    default:
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "tempered", let value = Double(parts[1]), value > 0, value.isFinite
      else {
        throw .notAccepted(
          signal: "reference", name: "the policy", found: text,
          accepted: "uniform, default, or tempered:T with a temperature T above 0")
      }
      self = .tempered(value)
    }
  }
}

extension ReferenceSignal: CustomStringConvertible {
  /// The policy as it is written.
  public var description: String {
    switch self {
    case .uniform: "uniform"
    case .scenarioDefault: "default"
    case .tempered(let temperature): "tempered:\(ParameterValue.number(temperature))"
    }
  }
}

extension ReferenceSignal: Codable {
  /// Reads the policy as it is written.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(SignalError) {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the policy.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
