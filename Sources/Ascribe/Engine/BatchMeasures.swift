import Ground
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// What a study keeps of one batch.
struct BatchMeasures: Sendable {
  /// Agreement of each method with the exact credit.
  let agreements: [Agreement]
  /// Fidelity of each method with one decision a context, and the mean variance of its credits within contexts.
  let fidelities, variances: [Measured<Double>]
  /// The mean variance of the exact credit within contexts.
  let exactVariance: Measured<Double>
  /// Influence on the next teammate, in nats: from the batch, and exact in the contexts of the batch.
  let influence, exactInfluence: Measured<Double>
  /// Sums by unit (agent · horizon + turn): of the exact credit first, then of each method.
  let unitSums: [[Double]]
  /// Decisions by unit.
  let unitCounts: [Int]
  /// Turns of the batch.
  let turns: Int
  /// Successful episodes of the batch.
  let successes: Int
  /// Mean return of its episodes, discounted.
  let meanReturn: Double

  /// - Parameter scale: Largest size of an action value, in reward units.
  init(
    _ rollouts: Rollouts, _ solution: ExactSolution, exact: [Double], attributions: [Attribution],
    scale: Double
  ) throws(GSLError) {
    let batch = rollouts.batch
    let reference = AgreementReference(rollouts, exact: exact, scale: scale)
    var agreements: [Agreement] = []
    for attribution in attributions { agreements.append(try reference.agreement(of: attribution.credits)) }
    self.agreements = agreements
    let siblings = SiblingDecisions(rollouts)
    fidelities = attributions.map { siblings.fidelity(of: $0.credits, with: exact) }
    variances = attributions.map { siblings.variance(of: $0.credits) }
    exactVariance = siblings.variance(of: exact)
    (influence, exactInfluence) = siblings.influence(solution)
    let unit = Self.units(of: rollouts)
    let count = rollouts.mdp.agents.count * rollouts.mdp.horizon
    var counts = [Int](repeating: 0, count: count)
    for unit in unit { counts[unit] += 1 }
    unitCounts = counts
    unitSums = ([exact] + attributions.map(\.credits)).map { credits in
      var sums = [Double](repeating: 0, count: count)
      for (unit, credit) in zip(unit, credits) { sums[unit] += credit }
      return sums
    }
    turns = batch.turnCount
    successes = batch.episodes.status.count { $0 == .success }
    let returns = discountedReturns(
      of: batch.turns.reward, turnStart: batch.episodes.turnStart, discount: rollouts.mdp.discount)
    meanReturn =
      (0..<batch.episodeCount).reduce(0) { $0 + returns[batch.turns(of: $1).lowerBound] }
      / Double(batch.episodeCount)
  }

  /// The unit of each decision: agent · horizon + turn.
  static func units(of rollouts: Rollouts) -> [Int] {
    let batch = rollouts.batch
    return (0..<batch.episodeCount).flatMap { episode in
      batch.turns(of: episode).enumerated().flatMap { turn, index in
        batch.decisions(of: index).map { Int(batch.decisions.agent[$0]) * rollouts.mdp.horizon + turn }
      }
    }
  }
}
