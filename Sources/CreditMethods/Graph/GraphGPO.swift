package import Trajectories

/// Graph-based group policy optimisation: how near a turn leads to success on the graph of all episodes of its task,
/// relative to the other ways that were taken out of the same state, plus the episode's relative return.
///
/// With `penalty=row` the value of an invalid turn's edge loses the penalty as well, so that a task without success
/// then has graph terms other than 0. That the released code applies the penalty there is our assumption.
package struct GraphGPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "graphgpo", name: "GraphGPO, graph-based group policy optimisation",
    source:
      "Beyond Trajectory-Level Attribution, ICML 2026, arXiv 2605.26684, equation 4 (convention=paper), and "
      + "its released code (convention=reference)",
    granularity: .turn, methodology: .graph,
    estimand:
      "How much nearer to success the turn leads than the other exits seen from its state, if the world were "
      + "deterministic (a lucky transition counts as repeatable); the episode's relative return is added.",
    formula:
      "A = weightEpisode (R_i - mean R) / (sd R + eps) + weightGraph (q - mean q) / (sd q + eps) over the edges "
      + "leaving the same state, q = successReward omega^d(s'), d = fewest turns to success in the task's graph",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    unverified: [
      MethodCard.Unverified(
        "that the values of edges lose the penalties too", where: "penalty", is: .text("row"))
    ])

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters()
  private let episodes = EpisodeParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("weight of the episode term", in: 0..., formerly: "betaEpisode") private var weightEpisode = 1.0
  @Parameter("weight of the graph term", in: 0..., formerly: "betaGraph") private var weightGraph = 1.0
  private let edges = GraphTermParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let standardise = standardisation.standardise
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let episode = episodes.term(standardise)(rewards, of: batch)
    let graphTerm = edges.term(standardise, success: rewarding.successReward)
    let graph = graphTerm(rewards, over: context.states(of: batch, by: key))
    let credit = episode.combined(with: graph) { [weightEpisode = weightEpisode, weightGraph = weightGraph] in
      weightEpisode * $0 + weightGraph * $1
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}
