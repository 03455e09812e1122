package import Trajectories

/// Counterfactual credit with a future-conditional baseline: the return less its mean among decisions of the same agent
/// in the same state whose teammates did the same in the same turn.
///
/// The baseline is valid because teammates who act at the same time do not know the agent's action. It takes their
/// part of the luck out of the credit. With one agent it is the mean return of the state.
package struct CCA: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "cca", name: "CCA, counterfactual credit with future-conditional baselines",
    source:
      "Mesnard et al. 2020, arXiv 2011.09464 (read in the abstract only); the choice of the teammates' actions as "
      + "the future statistic, and the table, are ours",
    granularity: .step, methodology: .gameTheoretic,
    estimand:
      "Q(x, (a, others)) - mean of Q over own actions with the teammates' actions kept, unbiased where agents act "
      + "independently given the state; chance after the turn stays in it.",
    formula: "A = G_t - mean of G over decisions with equal (state, agent, teammates' actions)",
    needs: [.trajectories], cost: "no continuations; O(agents · decisions)")

  private let rewarding = ReturnParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let returns = TurnRewards(of: batch, by: rewarding.rules).returnsToGo(discount: gamma)
    let alike = context.states(of: batch, by: key).decisionContexts.split(byTeammatesIn: batch)
    let credit = Standardisation.centring(batch.repeatedPerDecision(returns), in: alike)
    return try Attribution(finite: credit, of: batch, method: Self.card.id)
  }
}
