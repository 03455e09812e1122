package import Trajectories

/// Hindsight credit assignment, conditioned on the return: how much likelier an action is once the return is known.
///
/// The hindsight distribution h is counted: among the decisions of the same agent in the same state that were followed
/// by the same return, the share that took the action.
package struct HCAReturn: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "hca_return", name: "HCA, hindsight credit assignment given the return",
    source:
      "Harutyunyan et al. 2019, arXiv 1912.02503, section 3 (return-conditional form); that h and pi are counted "
      + "from the trace is ours",
    granularity: .step, methodology: .hindsight,
    estimand:
      "Q - V of the agent's own action, where every action can lead to every return; otherwise the part of it over "
      + "the returns that the action was seen to lead to. A return of 0 gives no blame.",
    formula: "A = (1 - pi(a | s) / h(a | s, G_t)) G_t, h(a | s, z) = P(A_t = a | S_t = s, G_t = z)",
    needs: [.trajectories], cost: "no continuations; O(decisions log decisions)")

  private let rewarding = ReturnParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0
  @Parameter(PriorPolicy.help) private var policy = PriorPolicy.empirical

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let table = context.states(of: batch, by: key).decisionContexts
    let prior = try policy.probabilities(of: table, in: batch, method: Self.card.id)
    let returns = TurnRewards(of: batch, by: rewarding.rules).returnsToGo(discount: gamma)
    let z = NumberSymbols(returns)
    let outcome = batch.repeatedPerDecision(z.symbol)
    let met = Grouping(table.contexts.split(by: outcome, symbolCount: z.count))
    let taken = Grouping(table.choices.split(by: outcome, symbolCount: z.count))
    let credit = batch.repeatedPerDecision(returns).enumerated().map { decision, value in
      let hindsight =
        Double(taken[Int(taken.group[decision])].count) / Double(met[Int(met.group[decision])].count)
      return (1 - prior[Int(table.choices.group[decision])] / hindsight) * value
    }
    return try Attribution(finite: credit, of: batch, method: Self.card.id)
  }
}
