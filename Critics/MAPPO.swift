package import CreditMethods
package import Trajectories
import Simulation

/// MAPPO's advantages: generalised advantages of a central critic, brought to mean 0 and deviation 1 over the batch.
package struct MAPPO: TurnCritic, ValueCriticMethod {
  private enum Norm: String, CaseIterable {
    /// Less the mean, over the standard deviation.
    case std
    /// As they are.
    case none
  }

  /// What the critic is and needs.
  package static let card = MethodCard(
    id: "mappo", name: "MAPPO, normalised advantages of a central critic",
    source:
      "Yu et al. 2021, arXiv 2103.01955, and its released code (on-policy); the regression in closed form in place of "
      + "PPO's clipped value steps is ours",
    granularity: .turn, methodology: .critic,
    estimand:
      "Q - V of the team given what the central critic sees, in units of its deviation over the batch; agents that act "
      + "together are not told apart.",
    formula: "A = (GAE(gamma, lambda) of V - mean) / (std + eps), over all decisions of the batch",
    needs: [.trajectories, .privilegedStates],
    spansTasks: true, cost: "no continuations; one fit, linear in turns")

  private let parameters = ValueCriticParameters(
    views: [.privileged, .information, .own, .both, .history], gamma: 0.99)
  @Parameter("divide advantages by their deviation over the batch, less their mean; or leave them")
  private var norm = Norm.std
  @Parameter("added to the standard deviation, in reward units", in: 0...) private var eps = 1e-5
  @Parameter("whether targets are standardised for training (network)") private var valueNormalisation = true

  var critic: ValueCritic {
    var critic = ValueCritic(parameters, for: Self.card)
    critic.settings.network.normalisesTargets = valueNormalisation
    return critic
  }

  /// The method with its defaults.
  package init() {}

  /// The normalised advantage of every turn, copied to its acting agents.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    guard norm == .std else { return try critic.attribute(batch, in: context) }
    var found = try critic.credits(of: batch, in: context)
    found.credits = normalised(found.credits)
    return try found.attribution(of: batch, Self.card, in: context)
  }

  /// Less the mean, over the standard deviation of all numbers (dividing by their count).
  private func normalised(_ values: [Double]) -> [Double] {
    guard let first = values.first else { return [] }
    let count = Double(values.count)
    // Measured from one of them, so that equal advantages have exactly their mean.
    let mean = first + values.reduce(0) { $0 + ($1 - first) } / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let scale = variance.squareRoot() + eps
    return values.map { $0 == mean ? 0 : ($0 - mean) / scale }
  }
}
