package import Trajectories

/// REINFORCE with a leave-one-out baseline: an episode's return less the mean return of the other episodes of its task.
///
/// With `weighting=cross_steps` the others are the group's other turns, some of the same episode, so that the baseline
/// depends on the episode and is no longer unbiased. With `penalty=row` a row's score, which may differ within its
/// episode, is compared with the group's mean times n / (n - 1), as in the trainers.
package struct RLOO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "rloo", name: "RLOO, REINFORCE leave-one-out",
    source: "Ahmadian et al. 2024, arXiv 2402.14740, the leave-one-out baseline",
    granularity: .trajectory, methodology: .monteCarlo,
    estimand:
      "How much more the whole episode returned than the other episodes of its task; the same for all of its "
      + "decisions. The baseline is unbiased with weighting=trajectory only.",
    formula: "A_i = R_i - (1 / (n - 1)) sum over j != i of R_j = (n / (n - 1)) (R_i - mean_j R_j)",
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
      TurnRewards(of: batch, by: rewarding.rules).episodeScores, by: episodes.centred(leavingOneOut: true),
      of: batch, for: Self.card)
    return try compared.attribution(finite: compared.term, of: batch, Self.card)
  }
}
