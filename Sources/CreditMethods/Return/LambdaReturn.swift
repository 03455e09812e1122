public import Trajectories

/// The lambda-return of a turn, the target that values are trained to; no baseline is subtracted.
public struct LambdaReturn: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "lambda_return", name: "TD(lambda) return",
    source: "Sutton and Barto, Reinforcement Learning, 2nd ed. (2018), section 12.1, equations 12.2 and 12.3",
    granularity: .step, methodology: .temporalDifference,
    estimand:
      "Q of the joint action, not Q - V: a target for values. As a credit it is positive wherever success is likely, "
      + "whatever was done.",
    formula: "G^lam_t = r_t + gamma ((1 - lam) V(s_(t+1)) + lam G^lam_(t+1)) = GAE_t + V(s_t)",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    parameters: GAE.card.parameters)

  private let valuation: TurnValuation
  private let lambda: Double

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    valuation = TurnValuation(parameters)
    lambda = parameters.number("lam")
  }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let turns = try valuation(batch, for: Self.card, in: context)
    let returns = turns.advantages(lambda: lambda).combined(with: turns.value, +)
    return try Attribution(
      finite: batch.copiedToActingAgents(turns.penalised(returns: returns)), of: batch, method: Self.card.id)
  }
}
