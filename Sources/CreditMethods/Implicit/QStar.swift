package import Trajectories

/// From r to Q*: the log-ratio of a policy and its reference is the advantage of the reward that the policy is optimal for.
///
/// At the optimum of the reward less `beta` times the divergence from the reference, `beta log(pi / ref)` is Q* - V*, with
/// V*(s) = beta log sum_a ref(a | s) exp(Q*(s, a) / beta). For any other policy it is the advantage of another reward.
package struct QStar: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "qstar", name: "Q*, advantages from log-ratios",
    source: "Rafailov et al. 2024, arXiv 2404.12358",
    granularity: .token, methodology: .implicit,
    estimand:
      "Q* - V* of the joint action under the regularised optimum, where the policy is that optimum; on deterministic ways "
      + "they add up to R - V*(s_0).",
    formula: "A_t = beta (log pi - log ref) of the joint action",
    needs: [.trajectories, .logProbabilities, .referenceLogProbabilities],
    cost: "no continuations; O(decisions)",
    unverified: [.init("that beta is 0.1", where: "beta", is: .number(0.1))])

  @Parameter("price of a nat of divergence from the reference, in reward units", in: 0...)
  private var beta = 0.1
  private let ratio = LogRatioParameters(.joint)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let beta = beta
    let credits = try ratio.ofDecisions(of: batch, for: Self.card).map { beta * $0 }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }
}
