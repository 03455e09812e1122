package import Trajectories

/// Generalised advantage estimation with a table of state values.
///
/// The value is the joint one and the reward the team's; every acting agent gets the turn's number. Trainers of PPO
/// whiten the advantages over the batch, which is no part of the estimator and is not done here.
package struct GAE: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "gae", name: "GAE, generalised advantage estimation",
    source: "Schulman et al. 2016, arXiv 1506.02438, equations 10 and 16",
    granularity: .step, methodology: .temporalDifference,
    estimand:
      "Q - V of the joint action: for lambda=1 unbiased with values that do not depend on it (apart from a bootstrapped "
      + "end), for lambda<1 of less variance and biased by the values' errors; agents that act together are not told "
      + "apart.",
    formula:
      "A_t = sum over l >= 0 of (gamma lambda)^l delta_(t+l), delta_t = r_t + gamma V(s_(t+1)) - V(s_t); after the last "
      + "turn V = 0, or V(final) of a truncated episode (truncated=bootstrap)",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    sums: [
      .init(
        .episode, .returnLessStart, where: ["gamma": .number(1), "lambda": .number(0)],
        unless: ["penalty": .text("row")])
    ])

  private let valuation = TurnValuation()
  @Parameter("lambda, decay of later differences; 1 makes them Monte Carlo", in: 0...1, formerly: "lam")
  private var lambda = 0.95

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let turns = try valuation(batch, for: Self.card, in: context)
    let credit = turns.penalised(advantages: turns.advantages(lambda: lambda))
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, cuts: turns.cuts)
  }
}
