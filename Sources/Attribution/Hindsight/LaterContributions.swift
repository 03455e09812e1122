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
  ///   and those with a reward occur on last turns only.
  package func callAsFunction(
    of table: DecisionContexts, in batch: TrajectoryBatch, prior: [Double]
  ) -> [Double] {
    let later = LaterTurns(of: batch, listed: turnsThatCount)
    var credit = [Double](repeating: 0, count: batch.decisionCount)
    var tally = Tally(outcomeCount: outcomeCount)
    for context in 0..<table.count {
      switch delay {
      case .pooled:
        tally.addContributions(to: &credit, of: context, in: table, self, prior, later, delay: nil, weight: 1)
      case .apart(let discount):
        var weight = 1.0
        for delay in 0..<later.most(after: table.contexts[context]) {
          weight *= discount
          tally.addContributions(
            to: &credit, of: context, in: table, self, prior, later, delay: delay, weight: weight)
        }
      }
    }
    return credit
  }

  /// Whether each turn is to be looked at. Pooled outcomes that are rewarded nowhere add nothing; where delays are told
  /// apart, every turn is needed to count them.
  private var turnsThatCount: [Bool] {
    guard case .pooled = delay else { return [Bool](repeating: true, count: outcome.count) }
    var isRewarding = [Bool](repeating: false, count: outcomeCount)
    for (turn, outcome) in outcome.enumerated() where reward[turn] != 0 { isRewarding[Int(outcome)] = true }
    return outcome.map { isRewarding[Int($0)] }
  }
}

/// The listed turns of a batch that come after each decision in its episode, as ranges of one list.
private struct LaterTurns {
  /// The listed turns, in order.
  let list: [Int32]
  private let start: [Int32]
  private let end: [Int32]

  init(of batch: TrajectoryBatch, listed: [Bool]) {
    var start: [Int32] = []
    var end: [Int32] = []
    var position: Int32 = 0
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode) {
        if listed[turn] { position += 1 }
        start.append(contentsOf: repeatElement(position, count: batch.decisions(of: turn).count))
      }
      end.append(contentsOf: repeatElement(position, count: batch.decisions(ofEpisode: episode).count))
    }
    list = listed.indices.filter { listed[$0] }.map { Int32($0) }
    self.start = start
    self.end = end
  }

  /// The most turns that come after one of some decisions.
  func most(after decisions: ArraySlice<Int32>) -> Int {
    decisions.map { range(after: Int($0), delay: nil).count }.max() ?? 0
  }

  /// Where the turns after a decision stand in the list; with a delay only the one that comes after so many others.
  @inline(__always)
  func range(after decision: Int, delay: Int?) -> Range<Int> {
    let (start, end) = (Int(start[decision]), Int(end[decision]))
    guard let delay else { return start..<end }
    let first = min(start + delay, end)
    return first..<min(first + 1, end)
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

  /// Adds what the decisions of a context contribute to later turns, to those of one delay if it is given. All counts
  /// are 0 before and after.
  mutating func addContributions(
    to credit: inout [Double], of context: Int, in table: DecisionContexts,
    _ contributions: LaterContributions, _ prior: [Double], _ later: LaterTurns, delay: Int?, weight: Double
  ) {
    for decision in table.contexts[context] {
      for place in later.range(after: Int(decision), delay: delay) {
        inContext[Int(contributions.outcome[Int(later.list[place])])] += 1
      }
    }
    for choice in table.choices(of: context) {
      for decision in table.choices[choice] {
        for place in later.range(after: Int(decision), delay: delay) {
          inChoice[Int(contributions.outcome[Int(later.list[place])])] += 1
        }
      }
      for decision in table.choices[choice] {
        for place in later.range(after: Int(decision), delay: delay) {
          let turn = Int(later.list[place])
          let outcome = Int(contributions.outcome[turn])
          let hindsight = Double(inChoice[outcome]) / Double(inContext[outcome])
          credit[Int(decision)] += weight * (hindsight / prior[choice] - 1) * contributions.reward[turn]
        }
      }
      for decision in table.choices[choice] {
        for place in later.range(after: Int(decision), delay: delay) {
          inChoice[Int(contributions.outcome[Int(later.list[place])])] = 0
        }
      }
    }
    for decision in table.contexts[context] {
      for place in later.range(after: Int(decision), delay: delay) {
        inContext[Int(contributions.outcome[Int(later.list[place])])] = 0
      }
    }
  }
}
