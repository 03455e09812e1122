public import Trajectories

/// Graph-based group policy optimisation: how near a turn leads to success on the graph of all episodes of its task,
/// relative to the other ways that were taken out of the same state, plus the episode's relative return.
///
/// With `penalty=row` the value of an invalid turn's edge loses the penalty as well, so that a task without success
/// then has graph terms other than 0. That the released code applies the penalty there is our assumption.
public struct GraphGPO: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "graphgpo", name: "GraphGPO, graph-based group policy optimisation",
    source:
      "Beyond Trajectory-Level Attribution, ICML 2026, arXiv 2605.26684, equation 4 (convention=paper), and "
      + "its released code (convention=reference)",
    granularity: .turn, methodology: .graph,
    estimand:
      "How much nearer to success the turn leads than the other exits seen from its state, if the world were "
      + "deterministic (a lucky transition counts as repeatable); the episode's relative return is added.",
    formula:
      "A = betaEpisode (R_i - mean R) / (sd R + eps) + betaGraph (q - mean q) / (sd q + eps) over the edges "
      + "leaving the same state, q = successReward omega^d(s'), d = fewest turns to success in the task's graph",
    needs: [.trajectories], cost: "no continuations; O(decisions + states)",
    parameters: CommonParameters.returns + CommonParameters.standardisation() + CommonParameters.episodeTerm
      + [
        CommonParameters.key,
        CommonParameters.weight("betaEpisode", of: "episode term"),
        CommonParameters.weight("betaGraph", of: "graph term"),
      ] + GraphTerm.parameters,
    unverified: [
      MethodCard.Unverified(
        "that the values of edges lose the penalties too", where: "penalty", is: .text("row"))
    ])

  private let rules: ReturnRules
  private let episodeTerm: EpisodeTerm
  private let graphTerm: GraphTerm
  private let betaEpisode: Double
  private let betaGraph: Double

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    rules = ReturnRules(parameters)
    episodeTerm = EpisodeTerm(parameters)
    graphTerm = GraphTerm(parameters)
    betaEpisode = parameters.number("betaEpisode")
    betaGraph = parameters.number("betaGraph")
  }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: rules)
    let episode = episodeTerm(rewards, of: batch)
    let graph = graphTerm(rewards, over: context.states(of: batch, by: graphTerm.key))
    let credit = episode.combined(with: graph) { betaEpisode * $0 + betaGraph * $1 }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}
