package import Trajectories

/// T2PO: flags the turns at which the policy's uncertainty stalls, which the published method samples again.
///
/// It is a rule of sampling and no credit: 1 stands for a turn that would be sampled again, 0 for all others. What is sampled
/// again has another distribution than the policy's, so that log-probabilities of such episodes must be those of the mixture.
package struct T2PO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "t2po", name: "T2PO, turns to sample again",
    source: "arXiv 2605.02178 (2026), with the released code; its turn part",
    granularity: .turn, methodology: .informationTheoretic,
    estimand:
      "Nothing of the outcome: whether the policy is about as uncertain as the turn before, but not exactly, which is taken as a "
      + "sign of no progress.",
    formula: "A_t = [0 < |M_t - M_(t-1)| < eta], M the policy's uncertainty, 0 on the first turn",
    needs: [.trajectories, .logProbabilities], cost: "no continuations; O(decisions)",
    unverified: [.init("what the uncertainty is mixed from")])

  @Parameter("least change of the uncertainty that is progress, in nats", in: 0...) private var eta = 0.3
  @Parameter(PolicyUncertainty.help) private var uncertainty = PolicyUncertainty.auto

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let found = try uncertainty.ofTurns(of: batch, for: Self.card, named: "uncertainty")
    let eta = eta
    var flags = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode).dropFirst() {
        let change = abs(found[turn] - found[turn - 1])
        if change > 0, change < eta { flags[turn] = 1 }
      }
    }
    return try Attribution(finite: batch.copiedToActingAgents(flags), of: batch, method: Self.card.id)
  }
}
