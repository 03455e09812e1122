/// What an agent remembers: its information state is a function of its own observations and actions.
///
/// An agent observes when it acts; turns of others pass it by unless its next observation shows them.
public enum Memory: Sendable, Hashable, CustomStringConvertible {
  /// The last `k` observations, `k` at least 1; with `k = 1` the policy is memoryless.
  case observations(Int)
  /// Every observation and every action of its own so far (perfect recall).
  case history

  /// The current observation alone.
  public static let lastObservation = Memory.observations(1)

  /// As on the command line: `last`, `last:2`, `history`.
  public var description: String {
    switch self {
    case .observations(1): "last"
    case .observations(let count): "last:\(count)"
    case .history: "history"
    }
  }

  /// Reads what ``description`` writes; `nil` for anything else.
  public init?(_ text: String) {
    switch text {
    case "last": self = .lastObservation
    case "history": self = .history
    default:
      guard text.hasPrefix("last:"), let count = Int(text.dropFirst(5)), (1...1000).contains(count) else {
        return nil
      }
      self = .observations(count)
    }
  }
}
