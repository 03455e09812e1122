import CreditNumerics
import CreditMethods
import Trajectories

/// A table of advantages under which better episodes have the larger sums: the Bradley-Terry fit with a
/// ridge.
///
/// The loss, mean over pairs of -log sigma(beta (x(better) - x(worse))) + ridge/2 |A|² with x a weighted sum
/// of A over an episode's decisions, is strictly convex. Newton's method minimises it, each step by conjugate
/// gradients: the Hessian is ridge I plus one square a pair, and is never formed.
struct PairwiseAdvantages {
  /// The problem.
  struct Problem {
    /// Row of the table of each decision.
    let entries: Grouping
    /// Weight of each episode's decisions in its sum.
    let weight: [Double]
    let pairs: EpisodePairs
    let beta: Double
    let ridge: Double
    let batch: TrajectoryBatch
  }

  /// One advantage an entry, in units of 1 / beta.
  private(set) var advantage: [Double]
  /// How the fit ended.
  let fit: CriticFit

  private static let tolerance = 1e-14
  private static let limit = 100

  /// Fits the table; it is 0 without pairs.
  ///
  /// - Throws: ``AttributionError/numerical(method:reason:)`` where the loss is not finite.
  /// - Complexity: O(decisions + pairs) a step of conjugate gradients.
  init(_ problem: Problem, called what: String, method: String) throws(AttributionError) {
    advantage = Array(repeating: 0, count: problem.entries.count)
    var (steps, change, loss) = (0, 0.0, 0.0)
    var isDone = problem.pairs.count == 0
    while !isDone, steps < Self.limit {
      let (present, gradient) = problem.loss(advantage)
      guard present.isFinite else {
        throw .diverged(what, after: steps, last: steps == 0 ? .nan : loss, method: method)
      }
      loss = present
      var step = problem.newtonStep(at: advantage, gradient)
      var next = zip(advantage, step).map { $0 - $1 }
      // Full steps of a logistic loss may overshoot far from the solution; near it they only meet rounding.
      while problem.loss(next).loss > loss + 1e-12 * abs(loss) {
        step = step.map { $0 / 2 }
        next = zip(advantage, step).map { $0 - $1 }
      }
      advantage = next
      change = step.reduce(0) { max($0, abs($1)) } / advantage.reduce(1) { max($0, abs($1)) }
      steps += 1
      isDone = change < Self.tolerance
    }
    fit = CriticFit(
      what: what, parameters: advantage.count, iterations: steps, loss: problem.pairs.count == 0 ? 0 : loss,
      rule: "no advantage changes by 1e-14 of the largest", residual: change, hasConverged: isDone)
  }
}

extension PairwiseAdvantages.Problem {
  /// The loss and its gradient.
  func loss(_ table: [Double]) -> (loss: Double, gradient: [Double]) {
    var slope = [Double](repeating: 0, count: batch.episodeCount)
    let likelihood = pairs.loss(sums(table), beta: beta, gradient: &slope)
    let penalty = table.reduce(0) { $0 + $1 * $1 }
    return (likelihood + ridge / 2 * penalty, spread(slope, plus: table))
  }

  /// The Newton step at a table, to be subtracted.
  func newtonStep(at table: [Double], _ gradient: [Double]) -> [Double] {
    let x = sums(table)
    let curvature = (0..<pairs.count).map { pair in
      let margin = beta * (x[Int(pairs.better[pair])] - x[Int(pairs.worse[pair])])
      return beta * beta * logistic(margin) * logistic(-margin) / Double(pairs.count)
    }
    let product = { (direction: [Double]) in
      let y = sums(direction)
      var slope = [Double](repeating: 0, count: batch.episodeCount)
      for pair in 0..<pairs.count {
        let (one, other) = (Int(pairs.better[pair]), Int(pairs.worse[pair]))
        let change = curvature[pair] * (y[one] - y[other])
        slope[one] += change
        slope[other] -= change
      }
      return spread(slope, plus: direction)
    }
    return conjugateGradients(of: product, right: gradient, tolerance: 1e-6, limit: 10 * (table.count + 10))
  }

  /// The weighted sum of a table over every episode's decisions.
  private func sums(_ table: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: batch.episodeCount)
    for episode in result.indices {
      for decision in batch.decisions(ofEpisode: episode) {
        result[episode] += table[Int(entries.group[decision])]
      }
      result[episode] *= weight[episode]
    }
    return result
  }

  /// What the entries get of the episodes' numbers, and the ridge of a table.
  private func spread(_ slope: [Double], plus table: [Double]) -> [Double] {
    var result = table
    for entry in result.indices { result[entry] *= ridge }
    for episode in 0..<batch.episodeCount where slope[episode] != 0 {
      let share = weight[episode] * slope[episode]
      for decision in batch.decisions(ofEpisode: episode) { result[Int(entries.group[decision])] += share }
    }
    return result
  }
}
