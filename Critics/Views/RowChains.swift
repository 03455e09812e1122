import CreditMethods
import Trajectories

/// Rows with what they earn until the next row of their chain, and what the next one is worth to them.
struct RowChains {
  /// Next row of each row, always a later one; -1 at the end of a chain.
  let next: [Int32]
  /// Discounted rewards from the row's turn until the next row's, in reward units.
  let reward: [Double]
  /// What a unit of reward in the next row is worth in this one.
  let discount: [Double]
  /// Ends of chains that were cut, and the rows that what follows is worth as much as.
  let ends: [End]

  /// A row that is the last of its chain because its episode was truncated.
  struct End {
    let row: Int
    /// The rows of the state in which the episode was cut, at least one; of the same agent where it decides there.
    let rows: [Int]
  }

  /// The chains of a critic's rows.
  ///
  /// - Parameters:
  ///   - reward: Reward of each turn of the batch.
  ///   - gamma: Per-turn discount in `0...1`.
  ///   - ends: The truncated episodes that go on with the values of where they were cut.
  /// - Complexity: O(turns), for decisions O(decisions · turns until the next one).
  init(
    _ rows: CriticRows, of batch: TrajectoryBatch, reward: [Double], gamma: Double,
    ends: TruncatedEnds = .none
  ) {
    next = rows.next
    self.ends =
      rows.areDecisions
      ? Self.ownEnds(ends, rows, of: batch)
      : ends.ends.map { end in
        End(row: end.last, rows: end.turns.map { Int($0) })
      }
    guard rows.areDecisions else {
      self.reward = reward
      discount = [Double](repeating: gamma, count: rows.count)
      return
    }
    var earned = [Double](repeating: 0, count: rows.count)
    var discount = [Double](repeating: 1, count: rows.count)
    for episode in 0..<batch.episodeCount {
      let end = batch.turns(of: episode).upperBound
      for row in batch.decisions(ofEpisode: episode) {
        let stop = rows.next[row] < 0 ? end : Int(rows.turn[Int(rows.next[row])])
        for turn in Int(rows.turn[row])..<stop {
          earned[row] += discount[row] * reward[turn]
          discount[row] *= gamma
        }
      }
    }
    self.reward = earned
    self.discount = discount
  }

  /// The last decision of every agent of a truncated episode, with its decisions in the state of the cut, or everybody's
  /// where it has none there.
  private static func ownEnds(
    _ ends: TruncatedEnds, _ rows: CriticRows, of batch: TrajectoryBatch
  ) -> [End] {
    ends.ends.flatMap { end in
      let decisions = end.turns.flatMap { batch.decisions(of: Int($0)) }
      return batch.decisions(ofEpisode: end.episode).filter { rows.next[$0] < 0 }.compactMap { row -> End? in
        let own = decisions.filter { batch.decisions.agent[$0] == batch.decisions.agent[row] }
        let known = own.isEmpty ? decisions : own
        return known.isEmpty ? nil : End(row: row, rows: known)
      }
    }
  }

  /// What follows the end of each chain, with values of the rows; `nil` where nothing does, or there are no values.
  private func endValues(from values: [Double]) -> [Double]? {
    guard !ends.isEmpty, !values.isEmpty else { return nil }
    var result = [Double](repeating: 0, count: next.count)
    for end in ends {
      result[end.row] = end.rows.reduce(0) { $0 + values[$1] } / Double(end.rows.count)
    }
    return result
  }

  /// Targets that the objective gives the rows, with values of the rows to bootstrap from.
  ///
  /// - Complexity: O(rows), for n steps O(n · rows).
  func targets(_ objective: Objective, from values: [Double]) -> [Double] {
    switch objective {
    case .lambda(let lambda): return lambdaReturns(lambda, from: values)
    case .steps(let steps):
      let end = endValues(from: values)
      var target = values
      for _ in 0..<min(steps, longest) {
        target = next.indices.map { row in
          guard next[row] < 0 else { return reward[row] + discount[row] * target[Int(next[row])] }
          return end.map { reward[row] + discount[row] * $0[row] } ?? reward[row]
        }
      }
      return target
    }
  }

  /// The most rows of a chain.
  private var longest: Int {
    var length = [Int32](repeating: 1, count: next.count)
    for row in next.indices.reversed() where next[row] >= 0 { length[row] = length[Int(next[row])] + 1 }
    return Int(length.max() ?? 0)
  }

  /// `G = r + gamma ((1 - lambda) V(next) + lambda G(next))`.
  private func lambdaReturns(_ lambda: Double, from values: [Double]) -> [Double] {
    var target = reward
    if let end = endValues(from: values) {
      for (row, value) in end.enumerated() { target[row] += discount[row] * value }
    }
    for row in next.indices.reversed() where next[row] >= 0 {
      let later = Int(next[row])
      let ahead = lambda == 1 ? target[later] : (1 - lambda) * values[later] + lambda * target[later]
      target[row] = reward[row] + discount[row] * ahead
    }
    return target
  }

  /// Generalised advantages of the rows, with their values; after the end of a chain nothing is earned, unless it was cut.
  ///
  /// Source: Schulman et al. 2016, arXiv 1506.02438, equations 10 and 16.
  func advantages(values: [Double], lambda: Double) -> [Double] {
    let end = endValues(from: values)
    var advantage = [Double](repeating: 0, count: next.count)
    for row in next.indices.reversed() {
      let later = Int(next[row])
      let (nextValue, following) = later < 0 ? (end?[row] ?? 0, 0) : (values[later], advantage[later])
      let delta = reward[row] + discount[row] * nextValue - values[row]
      advantage[row] = delta + discount[row] * lambda * following
    }
    return advantage
  }
}
