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

  /// The chains of a critic's rows.
  ///
  /// - Parameters:
  ///   - reward: Reward of each turn of the batch.
  ///   - gamma: Per-turn discount in `0...1`.
  /// - Complexity: O(turns), for decisions O(decisions · turns until the next one).
  init(_ rows: CriticRows, of batch: TrajectoryBatch, reward: [Double], gamma: Double) {
    next = rows.next
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

  /// Targets that the objective gives the rows, with values of the rows to bootstrap from.
  ///
  /// - Complexity: O(rows), for n steps O(n · rows).
  func targets(_ objective: Objective, from values: [Double]) -> [Double] {
    switch objective {
    case .lambda(let lambda): return lambdaReturns(lambda, from: values)
    case .steps(let steps):
      var target = values
      for _ in 0..<min(steps, longest) {
        target = next.indices.map { row in
          next[row] < 0 ? reward[row] : reward[row] + discount[row] * target[Int(next[row])]
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
    for row in next.indices.reversed() where next[row] >= 0 {
      let later = Int(next[row])
      let ahead = lambda == 1 ? target[later] : (1 - lambda) * values[later] + lambda * target[later]
      target[row] = reward[row] + discount[row] * ahead
    }
    return target
  }

  /// Generalised advantages of the rows, with their values; after the end of a chain nothing is earned.
  ///
  /// Source: Schulman et al. 2016, arXiv 1506.02438, equations 10 and 16.
  func advantages(values: [Double], lambda: Double) -> [Double] {
    var advantage = [Double](repeating: 0, count: next.count)
    for row in next.indices.reversed() {
      let later = Int(next[row])
      let (nextValue, following) = later < 0 ? (0, 0) : (values[later], advantage[later])
      let delta = reward[row] + discount[row] * nextValue - values[row]
      advantage[row] = delta + discount[row] * lambda * following
    }
    return advantage
  }
}
