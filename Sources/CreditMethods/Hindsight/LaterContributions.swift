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
    var reaches = Reaches()
    for context in 0..<table.count {
      switch delay {
      case .pooled:
        reaches.takeAll(of: context, in: table, later)
        tally.addContributions(to: &credit, of: reaches.present, later, prior, weight: 1)
      case .apart(let discount):
        reaches.begin(context, in: table, later)
        var weight = 1.0
        while reaches.advance(later) {
          weight *= discount
          tally.addContributions(to: &credit, of: reaches.present, later, prior, weight: weight)
        }
      }
    }
    return credit
  }

  /// Whether each turn is to be looked at: outcomes that are rewarded nowhere add nothing.
  private var turnsThatCount: [Bool] {
    var isRewarding = [Bool](repeating: false, count: outcomeCount)
    for (turn, outcome) in outcome.enumerated() where reward[turn] != 0 { isRewarding[Int(outcome)] = true }
    return outcome.map { isRewarding[Int($0)] }
  }
}

/// The listed turns of a batch that come after each decision in its episode, as ranges of one list.
private struct LaterTurns {
  /// The listed turns, in order.
  let turn: [Int32]
  /// Their outcomes.
  let outcome: [UInt32]
  /// Their rewards.
  let reward: [Double]
  /// The turn of each decision.
  let ownTurn: [Int32]
  private let start: [Int32]
  private let end: [Int32]

  init(of batch: TrajectoryBatch, listed: [Bool], outcome: [UInt32], reward: [Double]) {
    let list = listed.indices.filter { listed[$0] }
    turn = list.map { Int32($0) }
    self.outcome = list.map { outcome[$0] }
    self.reward = list.map { reward[$0] }
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
    self.start = start
    self.end = end
    ownTurn = batch.repeatedPerDecision((0..<Int32(batch.turnCount)).map { $0 })
  }

  /// Where the turns after a decision stand in the list.
  @inline(__always)
  func range(after decision: Int32) -> (first: Int32, end: Int32) {
    (start[Int(decision)], end[Int(decision)])
  }
}

/// Some listed turns after a decision, as a range of the list.
private struct Reach {
  let decision: Int32
  let choice: Int32
  var first: Int32
  let end: Int32
}

/// The turns that the decisions of one context reach, choice after choice: all of them, or one delay after another.
private struct Reaches {
  /// What is reached now. Reaches of one choice are consecutive.
  private(set) var present: [Reach] = []
  /// What is still to be reached.
  private var rest: [Reach] = []
  private var delay: Int32 = 0

  /// Turns to all turns after the decisions of a context.
  mutating func takeAll(of context: Int, in table: DecisionContexts, _ later: LaterTurns) {
    present.removeAll(keepingCapacity: true)
    for choice in table.choices(of: context) {
      for decision in table.choices[choice] {
        let range = later.range(after: decision)
        guard range.first < range.end else { continue }
        present.append(
          Reach(decision: decision, choice: Int32(choice), first: range.first, end: range.end))
      }
    }
  }

  /// Turns to a context, before the shortest delay.
  mutating func begin(_ context: Int, in table: DecisionContexts, _ later: LaterTurns) {
    takeAll(of: context, in: table, later)
    swap(&present, &rest)
    delay = 0
  }

  /// Turns to the next delay: the turns that come so many turns after their decisions. `false` if none come later.
  mutating func advance(_ later: LaterTurns) -> Bool {
    delay += 1
    present.removeAll(keepingCapacity: true)
    var kept = 0
    for index in rest.indices {
      var reach = rest[index]
      if later.turn[Int(reach.first)] - later.ownTurn[Int(reach.decision)] == delay {
        present.append(
          Reach(decision: reach.decision, choice: reach.choice, first: reach.first, end: reach.first + 1))
        reach.first += 1
      }
      if reach.first < reach.end {
        rest[kept] = reach
        kept += 1
      }
    }
    rest.removeLast(rest.count - kept)
    return kept > 0 || !present.isEmpty
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
    to credit: inout [Double], of reaches: [Reach], _ later: LaterTurns, _ prior: [Double], weight: Double
  ) {
    for reach in reaches {
      for place in reach.first..<reach.end { inContext[Int(later.outcome[Int(place)])] += 1 }
    }
    var next = 0
    while next < reaches.count {
      let choice = reaches[next].choice
      let first = next
      while next < reaches.count, reaches[next].choice == choice {
        for place in reaches[next].first..<reaches[next].end {
          inChoice[Int(later.outcome[Int(place)])] += 1
        }
        next += 1
      }
      for index in first..<next {
        for place in reaches[index].first..<reaches[index].end {
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
