public import Trajectories

extension MethodCard {
  /// What the credits of a method claim to sum to: a promise of the card, which a test holds the method to, and which
  /// `ascribe attribute --two-level` checks on a trace where that can be seen there.
  ///
  /// A method without claims, such as those that compare episodes of a group, promises no sum.
  public struct SumClaim: Sendable, Hashable {
    /// What the sum is.
    public enum Whole: String, Sendable, CaseIterable, Codable {
      /// The undiscounted return of the episode.
      case episodeReturn = "the episode's return"
      /// The same less a number that depends on task and first state alone; for episodes that were not truncated.
      case returnLessStart = "the episode's return less what its task and first state are worth"
      /// The reward of the turn.
      case turnReward = "the turn's reward"
      /// In the method's game of coalitions the worth of all players less that of none.
      case worth = "the worth of all players less that of none"
      /// The return less that of the episode's replay without any player.
      case returnLessAbsence = "the episode's return less its return without any player"

      /// Whether a trace alone shows if it holds.
      public var isSeenInTraces: Bool {
        switch self {
        case .episodeReturn, .returnLessStart, .turnReward: true
        case .worth, .returnLessAbsence: false
        }
      }
    }

    /// What the credits are summed over: the turns of an episode, or the agents of a turn.
    public let level: CreditLevel
    /// What the sum is.
    public let whole: Whole
    /// The settings with which alone it is claimed.
    public let settings: [ParameterValues.Entry]
    /// Settings with which it is not claimed, whatever the others.
    public let exceptions: [ParameterValues.Entry]

    /// A claim.
    ///
    /// - Parameters:
    ///   - level: What is summed over, `episode` or `turn`.
    ///   - whole: What the sum is.
    ///   - settings: Names and values of parameters without which it is not claimed.
    ///   - exceptions: Names and values of parameters with one of which it is not claimed.
    public init(
      _ level: CreditLevel, _ whole: Whole, where settings: KeyValuePairs<String, ParameterValue> = [:],
      unless exceptions: KeyValuePairs<String, ParameterValue> = [:]
    ) {
      self.level = level
      self.whole = whole
      self.settings = settings.map { .init(name: $0.key, value: $0.value) }
      self.exceptions = exceptions.map { .init(name: $0.key, value: $0.value) }
    }

    /// Whether it is claimed with these parameters.
    public func isMade(with parameters: ParameterValues) -> Bool {
      settings.allSatisfy { parameters[$0.name] == $0.value }
        && !exceptions.contains { parameters[$0.name] == $0.value }
    }
  }

  /// What one credit is of where nothing else is said: what the granularity says.
  static func unit(of granularity: Granularity) -> CreditUnit {
    switch granularity {
    case .trajectory: .episode
    case .multiAgent: .decision
    case .token, .segment, .step, .turn: .turn
    }
  }
}

extension MethodCard.SumClaim: CustomStringConvertible {
  /// The claim in words.
  public var description: String {
    let conditions =
      settings.map { "\($0.name)=\($0.value)" } + exceptions.map { "\($0.name) other than \($0.value)" }
    let parts = level == .turn ? "the agents of a turn" : "the turns of an episode"
    return "\(parts) sum to \(whole.rawValue)"
      + (conditions.isEmpty ? "" : " (\(conditions.joined(separator: ", ")))")
  }
}
