public import Trajectories

/// Counterfactual credit with a future-conditional baseline: the return less its mean among decisions of the same agent
/// in the same state whose teammates did the same in the same turn.
///
/// The baseline is valid because teammates who act at the same time do not know the agent's action. It takes their
/// part of the luck out of the credit. With one agent it is the mean return of the state.
public struct CCA: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "cca", name: "CCA, counterfactual credit with future-conditional baselines",
    source:
      "Mesnard et al. 2020, arXiv 2011.09464 (read in the abstract only); the choice of the teammates' actions as "
      + "the future statistic, and the table, are ours",
    granularity: .step, methodology: .gameTheoretic,
    estimand:
      "Q(x, (a, others)) - mean of Q over own actions with the teammates' actions kept, unbiased where agents act "
      + "independently given the state; chance after the turn stays in it.",
    formula: "A = G_t - mean of G over decisions with equal (state, agent, teammates' actions)",
    needs: [.trajectories], cost: "no continuations; O(agents · decisions)",
    parameters: CommonParameters.returns + [CommonParameters.key, CommonParameters.gamma(1)])

  private let rules: ReturnRules
  private let key: StateKey
  private let discount: Double

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    rules = ReturnRules(parameters)
    key = parameters.choice("key", as: StateKey.self)
    discount = parameters.number("gamma")
  }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let returns = TurnRewards(of: batch, by: rules).returnsToGo(discount: discount)
    let alike = context.states(of: batch, by: key).decisionContexts.split(byTeammatesIn: batch)
    let credit = Standardisation.centring(batch.repeatedPerDecision(returns), in: alike)
    return try Attribution(finite: credit, of: batch, method: Self.card.id)
  }
}
