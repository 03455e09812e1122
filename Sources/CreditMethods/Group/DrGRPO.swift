package import Trajectories

/// Dr. GRPO, GRPO done right: an episode's return less the mean return of its task, without the division by the
/// standard deviation that favours tasks of one-sided outcome.
///
/// The method's other half, which sums token losses and divides them by a constant length, belongs to the loss and not
/// to the credit.
package struct DrGRPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "drgrpo", name: "Dr. GRPO, GRPO done right",
    source:
      "Liu et al. 2025, arXiv 2503.20783 (the advantage; its loss aggregation is no part of the credit)",
    granularity: .trajectory, methodology: .monteCarlo,
    estimand:
      "How much more the whole episode returned than the mean of its task, in reward units; the same for all of "
      + "its decisions. It is (n - 1) / n of RLOO.",
    formula: "A_i = R_i - mean_j R_j",
    needs: [.trajectories], cost: "no continuations; O(decisions)")

  private let rewarding = ReturnParameters()
  private let episodes = EpisodeParameters()
  private let comparison = ComparisonParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let compared = try comparison.compare(
      TurnRewards(of: batch, by: rewarding.rules).episodeScores, by: episodes.centred(),
      of: batch, for: Self.card)
    return try compared.attribution(finite: compared.term, of: batch, Self.card)
  }
}
