package import Trajectories

/// The graph term of GraphGPO alone: how near a turn leads to success, relative to the other exits of its state.
///
/// Rewards do not enter, only which episodes succeeded. With `penalty=row` the value of an invalid turn's edge loses the
/// penalty (our assumption); the other scopes change nothing here.
package struct GraphDistance: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "graph", name: "Graph term of GraphGPO",
    source:
      "Beyond Trajectory-Level Attribution, ICML 2026, arXiv 2605.26684, equation 4 (convention=paper), and "
      + "its released code (convention=reference)",
    granularity: .turn, methodology: .graph,
    estimand:
      "How much nearer to success the turn leads than the other exits seen from its state, if the world were "
      + "deterministic: a lucky transition counts as repeatable, and what the episode earned does not matter.",
    formula:
      "A = (q - mean q) / (sd q + eps) over the edges leaving the same state, q = successReward omega^d(s'), "
      + "d = fewest turns to success in the task's graph",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    unverified: GraphGPO.card.unverified)

  @Parameter("reward of a success; scale of a terminal score", in: 0...) private var successReward = 10.0
  private let penalties = PenaltyParameters()
  private let standardisation = StandardisationParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  private let edges = GraphTermParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let graphTerm = edges.term(standardisation.standardise, success: successReward)
    let credit = graphTerm(
      TurnRewards(of: batch, by: penalties.rules), over: context.states(of: batch, by: key))
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}
