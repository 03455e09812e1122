package import Trajectories

/// Temporal instance graph policy optimisation: GraphGPO whose graphs and episode groups also hold remembered episodes
/// of the same tasks, played by earlier policies.
///
/// Remembered episodes add edges to the graph of their task and scores to its group; exits of a state are compared among
/// the judged turns only, and no remembered turn receives credit. Without a history this is GraphGPO. Unverified: the
/// exponent of omega, the standard deviation's `ddof` and `eps`, and whether one earlier group is remembered or all are;
/// the defaults here are GraphGPO's, and every episode of the history is remembered.
package struct TIGPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "tigpo", name: "TIGPO, temporal instance graph policy optimisation",
    source:
      "arXiv 2609.03383, from notes; after GraphGPO, arXiv 2605.26684, where they are silent",
    granularity: .turn, methodology: .graph,
    estimand:
      "How much nearer to any success seen so far, remembered ones included, the turn leads than the other exits of its "
      + "state, if the world were deterministic; the return relative to the task's past and present is added.",
    formula:
      "A = weightEpisode z(R_i) + weightGraph z(q), q = successReward omega^d(s'), d = fewest turns to success in the "
      + "graph of remembered and judged episodes; z over remembered and judged episodes of the task, and over the "
      + "judged turns leaving the same state",
    needs: [.trajectories], supplements: [.history],
    cost: "no continuations; O(decisions + states), remembered ones included",
    unverified: [
      MethodCard.Unverified("the exponent of omega, ddof, eps and how many earlier groups are remembered")
    ] + GraphGPO.card.unverified)

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters()
  private let episodes = EpisodeParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter("weight of the episode term", in: 0..., formerly: "betaEpisode") private var weightEpisode = 1.0
  @Parameter("weight of the graph term", in: 0..., formerly: "betaGraph") private var weightGraph = 1.0
  private let edges = GraphTermParameters()
  @Parameter("whether remembered scores count in the episode term; the graph remembers in any case")
  private var crossTemporal = true

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` if there is a history, but of other tasks only, and
  ///   the batch is no part of a larger trace.
  package func attribute(
    _ judged: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rules = rewarding.rules
    let episodeTerm = episodes.term(standardisation.standardise)
    let graphTerm = edges.term(standardisation.standardise, success: rules.successReward)
    guard let history = context.history else {
      let rewards = TurnRewards(of: judged, by: rules)
      let graph = graphTerm(rewards, over: context.states(of: judged, by: key))
      return try attribution(to: judged, episodeTerm(rewards, of: judged), graph)
    }
    if !context.isPart {
      var use = HistoryUse(of: history)
      use.add(judged)
      try use.require(by: Self.card.id)
    }
    let all = judged.joined(with: history)
    let rewards = TurnRewards(of: all, by: rules)
    let graph = graphTerm(
      rewards, over: BatchStates(of: all, by: key),
      counting: (0..<all.turnCount).map { $0 < judged.turnCount })
    let episode =
      crossTemporal
      ? episodeTerm(rewards, of: all) : episodeTerm(TurnRewards(of: judged, by: rules), of: judged)
    return try attribution(
      to: judged, Array(episode.prefix(judged.turnCount)), Array(graph.prefix(judged.turnCount)))
  }

  /// The credits of the judged turns from their two terms.
  private func attribution(
    to judged: TrajectoryBatch, _ episode: consuming [Double], _ graph: [Double]
  ) throws(AttributionError) -> Attribution {
    let credit = episode.combined(with: graph) { [weightEpisode = weightEpisode, weightGraph = weightGraph] in
      weightEpisode * $0 + weightGraph * $1
    }
    return try Attribution(finite: judged.copiedToActingAgents(credit), of: judged, method: Self.card.id)
  }
}
