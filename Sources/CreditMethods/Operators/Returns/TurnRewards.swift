public import Trajectories

/// The rewards of a batch under a convention: per turn, per episode, and discounted to go.
///
/// ```swift
/// // A success of two turns and a failure of one.
/// let rewards = TurnRewards(of: batch, by: ReturnRules(successReward: 1))
/// rewards.reward                      // [0, 1, 0]
/// rewards.episodeReturn               // [1, 0]
/// rewards.returnsToGo(discount: 0.5)  // [0.5, 1, 0]
/// ```
public struct TurnRewards: Sendable {
  /// What the episodes earned, before penalties.
  private enum Earned {
    /// One number an episode: what its last turn earned, the only one that did.
    case atTheEnd([Double])
    /// One number a turn.
    case everyTurn([Double])
  }

  /// Undiscounted sum of each episode's rewards, in reward units. Shape `[episodes]`.
  public let episodeReturn: [Double]
  /// What each turn's own row loses after discounting; `nil` where no row loses anything.
  package let rowPenalty: [Double]?
  private let earned: Earned
  private let loss: [Double]?
  private let turnStart: [Int32]

  /// Rewards the turns of a batch.
  ///
  /// - Complexity: O(decisions).
  public init(of batch: TrajectoryBatch, by rules: ReturnRules) {
    let (start, status, score) = (batch.episodes.turnStart, batch.episodes.status, batch.episodes.score)
    switch rules.reward {
    case .outcome: earned = .atTheEnd(status.map { $0 == .success ? rules.successReward : 0 })
    case .score: earned = .atTheEnd(score.map { rules.successReward * $0 })
    case .trace: earned = .everyTurn(batch.turns.reward)
    }
    let invalid = rules.penalty == .none ? nil : batch.invalidTurns
    let penalty = invalid.map { $0.map { $0 ? rules.invalidPenalty : 0 } }
    turnStart = start
    loss = rules.penalty == .trajectory ? penalty : nil
    rowPenalty = rules.penalty == .row ? penalty : nil
    let earned = earned
    episodeReturn = status.indices.map { episode in
      let turns = Int(start[episode])..<Int(start[episode + 1])
      // Summed from 0, so that a return of -0 is 0.
      let sum =
        switch earned {
        case .atTheEnd(let last): turns.isEmpty ? 0 : 0 + last[episode]
        case .everyTurn(let reward): Self.sum(reward[turns])
        }
      guard rules.penalty == .trajectory, let invalid else { return sum }
      // Counted rather than added up turn by turn, so that episodes with equally many invalid turns tie exactly.
      return sum - Double(invalid[turns].count { $0 }) * rules.invalidPenalty
    }
  }

  /// The sum of rewards, exactly 0 where rounding alone can have made it anything else: the error of a sum of n numbers
  /// is at most n times that of the sum of their magnitudes.
  private static func sum(_ rewards: ArraySlice<Double>) -> Double {
    let sum = rewards.reduce(0, +)
    let magnitude = rewards.reduce(0) { $0 + abs($1) }
    return magnitude.isFinite && abs(sum) <= Double(rewards.count) * 0x1p-53 * magnitude ? 0 : sum
  }

  /// Reward of each turn, in reward units, less the penalty of an invalid turn where it lowers the trajectory. Shape
  /// `[turns]`.
  ///
  /// - Complexity: O(turns): made when it is asked for, because many methods need returns alone.
  public var reward: [Double] {
    guard let loss else { return earnedByTurns }
    return earnedByTurns.combined(with: loss, -)
  }

  private var earnedByTurns: [Double] {
    switch earned {
    case .everyTurn(let reward): return reward
    case .atTheEnd(let last):
      var reward = [Double](repeating: 0, count: Int(turnStart[turnStart.count - 1]))
      for episode in last.indices where turnStart[episode] < turnStart[episode + 1] {
        reward[Int(turnStart[episode + 1]) - 1] = last[episode]
      }
      return reward
    }
  }

  /// The score of each turn's episode, less what the turn's own row loses. Shape `[turns]`.
  public var episodeScores: [Double] {
    var scores: [Double] = []
    scores.reserveCapacity(Int(turnStart[turnStart.count - 1]))
    for episode in episodeReturn.indices {
      let turns = Int(turnStart[episode + 1] - turnStart[episode])
      scores.append(contentsOf: repeatElement(episodeReturn[episode], count: turns))
    }
    return lessRowPenalties(scores)
  }

  /// Discounted return from every turn of its episode, less what the turn's own row loses, in reward units. Shape
  /// `[turns]`.
  ///
  /// - Parameter discount: Per-turn discount, dimensionless.
  /// - Complexity: O(turns).
  public func returnsToGo(discount: Double) -> [Double] {
    lessRowPenalties(discountedReturns(of: reward, turnStart: turnStart, discount: discount))
  }

  /// Values of turns, less what each turn's own row loses. Shape `[turns]`.
  package func lessRowPenalties(_ values: consuming [Double]) -> [Double] {
    guard let rowPenalty else { return values }
    return values.combined(with: rowPenalty, -)
  }
}

extension TrajectoryBatch {
  /// Whether the environment refused an action of each turn; `nil` where it accepted all of them.
  package var invalidTurns: [Bool]? {
    guard let valid = decisions.valid else { return nil }
    return (0..<turnCount).map { turn in valid[decisions(of: turn)].contains(false) }
  }
}
