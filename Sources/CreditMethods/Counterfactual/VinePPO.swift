package import Trajectories

/// VinePPO: what the value of the state changed by in a turn, values being means of fresh continuations; in a trace, of
/// the returns of all episodes with the same history.
package struct VinePPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "vineppo", name: "VinePPO, values by continuation",
    source: "Kazemnejad et al. 2024, arXiv 2410.01679 (ICML 2025)",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "Q - V of the joint action plus the luck of the transition, whose mean is 0: unbiased for Q - V of the turn. "
      + "Agents that act together are not told apart.",
    formula: "A_t = r_t + gamma V(s_(t+1)) - V(s_t), V the mean return of K continuations, 0 after the end",
    needs: [.trajectories, .replay],
    cost: "K simulated continuations a turn; none with values=exact or values=trace",
    unverified: [.init("that K is 9", where: "continuations", is: .integer(9))],
    sums: [.init(.episode, .returnLessStart, where: ["values": .text("trace")])])

  private let evaluation = EvaluatorParameters(continuations: 9, node: .history)

  /// The method with its defaults.
  package init() {}

  /// Q - V of the turn, restored as the parameters say; a trace that is read alone states none.
  package var contrast: Contrast? { evaluation.contrast() }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let evaluator = try StateEvaluator(evaluation, for: Self.card, of: batch, in: context)
    let states = try StateEstimates(of: batch, by: evaluator, in: context)
    let advantages = generalisedAdvantages(
      rewards: evaluator.reward, values: states.value, endValues: evaluator.endValue,
      turnStart: batch.episodes.turnStart,
      discount: evaluator.discount, lambda: 0)
    return try Attribution(
      finite: batch.copiedToActingAgents(advantages), of: batch, method: Self.card.id, cost: states.cost,
      cuts: evaluator.cuts)
  }
}
