package import Trajectories

/// What later rewards owe to a decision, by how much likelier their outcomes make its action in hindsight:
/// the sum of `(h(a | s, u) / pi(a | s) - 1) r` over the later turns of the episode, u the turn's outcome, r its reward.
///
/// h is counted: of the occurrences of u after decisions of the same context, the share after decisions that took a.
/// A state that is met twice in an episode is two decisions, and each counts every later turn.
package struct LaterContributions: Sendable {
  /// Whether an outcome counts as the same one whenever it occurs.
  package enum Delay: Sendable {
    /// It does; rewards are not discounted.
    case pooled
    /// Each delay of `k` turns has its own table, and the reward of that turn is discounted by `discount^k`.
    case apart(discount: Double)
  }

  /// Outcome of each turn, below `outcomeCount`.
  package let outcome: [UInt32]
  /// Number of outcomes.
  package let outcomeCount: Int
  /// Reward of each turn, in reward units.
  package let reward: [Double]
  /// Whether an outcome counts as the same one whenever it occurs.
  package let delay: Delay

  /// Contributions to outcomes.
  package init(outcome: [UInt32], outcomeCount: Int, reward: [Double], delay: Delay) {
    self.outcome = outcome
    self.outcomeCount = outcomeCount
    self.reward = reward
    self.delay = delay
  }

  /// The contributions of every decision, in reward units. Shape `[decisions]`.
  ///
  /// - Parameters:
  ///   - table: The decisions of the batch.
  ///   - batch: The batch.
  ///   - prior: Probability of every choice of the table, above 0.
  /// - Complexity: O(symbols + sum of T² over episodes of T turns); O(decisions + symbols) where outcomes are pooled
  ///   and those with a reward occur on last turns only. Memory is linear in the decisions.
  package func callAsFunction(
    of table: DecisionContexts, in batch: TrajectoryBatch, prior: [Double]
  ) -> [Double] {
    let later = LaterTurns(of: batch, listed: turnsThatCount, outcome: outcome, reward: reward)
    var credit = [Double](repeating: 0, count: batch.decisionCount)
    var tally = Tally(outcomeCount: outcomeCount)
    switch delay {
    case .pooled:
      var reaches = Reaches()
      for context in 0..<table.count {
        reaches.take(context, in: table, later)
        tally.addContributions(to: &credit, of: reaches.all[...], later, prior, weight: 1)
      }
    case .apart(let discount):
      var reaches = DelayedReaches(longest: later.longestDelay)
      let weights = Self.powers(of: discount, through: later.longestDelay)
      for context in 0..<table.count {
        reaches.take(context, in: table, later)
        for delay in reaches.delays where reaches.isRewarded(after: delay) {
          tally.addContributions(
            to: &credit, of: reaches.coming(after: delay), later, prior, weight: weights[delay])
        }
      }
    }
    return credit
  }

  /// The powers of a number from the first on, each the one before times the number.
  private static func powers(of base: Double, through last: Int) -> [Double] {
    var result = [1.0]
    result.reserveCapacity(last + 1)
    for exponent in 0..<last { result.append(result[exponent] * base) }
    return result
  }

  /// Whether each turn is to be looked at: outcomes that are rewarded nowhere add nothing.
  private var turnsThatCount: [Bool] {
    var isRewarding = [Bool](repeating: false, count: outcomeCount)
    for (turn, outcome) in outcome.enumerated() where reward[turn] != 0 { isRewarding[Int(outcome)] = true }
    return outcome.map { isRewarding[Int($0)] }
  }
}

/// How often each outcome occurred after the decisions of one context, and of one of its choices.
private struct Tally {
  private var inContext: [Int32]
  private var inChoice: [Int32]

  init(outcomeCount: Int) {
    inContext = Array(repeating: 0, count: outcomeCount)
    inChoice = inContext
  }

  /// Adds what the decisions of a context contribute to the turns that they reach. All counts are 0 before and after.
  mutating func addContributions(
    to credit: inout [Double], of reaches: ArraySlice<Reach>, _ later: LaterTurns, _ prior: [Double],
    weight: Double
  ) {
    for reach in reaches {
      for place in reach.first..<reach.end { inContext[Int(later.outcome[Int(place)])] += 1 }
    }
    var next = reaches.startIndex
    while next < reaches.endIndex {
      let choice = reaches[next].choice
      let first = next
      while next < reaches.endIndex, reaches[next].choice == choice {
        for place in reaches[next].first..<reaches[next].end {
          inChoice[Int(later.outcome[Int(place)])] += 1
        }
        next += 1
      }
      for index in first..<next {
        // What brings no reward counts, and adds nothing.
        for place in reaches[index].first..<reaches[index].end where later.reward[Int(place)] != 0 {
          let outcome = Int(later.outcome[Int(place)])
          let hindsight = Double(inChoice[outcome]) / Double(inContext[outcome])
          credit[Int(reaches[index].decision)] +=
            weight * (hindsight / prior[Int(choice)] - 1) * later.reward[Int(place)]
        }
      }
      for index in first..<next {
        for place in reaches[index].first..<reaches[index].end {
          inChoice[Int(later.outcome[Int(place)])] = 0
        }
      }
    }
    for reach in reaches {
      for place in reach.first..<reach.end { inContext[Int(later.outcome[Int(place)])] = 0 }
    }
  }
}
