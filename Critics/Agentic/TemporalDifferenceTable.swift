import CreditMethods
import Trajectories

/// The fixed point of Q(s, a) = mean of r + gamma V(s') over the counted turns, V(s) = sum over a of w(a|s)
/// Q(s, a).
///
/// It is the solution of one linear equation a state, found by sweeps from the state met last to the one met
/// first; each solves its state's equation for its own value. Sweeps stop when no value changed by 1e-13 of
/// the largest, or of 1.
struct TemporalDifferenceTable {
  /// V of every state; NaN for one that no counted turn starts in.
  private(set) var stateValue: [Double]
  /// Q of every state and joint action; NaN for one that no counted turn took.
  let actionValue: [Double]
  /// How the sweeps ended; its loss is the mean squared temporal difference.
  let fit: CriticFit

  private static let tolerance = 1e-13
  private static let limit = 20_000

  /// Solves the equations.
  ///
  /// - Parameters:
  ///   - rewards: Reward of each turn.
  ///   - batch: The turns.
  ///   - states, actions: The turns by state, and by state and joint action.
  ///   - probability: Probability of each joint action; `nil` for logged frequencies.
  ///   - isCounted: Which turns count; all without it. Whole episodes count, so a counted turn's successor
  ///     does.
  ///   - discount: Discount of a turn.
  ///   - ends: The truncated episodes that go on with the values of where they were cut.
  ///   - what: What is fitted, for the report.
  ///   - method: The method's identifier, for the error.
  /// - Throws: ``AttributionError/numerical(method:reason:)`` where the sweeps diverge.
  /// - Complexity: O(turns + sweeps · distinct transitions).
  init(
    fitting rewards: [Double], of batch: TrajectoryBatch, _ states: Grouping, _ actions: Grouping,
    probability: [Double]?, counting isCounted: [Bool]?, discount: Double, ends: TruncatedEnds = .none,
    called what: String, method: String
  ) throws(AttributionError) {
    let next = Self.successors(of: batch, states)
    let weight = Self.weights(states, actions, probability, isCounted)
    let cuts = ends.ends.map { end in
      Cut(
        turn: end.last,
        states: end.turns.filter { isCounted?[Int($0)] ?? true }.map { states.group[Int($0)] })
    }
    let equations = Equations(
      states, next: next, rewards: rewards, weight: weight, discount, cuts: cuts)
    var value = [Double](repeating: 0, count: states.count)
    var (sweeps, change, scale) = (0, Double.infinity, 1.0)
    while change > Self.tolerance * scale, sweeps < Self.limit {
      let last = change
      change = equations.sweep(&value)
      sweeps += 1
      scale = value.reduce(1) { max($0, abs($1)) }
      guard change.isFinite, scale.isFinite else {
        throw .diverged(what, after: sweeps, last: last, "change", method: method)
      }
    }
    var backup = rewards.indices.map { turn in
      rewards[turn] + (next[turn].map { discount * value[Int($0)] } ?? 0)
    }
    for cut in cuts {
      for state in cut.states
      where !(state == states.group[cut.turn] && equations.isStuck[Int(state)]) {
        backup[cut.turn] += discount * value[Int(state)] / Double(cut.states.count)
      }
    }
    actionValue = (0..<actions.count).map { choice in
      let turns = actions[choice].lazy.map(Int.init).filter { isCounted?[$0] ?? true }
      return turns.isEmpty ? .nan : turns.reduce(0) { $0 + backup[$1] } / Double(turns.count)
    }
    stateValue = value
    for state in 0..<states.count where !states[state].contains(where: { isCounted?[Int($0)] ?? true }) {
      stateValue[state] = .nan
    }
    let counted = rewards.indices.filter { isCounted?[$0] ?? true }
    let own = actionValue
    let loss = meanSquare(counted.map { backup[$0] }, counted.map { own[Int(actions.group[$0])] })
    fit = CriticFit(
      what: what, parameters: states.count + actions.count, iterations: sweeps, loss: loss,
      rule: "no value changes by 1e-13 of the largest", residual: change / scale,
      hasConverged: change <= Self.tolerance * scale)
  }

  /// The last turn of a truncated episode, and the states of the turns that start where it was cut.
  private struct Cut {
    let turn: Int
    let states: [UInt32]
  }

  /// The state after each turn; `nil` after an episode's last.
  private static func successors(of batch: TrajectoryBatch, _ states: Grouping) -> [UInt32?] {
    var next = [UInt32?](repeating: nil, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode).dropLast() { next[turn] = states.group[turn + 1] }
    }
    return next
  }

  /// The weight of each turn in its state's equation: w(a|s) divided among the turns that took a; 0 for what
  /// does not count.
  private static func weights(
    _ states: Grouping, _ actions: Grouping, _ probability: [Double]?, _ isCounted: [Bool]?
  ) -> [Double] {
    var weight = states.group.indices.map { isCounted?[$0] ?? true ? 1.0 : 0 }
    if let probability {
      for choice in 0..<actions.count {
        let count = actions[choice].reduce(0) { $0 + weight[Int($1)] }
        for turn in actions[choice] where count > 0 { weight[Int(turn)] *= probability[choice] / count }
      }
    }
    for state in 0..<states.count {
      let sum = states[state].reduce(0) { $0 + weight[Int($1)] }
      for turn in states[state] where sum > 0 { weight[Int(turn)] /= sum }
    }
    return weight
  }

  /// The equations V(s) = earned(s) + gamma · sum over s' of share(s') V(s'), their transitions summed up.
  private struct Equations {
    private var earned: [Double]
    /// Share of the state itself among its successors, discounted.
    private var own: [Double]
    /// Whether nobody leaves a state, because episodes are cut there: it earns what was seen and no more.
    private(set) var isStuck: [Bool]
    private var start: [Int] = [0]
    private var successor: [Int] = []
    private var share: [Double] = []

    init(
      _ states: Grouping, next: [UInt32?], rewards: [Double], weight: [Double], _ discount: Double,
      cuts: [Cut]
    ) {
      earned = Array(repeating: 0, count: states.count)
      own = earned
      isStuck = Array(repeating: false, count: states.count)
      let end = UInt32(states.count)
      let parts = states.split(by: next.map { $0 ?? end }, symbolCount: states.count + 1)
      var shares = [Double](repeating: 0, count: parts.count)
      var target = [UInt32](repeating: end, count: parts.count)
      for turn in weight.indices {
        earned[Int(states.group[turn])] += weight[turn] * rewards[turn]
        shares[Int(parts.part[turn])] += discount * weight[turn]
        target[Int(parts.part[turn])] = next[turn] ?? end
      }
      var extra: [Int: [(state: Int, share: Double)]] = [:]
      for cut in cuts {
        let state = Int(states.group[cut.turn])
        for next in cut.states {
          let share = discount * weight[cut.turn] / Double(cut.states.count)
          if Int(next) == state {
            own[state] += share
          } else {
            extra[state, default: []].append((Int(next), share))
          }
        }
      }
      for state in 0..<states.count {
        for (next, share) in extra[state] ?? [] {
          successor.append(next)
          self.share.append(share)
        }
        for part in Int(parts.start[state])..<Int(parts.start[state + 1]) where target[part] != end {
          if Int(target[part]) == state {
            own[state] += shares[part]
          } else if shares[part] != 0 {
            successor.append(Int(target[part]))
            share.append(shares[part])
          }
        }
        start.append(successor.count)
        isStuck[state] = own[state] > 1 - 1e-12
        if isStuck[state] { own[state] = 0 }
      }
    }

    /// Solves the equations one by one, from the last state to the first; returns the largest change.
    func sweep(_ value: inout [Double]) -> Double {
      var change = 0.0
      for state in earned.indices.reversed() {
        var sum = earned[state]
        for place in start[state]..<start[state + 1] { sum += share[place] * value[successor[place]] }
        let new = sum / (1 - own[state])
        let difference = abs(new - value[state])
        // A NaN is no number to compare with, and must not be lost.
        if !(difference <= change) { change = difference }
        value[state] = new
      }
      return change
    }
  }
}
