package import Trajectories

/// The reward that a policy trained on preferences carries: `beta` times its log-ratio to the reference, decision by decision,
/// or summed over the episode as the loss compares it.
package struct DPOImplicit: CreditMethod {
  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// Each decision's part.
    case token
    /// The sum over the episode, for all of its decisions.
    case sequence
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "dpo_implicit", name: "DPO's implicit reward",
    source: "Rafailov et al. 2023, arXiv 2305.18290, equation 5; by token in arXiv 2404.12358",
    granularity: .token, methodology: .implicit,
    estimand:
      "The reward that the preferences taught the policy, up to a term of the task alone: preferences fix the sum over an "
      + "episode, and the policy divides it.",
    formula: "r_t = beta (log pi - log ref); r(episode) = sum_t r_t",
    needs: [.trajectories, .logProbabilities, .referenceLogProbabilities],
    cost: "no continuations; O(decisions)",
    unverified: [.init("that beta is 0.1", where: "beta", is: .number(0.1))])

  @Parameter("factor of the log-ratios", in: 0...) private var beta = 0.1
  @Parameter("each decision's part, or the sum over the episode") private var emit = Emission.token
  private let ratio = LogRatioParameters()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let beta = beta
    var credits = try ratio.ofDecisions(of: batch, for: Self.card).map { beta * $0 }
    if emit == .sequence {
      let total = batch.cumulated(credits, joint: ratio.isJoint, toGo: false)
      for episode in 0..<batch.episodeCount {
        let decisions = batch.decisions(ofEpisode: episode)
        guard let last = decisions.last else { continue }
        let sum = ratio.isJoint ? total[last] : decisions.reduce(0) { $0 + credits[$1] }
        for decision in decisions { credits[decision] = sum }
      }
    }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }
}
