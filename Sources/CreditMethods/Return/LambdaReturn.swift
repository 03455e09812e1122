package import Trajectories

/// The lambda-return of a turn, the target that values are trained to; no baseline is subtracted.
package struct LambdaReturn: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "lambda_return", name: "TD(lambda) return",
    source: "Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 12.1, equations 12.2 and 12.3",
    granularity: .step, methodology: .temporalDifference,
    estimand:
      "Q of the joint action, not Q - V: a target for values. As a credit it is positive wherever success is likely, "
      + "whatever was done.",
    formula: "G^lambda_t = r_t + gamma ((1 - lambda) V(s_(t+1)) + lambda G^lambda_(t+1)) = GAE_t + V(s_t)",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)")

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
    let returns = turns.advantages(lambda: lambda).combined(with: turns.value, +)
    return try Attribution(
      finite: batch.copiedToActingAgents(turns.penalised(returns: returns)), of: batch, method: Self.card.id,
      cuts: turns.cuts)
  }
}
