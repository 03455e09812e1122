package import Trajectories

/// Agent Lightning's default: every call has the final reward.
package struct Identical: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "identical", name: "Identical credit of all calls",
    source: "arXiv 2508.03680 (2025), with the released code (Agent Lightning)",
    granularity: .trajectory, methodology: .monteCarlo,
    estimand: "What the whole episode earned, compared with nothing; the same for all of its decisions.",
    formula: "A_i = R_i",
    needs: [.trajectories], cost: "no continuations; O(decisions)")

  private let worth = EpisodeScoreParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    try Attribution(
      finite: batch.copiedToActingAgents(batch.repeatedPerTurn(worth.scores(of: batch))), of: batch,
      method: Self.card.id)
  }
}
