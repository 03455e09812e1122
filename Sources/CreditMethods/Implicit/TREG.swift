import Glibc
package import Trajectories

/// T-REG: how much a policy that was asked to do well prefers a decision to one that was asked to do badly.
///
/// The two policies are the same model under opposite instructions. A trace holds their log-probabilities as those of the
/// behaviour policy and of the reference. The score says what the policies think of a decision, and nothing of what came of it:
/// a fatal decision that both were trained to like is praised.
package struct TREG: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "treg", name: "T-REG, token rewards from opposite instructions",
    source: "Zhou et al. 2025, arXiv 2412.02685 (ACL 2025)",
    granularity: .token, methodology: .temporalDifference,
    estimand:
      "The squashed advantage of a decision in so far as the two policies are tilted by it: with policies proportional to "
      + "ref exp(k Q) and ref exp(-k Q), about k (Q - V) / 2 where that is small.",
    formula: "A = sigmoid(log pi_better - log pi_worse) - 1/2",
    needs: [.trajectories, .logProbabilities, .referenceLogProbabilities],
    cost: "no continuations; O(decisions)",
    unverified: [.init("the squashing of the score, and its weight in the loss")])

  private let ratio = LogRatioParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    // sigmoid(x) - 1/2, which is odd to the last bit.
    let credits = try ratio.ofDecisions(of: batch, for: Self.card).map { 0.5 * tanh(0.5 * $0) }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }
}
