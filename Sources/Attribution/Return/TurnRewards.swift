package import Trajectories

/// The rewards of a batch under a convention: per turn, per episode, and discounted to go.
package struct TurnRewards: Sendable {
  /// Reward of each turn, in reward units, less the penalty of an invalid turn where it lowers the trajectory.
  package let reward: [Double]
  /// Undiscounted sum of each episode's rewards.
  package let episodeReturn: [Double]
  /// What each turn's own row loses after discounting; `nil` where no row loses anything.
  package let rowPenalty: [Double]?
  private let turnStart: [Int32]

  /// Rewards the turns of a batch.
  ///
  /// - Complexity: O(decisions).
  package init(of batch: TrajectoryBatch, by rules: ReturnRules) {
    let earned = Self.earned(in: batch, by: rules)
    let invalid = rules.penalty == .none ? nil : batch.invalidTurns
    let loss = invalid.map { $0.map { $0 ? rules.invalidPenalty : 0 } }
    turnStart = batch.episodes.turnStart
    episodeReturn = (0..<batch.episodeCount).map { episode in
      let turns = batch.turns(of: episode)
      let sum = earned[turns].reduce(0, +)
      guard rules.penalty == .trajectory, let invalid else { return sum }
      // Counted rather than added up turn by turn, so that episodes with equally many invalid turns tie exactly.
      return sum - Double(invalid[turns].count { $0 }) * rules.invalidPenalty
    }
    switch (rules.penalty, loss) {
    case (.trajectory, let loss?):
      reward = zip(earned, loss).map { $0 - $1 }
      rowPenalty = nil
    case (.row, let loss?):
      reward = earned
      rowPenalty = loss
    default:
      reward = earned
      rowPenalty = nil
    }
  }

  /// The score of each turn's episode, less what the turn's own row loses. Shape `[turns]`.
  package var episodeScores: [Double] {
    var scores = [Double](repeating: 0, count: reward.count)
    for episode in episodeReturn.indices {
      for turn in Int(turnStart[episode])..<Int(turnStart[episode + 1]) {
        scores[turn] = episodeReturn[episode]
      }
    }
    return lessRowPenalties(scores)
  }

  /// Discounted return from every turn of its episode, less what the turn's own row loses. Shape `[turns]`.
  package func returnsToGo(discount: Double) -> [Double] {
    lessRowPenalties(discountedReturns(of: reward, turnStart: turnStart, discount: discount))
  }

  /// Values of turns, less what each turn's own row loses. Shape `[turns]`.
  package func lessRowPenalties(_ values: [Double]) -> [Double] {
    guard let rowPenalty else { return values }
    return zip(values, rowPenalty).map { $0 - $1 }
  }

  private static func earned(in batch: TrajectoryBatch, by rules: ReturnRules) -> [Double] {
    if rules.reward == .trace { return batch.turns.reward }
    var reward = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      guard let last = batch.turns(of: episode).last else { continue }
      if rules.reward == .score {
        reward[last] = rules.successReward * batch.episodes.score[episode]
      } else if batch.episodes.status[episode] == .success {
        reward[last] = rules.successReward
      }
    }
    return reward
  }
}

extension TrajectoryBatch {
  /// Whether the environment refused an action of each turn; `nil` where it accepted all of them.
  package var invalidTurns: [Bool]? {
    guard let valid = decisions.valid else { return nil }
    return (0..<turnCount).map { turn in valid[decisions(of: turn)].contains(false) }
  }
}
