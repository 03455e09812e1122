package import Trajectories

/// The return less the state's value, with a table of state values. A truncated episode ends like any other.
package struct MonteCarlo: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "mc", name: "Monte Carlo advantage",
    source: "Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 13.4, equation 13.11",
    granularity: .step, methodology: .monteCarlo,
    estimand:
      "Q - V of the joint action, unbiased with any values that do not depend on it, with the variance of whole "
      + "returns. Agents that act together are not told apart.",
    formula: "A_t = G_t - V(s_t), G_t = sum over k >= t of gamma^(k - t) r_k",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)")

  private let valuation = TurnValuation(bootstrapping: false)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let turns = try valuation(batch, for: Self.card, in: context)
    let credit = turns.penalised(advantages: turns.advantages(lambda: 1))
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, cuts: turns.cuts)
  }
}
