public import Trajectories

/// Group-in-group policy optimisation: the episode's relative return, plus the relative return to go among all visits
/// of the same state.
public struct GiGPO: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "gigpo", name: "GiGPO, group-in-group policy optimisation",
    source: "Feng et al. 2025, arXiv 2505.10978, sections 4.1 and 4.2",
    granularity: .step, methodology: .monteCarlo,
    estimand:
      "An every-visit sample of Q - V at the turn's state, measured in that state's own spread of returns "
      + "(norm=std), on top of the episode's relative return; agents that act together are not told apart.",
    formula: "A = betaEpisode (R_i - mean R) / (sd R + eps) + betaStep (G_t - mean G) / (sd G + eps), "
      + "G_t = sum over k >= t of gamma^(k - t) r_k, compared over all turns of the task with the same state",
    needs: [.trajectories], cost: "no continuations; O(decisions)",
    parameters: CommonParameters.returns + CommonParameters.standardisation() + CommonParameters.episodeTerm
      + [
        CommonParameters.key, CommonParameters.gamma(0.95),
        CommonParameters.weight("betaEpisode", of: "episode term"),
        CommonParameters.weight("betaStep", of: "step term"),
      ])

  private let rules: ReturnRules
  private let episodeTerm: EpisodeTerm
  private let standardise: Standardisation
  private let key: StateKey
  private let discount: Double
  private let betaEpisode: Double
  private let betaStep: Double

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    rules = ReturnRules(parameters)
    episodeTerm = EpisodeTerm(parameters)
    standardise = Standardisation(parameters)
    key = parameters.choice("key", as: StateKey.self)
    discount = parameters.number("gamma")
    betaEpisode = parameters.number("betaEpisode")
    betaStep = parameters.number("betaStep")
  }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: rules)
    let episode = episodeTerm(rewards, of: batch)
    let step = standardise(
      rewards.returnsToGo(discount: discount), in: context.states(of: batch, by: key).turnsByNode)
    let credit = episode.combined(with: step) { betaEpisode * $0 + betaStep * $1 }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}
