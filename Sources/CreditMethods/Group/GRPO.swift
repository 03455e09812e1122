package import Trajectories

/// Group relative policy optimisation: an episode's return, standardised within its task, for all of its decisions.
package struct GRPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "grpo", name: "GRPO, group relative policy optimisation",
    source: "Shao et al. 2024, arXiv 2402.03300, section 4.1.2 (outcome supervision)",
    granularity: .trajectory, methodology: .monteCarlo,
    estimand:
      "How good the whole episode was among the episodes of its task; the same for all of its decisions, "
      + "whether or not they mattered.",
    formula: "A_i = (R_i - mean_j R_j) / (sd_j R_j + eps)",
    needs: [.trajectories], cost: "no continuations; O(decisions)")

  private let rewarding = ReturnParameters()
  private let standardisation = StandardisationParameters()
  private let episodes = EpisodeParameters()
  private let comparison = ComparisonParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let compared = try comparison.compare(
      TurnRewards(of: batch, by: rewarding.rules).episodeScores,
      by: episodes.term(standardisation.standardise),
      of: batch, for: Self.card)
    return try compared.attribution(finite: compared.term, of: batch, Self.card)
  }
}
