package import Trajectories

/// Group-in-group policy optimisation: the episode's relative return, plus the relative return to go among all visits
/// of the same state.
package struct GiGPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "gigpo", name: "GiGPO, group-in-group policy optimisation",
    source: "Feng et al. 2025, arXiv 2505.10978, sections 4.1 and 4.2",
    granularity: .step, methodology: .monteCarlo,
    estimand:
      "An every-visit sample of Q - V at the turn's state, measured in that state's own spread of returns "
      + "(norm=std), on top of the episode's relative return; agents that act together are not told apart.",
    formula: "A = weightEpisode (R_i - mean R) / (sd R + eps) + weightStep (G_t - mean G) / (sd G + eps), "
      + "G_t = sum over k >= t of gamma^(k - t) r_k, compared over all turns of the task with the same state",
    needs: [.trajectories], cost: "no continuations; O(decisions)")

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters()
  private let episodes = EpisodeParameters()
  private let comparison = ComparisonParameters()
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 0.95
  @Parameter("weight of the episode term", in: 0..., formerly: "betaEpisode") private var weightEpisode = 1.0
  @Parameter("weight of the step term", in: 0..., formerly: "betaStep") private var weightStep = 1.0

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: rewarding.rules)
    let standardise = standardisation.standardise
    let episode = try comparison.compare(
      rewards.episodeScores, by: episodes.term(standardise), of: batch, for: Self.card)
    let shared = episode.shared
    let step = batch.copiedToActingAgents(
      standardise(
        rewards.returnsToGo(discount: gamma), in: context.states(of: batch, by: key).turnsByNode,
        counting: shared?.isOwn))
    let credit = episode.term.combined(with: shared?.copied(step, in: batch) ?? step) {
      [weightEpisode = weightEpisode, weightStep = weightStep] in
      weightEpisode * $0 + weightStep * $1
    }
    return try episode.attribution(finite: credit, of: batch, Self.card)
  }
}
