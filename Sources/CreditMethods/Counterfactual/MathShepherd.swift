package import Trajectories

/// Math-Shepherd: the label of a turn is how often completions from the state after it succeed.
///
/// A label, not an advantage: nothing is subtracted. The hard label says whether any completion succeeds, and so praises
/// dead ends' neighbours: with success probability S it is 1 with probability `1 - (1 - S)^N`. The share is the mean
/// score, and an end is worth its score whatever the status says: graded scores count. A truncated episode of a trace ends in
/// the mean score of those that go on where it was cut (`truncated=bootstrap`).
package struct MathShepherd: CreditMethod {
  /// What the label is.
  private enum Label: String, CaseIterable {
    /// The share of completions that succeed.
    case soft
    /// 1 if any completion succeeds, otherwise 0.
    case hard
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "mathshepherd", name: "Math-Shepherd, labels by completion",
    source: "Wang et al. 2024, arXiv 2312.08935 (ACL 2024)",
    granularity: .step, methodology: .monteCarlo,
    estimand:
      "The probability of success after the turn, unbiased with label=soft: a state's worth, not a contrast between "
      + "actions. Agents that act together are not told apart.",
    formula: "y_t = share of N completions from s_(t+1) that succeed (soft), or whether any does (hard)",
    needs: [.trajectories, .replay],
    cost: "N simulated continuations for each turn but the last; none with values=exact or values=trace",
    unverified: [.init("that N is 8", where: "continuations", is: .integer(8))])

  @Parameter("the share of successes, or whether there is any") private var label = Label.soft
  private let evaluation = EvaluatorParameters(continuations: 8, node: .state)

  /// The method with its defaults.
  package init() {}

  /// The state after the turn, which is compared with nothing; a trace that is read alone states none.
  package var contrast: Contrast? {
    evaluation.contrast(reference: .absence("nothing: the state after the turn alone"))
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let evaluator = try StateEvaluator(evaluation, for: Self.card, of: batch, in: context)
    // Nobody completes a question that has no answer yet: the state before the first turn has no label.
    var wanted = [Bool](repeating: true, count: batch.turnCount)
    for episode in 0..<batch.episodeCount { wanted[batch.turns(of: episode).lowerBound] = false }
    let states = try StateEstimates(of: batch, at: wanted, by: evaluator, in: context)
    let isHard = label == .hard
    let labels = states.successAfter(batch, by: evaluator).map { isHard ? ($0 > 0 ? 1 : 0) : $0 }
    return try Attribution(
      finite: batch.copiedToActingAgents(labels), of: batch, method: Self.card.id, cost: states.cost,
      cuts: evaluator.cuts)
  }
}
