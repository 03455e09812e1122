/// How an episode ended.
///
/// `failure` (ended by the rules) and `truncated` (cut off at the horizon) are never merged, because only a truncated
/// episode may be bootstrapped with the value of its last state. An `aborted` episode (the machinery broke down) says
/// nothing of what was decided in it: it belongs to no group, and its decisions have no credit.
public enum OutcomeStatus: UInt8, Sendable, CaseIterable, CustomStringConvertible {
  /// The team reached its goal.
  case success
  /// The episode ended by the rules without success.
  case failure
  /// The horizon cut the episode off.
  case truncated
  /// Something beside the team and the task ended the episode.
  case aborted

  /// The word used in traces.
  public var description: String {
    switch self {
    case .success: "success"
    case .failure: "failure"
    case .truncated: "truncated"
    case .aborted: "aborted"
    }
  }

  /// The score of an outcome that states none: 1 for a success, 0 otherwise.
  public var defaultScore: Double { self == .success ? 1 : 0 }
}

extension OutcomeStatus: Codable {
  /// Writes the word used in traces.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads the word used in traces.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    guard let status = Self.allCases.first(where: { $0.description == word }) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription:
          "\"\(word)\" is no end of an episode; accepted: success, failure, truncated, aborted")
    }
    self = status
  }
}
