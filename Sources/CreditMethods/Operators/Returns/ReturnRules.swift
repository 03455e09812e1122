/// Where the reward of a turn comes from. A failure and a truncated episode are both no success.
public enum RewardConvention: String, Sendable, CaseIterable {
  /// The success reward on the last turn of a success, 0 elsewhere.
  case outcome
  /// The success reward times the terminal score on the last turn, 0 elsewhere.
  case score
  /// The turn's own reward.
  case trace
}

/// What loses the penalty of an invalid turn.
public enum PenaltyScope: String, Sendable, CaseIterable {
  /// The turn's reward, and with it the episode's return and the discounted returns of earlier turns.
  case trajectory
  /// The turn's own row only, after discounting: its episode score and its step value.
  case row
  /// Nothing.
  case none
}

/// How turns are rewarded, and what an invalid turn costs.
public struct ReturnRules: Sendable {
  /// Where rewards come from.
  public var reward: RewardConvention
  /// Reward of a success, and scale of a terminal score; at least 0.
  public var successReward: Double
  /// What an invalid turn lowers.
  public var penalty: PenaltyScope
  /// What an invalid turn costs, in reward units, at least 0. However many of its agents erred, it is paid once.
  public var invalidPenalty: Double

  /// Rules; what is not given is as in the methods' defaults.
  public init(
    reward: RewardConvention = .outcome, successReward: Double = 10, penalty: PenaltyScope = .trajectory,
    invalidPenalty: Double = 0.1
  ) {
    self.reward = reward
    self.successReward = successReward
    self.penalty = penalty
    self.invalidPenalty = invalidPenalty
  }
}

extension ReturnRules {
  /// Rules of rewards as they are, a success being worth 1, without penalties.
  package init(ofScores reward: RewardConvention) {
    self.init()
    self.reward = reward
    successReward = 1
    penalty = .none
  }
}
