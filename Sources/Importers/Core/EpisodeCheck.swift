import Trajectories

/// Checks of what the reader of traces would refuse, while the place in the log is known.
enum EpisodeCheck {
  /// Checks a score.
  static func score(_ score: Double?, _ place: () -> LogPlace) throws(TraceError) {
    guard let score, !score.isFinite else { return }
    throw place().error("score", found: "\(score)", expected: "a finite number")
  }

  /// Checks a team's reward.
  static func reward(_ reward: Double, turn: Int, _ place: () -> LogPlace) throws(TraceError) {
    guard !reward.isFinite else { return }
    throw place().error("reward", found: "\(reward) in turn \(turn)", expected: "a finite number")
  }

  /// Checks a decision of an agent with or without a name.
  static func decision(
    _ extras: DecisionExtras, isNamed: Bool, turn: Int, _ place: () -> LogPlace
  ) throws(TraceError) {
    guard isNamed else {
      throw place().error("agent", found: "empty in turn \(turn)", expected: "a name")
    }
    try check(extras.logProbability, "logProbability", turn: turn, place)
    try check(extras.referenceLogProbability, "referenceLogProbability", turn: turn, place)
    if let tokens = extras.tokens, !(0...Int(Int32.max)).contains(tokens) {
      throw place().error(
        "tokens", found: "\(tokens) in turn \(turn)", expected: "an integer in 0...\(Int32.max)")
    }
    if let entropy = extras.entropy, !(entropy >= 0 && entropy.isFinite) {
      throw place().error("entropy", found: "\(entropy) in turn \(turn)", expected: "a number of at least 0")
    }
  }

  private static func check(
    _ log: Double?, _ name: String, turn: Int, _ place: () -> LogPlace
  ) throws(TraceError) {
    guard let log, !(log <= 0 && log.isFinite) else { return }
    throw place().error(name, found: "\(log) in turn \(turn)", expected: "a number of at most 0")
  }

  /// An agent that decides twice in a turn.
  static func repeated(_ agent: AgentID, turn: Int, _ place: () -> LogPlace) -> TraceError {
    place().error(
      found: "given two decisions of agent \(JSONValue.string(agent.name).summary) in turn \(turn)",
      expected: "an agent at most once a turn")
  }
}
