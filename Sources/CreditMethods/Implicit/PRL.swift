import Glibc
package import Trajectories

/// PRL, future-KL regularised GRPO: the outcome relative to the group, less what the rest of the episode diverges from the
/// reference.
///
/// The correction comes after the group's normalisation: inside the reward it would be divided by the standard deviation, and
/// bend the objective. At the regularised optimum the later log-ratios are eta (R - V*(s_t)) on deterministic ways, so that
/// early steps are corrected most.
package struct PRL: CreditMethod {
  /// How the divergence of later steps is estimated.
  private enum Divergence: String, CaseIterable {
    /// By log-ratios.
    case k1
    /// By ref / pi - 1 - log(ref / pi), which is not negative; the step itself has its log-ratio.
    case k3
  }

  /// What shares one correction.
  private enum Step: String, CaseIterable {
    /// A turn.
    case turn
    /// A segment, whose turns have the correction of its last one: what lies before it in the segment does not count.
    case segment
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "prl", name: "PRL, future-KL regularised GRPO",
    source: "arXiv 2601.10201 (2026), versions 1 and 2, with the released code",
    granularity: .step, methodology: .implicit,
    estimand:
      "The episode's relative outcome, less the price of the divergence that is still to come: no contrast between actions "
      + "unless the policy is near its optimum.",
    formula:
      "A_t = (R - mean R) / (sd R + eps) - (1 / eta) sum over k >= t of (log pi - log ref)_k",
    needs: [.trajectories, .logProbabilities, .referenceLogProbabilities],
    cost: "no continuations; O(decisions)")

  @Parameter("inverse price of a nat of divergence", in: 1e-9...) private var eta = 200.0
  @Parameter("how the divergence of later steps is estimated") private var divergence = Divergence.k1
  @Parameter("what shares one correction: a turn, or a segment") private var step = Step.turn
  private let ratio = LogRatioParameters(.joint)
  private let outcome = GroupScoreParameters(eps: 1e-6)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let eta = eta
    let ratios = try ratio.ofDecisions(of: batch, for: Self.card)
    var future: [Double]
    switch divergence {
    case .k1: future = batch.cumulated(ratios, joint: ratio.isJoint, toGo: true)
    case .k3:
      let estimates = ratios.map { expm1(-$0) + $0 }
      let own = ratios.combined(with: estimates, -)
      future = batch.cumulated(estimates, joint: ratio.isJoint, toGo: true).combined(with: own, +)
    }
    if step == .segment { batch.spreadOverSegments(&future, joint: ratio.isJoint) }
    let credits = batch.copiedToActingAgents(batch.repeatedPerTurn(outcome.advantages(of: batch)))
      .combined(with: future) { $0 - $1 / eta }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }
}

extension TrajectoryBatch {
  /// Gives decisions the value of the last one of their chain in the segment. Without segments each turn is its own.
  fileprivate func spreadOverSegments(_ values: inout [Double], joint isJoint: Bool) {
    guard let segment = turns.segment else { return }
    let chains = isJoint ? 1 : symbols.agents.count
    var last = [(segment: Int32, value: Double)?](repeating: nil, count: chains)
    for episode in 0..<episodeCount {
      for turn in turns(of: episode).reversed() {
        for decision in decisions(of: turn) {
          let chain = isJoint ? 0 : Int(decisions.agent[decision])
          if let last = last[chain], last.segment == segment[turn] {
            values[decision] = last.value
          } else {
            last[chain] = (segment[turn], values[decision])
          }
        }
      }
      for decision in decisions(ofEpisode: episode) {
        last[isJoint ? 0 : Int(decisions.agent[decision])] = nil
      }
    }
  }
}
