import CreditNumerics
import CreditMethods
import Trajectories

/// The table of promises that minimises AgentPRM's loss with targets of its own making.
///
/// A sweep makes the targets from the table and fits the table to them. The equations of a fit, number of
/// visits plus 2 beta times the differences along episodes, do not change from sweep to sweep; they are
/// solved by conjugate gradients for what the table lacks, so that the sweeps also undo what a solution left
/// over. Their condition is at most about 1 + 8 beta, however many keys there are.
struct PromiseTable {
  private let batch: TrajectoryBatch
  private let keys: Grouping
  private let scores: [Double]
  private let before: [Double]
  private let discount: Double
  private let lambda: Double
  private let beta: Double
  /// Pairs of different keys that follow each other, and how often.
  private var links: [(earlier: Int, later: Int, count: Double)] = []
  /// Diagonal of the equations.
  private var diagonal: [Double]

  private static let tolerance = 1e-13
  private static let limit = 10_000

  /// - Parameters:
  ///   - batch: The episodes.
  ///   - keys: The turns by state and joint action.
  ///   - scores: Score of each episode.
  ///   - before: Promise before the first turn of each episode.
  ///   - discount, lambda: Of the targets.
  ///   - beta: Weight of the differences.
  init(
    _ batch: TrajectoryBatch, keys: Grouping, scores: [Double], before: [Double], discount: Double,
    lambda: Double,
    beta: Double
  ) {
    (self.batch, self.keys, self.scores, self.before) = (batch, keys, scores, before)
    (self.discount, self.lambda, self.beta) = (discount, lambda, beta)
    diagonal = (0..<keys.count).map { Double(keys.size(of: $0)) }
    var previous = keys.group.map { _ in UInt32(keys.count) }
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode).dropFirst() { previous[turn] = keys.group[turn - 1] }
    }
    let parts = Grouping(keys.split(by: previous, symbolCount: keys.count + 1))
    for part in 0..<parts.count {
      guard let first = parts[part].first.map({ Int($0) }), previous[first] < UInt32(keys.count) else {
        continue
      }
      let (earlier, later) = (Int(previous[first]), Int(keys.group[first]))
      guard earlier != later else { continue }
      let count = Double(parts.size(of: part))
      links.append((earlier, later, count))
      diagonal[earlier] += 2 * beta * count
      diagonal[later] += 2 * beta * count
    }
  }

  /// The promise of every turn.
  ///
  /// - Throws: ``AttributionError/numerical(method:reason:)`` where the sweeps diverge.
  /// - Complexity: O(turns) a sweep, and O(keys + distinct successions) a step of its solution.
  func fitted(method: String) throws(AttributionError) -> ([Double], CriticFit) {
    let mean = scores.reduce(0, +) / Double(max(1, scores.count))
    var table = [Double](repeating: mean, count: keys.count)
    var (sweeps, change, loss) = (0, Double.infinity, Double.nan)
    while change > Self.tolerance, sweeps < Self.limit {
      let targets = targets(of: table)
      guard targets.loss.isFinite else {
        throw .diverged("promises", after: sweeps, last: loss, method: method)
      }
      loss = targets.loss
      let step = conjugateGradients(
        of: product, right: targets.lack, scale: diagonal, tolerance: 1e-6, limit: 10 * (table.count + 10))
      for key in table.indices { table[key] += step[key] }
      let scale = table.reduce(1) { max($0, abs($1)) }
      change = step.reduce(0) { max($0, abs($1)) } / scale
      if change.isNaN { change = .infinity }
      sweeps += 1
    }
    if batch.turnCount == 0 { (change, loss) = (0, 0) }
    let fit = CriticFit(
      what: "promises" + beyond(table), parameters: table.count, iterations: sweeps, loss: loss,
      rule: "no promise changes by 1e-13 of the largest", residual: change,
      hasConverged: change <= Self.tolerance)
    return (keys.group.map { table[Int($0)] }, fit)
  }

  /// How many promises no score reaches, in words; nothing is clipped.
  private func beyond(_ table: [Double]) -> String {
    guard let least = scores.min(), let most = scores.max() else { return "" }
    let count = table.count { $0 < least - 1e-9 || $0 > most + 1e-9 }
    return count == 0 ? "" : ", \(count) of \(table.count) beyond all scores"
  }

  /// The matrix of the equations times a vector.
  private func product(_ x: [Double]) -> [Double] {
    var result = x
    for key in x.indices { result[key] *= diagonal[key] }
    for link in links {
      let weight = 2 * beta * link.count
      result[link.earlier] -= weight * x[link.later]
      result[link.later] -= weight * x[link.earlier]
    }
    return result
  }

  /// The loss of a table for the targets that it makes, a turn, and what its equations lack.
  private func targets(of table: [Double]) -> (lack: [Double], loss: Double) {
    var lack = [Double](repeating: 0, count: table.count)
    var loss = 0.0
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      var advantage = 0.0
      for turn in turns.reversed() {
        let key = Int(keys.group[turn])
        let isLast = turn + 1 == turns.upperBound
        let earlier = turn > turns.lowerBound ? Int(keys.group[turn - 1]) : nil
        let previous = earlier.map { table[$0] } ?? before[episode]
        let delta = isLast ? scores[episode] - previous : discount * table[key] - previous
        advantage = delta + discount * lambda * advantage
        let target = isLast ? scores[episode] : advantage + previous
        lack[key] += target - table[key]
        loss += (table[key] - target) * (table[key] - target) / 2
        guard let earlier else { continue }
        let difference = advantage - (table[key] - table[earlier])
        lack[key] += 2 * beta * difference
        lack[earlier] -= 2 * beta * difference
        loss += beta * difference * difference
      }
    }
    return (lack, loss / Double(max(1, batch.turnCount)))
  }
}
