package import Ground
import Trajectories
package import Simulation

/// A noisy judge of decisions: whether each helps, harms, or does neither.
package struct FactorJudge {
  /// Factors of a decision: 1 if it helps, and 1 if it harms.
  package static let arity = 2

  /// Probability of saying another of the three answers than the right one.
  package let error: Double
  /// Seed of its errors.
  package let seed: UInt64

  /// A judge.
  package init(error: Double, seed: UInt64) {
    self.error = error
    self.seed = seed
  }

  /// Credits nearer to 0 than this are 0: exact credits are sums of rounded products.
  private static let negligible = 1e-12

  /// The factors of every decision, one after the other.
  ///
  /// Every error is Philox(seed; episode, turn, draw): it does not depend on the other decisions.
  ///
  /// - Parameters:
  ///   - rollouts: The episodes.
  ///   - exact: The exact counterfactual credit of each decision.
  package func factors(of rollouts: Rollouts, _ exact: [Double]) -> [Double] {
    factors(
      of: rollouts, exact, drawing: PhiloxStream(seed: seed, purpose: .resampling, lane: rollouts.lane),
      from: 0)
  }

  /// The same with draws of another stream, from `first` on, a draw for each place in a turn.
  package func factors(
    of rollouts: Rollouts, _ exact: [Double], drawing draws: PhiloxStream, from first: UInt64
  ) -> [Double] {
    let batch = rollouts.batch
    var result: [Double] = []
    result.reserveCapacity(Self.arity * batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        for (place, decision) in batch.decisions(of: index).enumerated() {
          let block = draws.block(episode: UInt64(episode), turn: UInt64(turn), draw: first + UInt64(place))
          var level = abs(exact[decision]) <= Self.negligible ? 0 : exact[decision] > 0 ? 1 : 2
          if PhiloxStream.unit(block.word0) < error {
            level = (level + (PhiloxStream.unit(block.word1) < 0.5 ? 1 : 2)) % 3
          }
          result.append(level == 1 ? 1 : 0)
          result.append(level == 2 ? 1 : 0)
        }
      }
    }
    return result
  }
}
