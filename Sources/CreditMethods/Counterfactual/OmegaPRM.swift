package import Trajectories

/// OmegaPRM: the first fatal turn of a failed episode, found by bisection.
///
/// The label of a turn is 1 before the first turn after which no completion succeeds, and 0 from it on; every turn of a
/// success has 1. Bisection takes for granted that what is dead stays dead and what is alive was alive before: an error
/// that can be repaired misleads it. With k completions a live state is taken for dead with probability `(1 - S)^k`. The
/// choice of which episode to search next, for which the paper keeps counts in a tree, plays no part: every episode of
/// the batch is searched. In a trace the nodes are histories. An episode has succeeded whose score is above 0; a truncated one
/// of a trace scores what those do on average that go on where it was cut (`truncated=bootstrap`). The state before
/// the first turn is never tested: it counts as alive, in a group without success too.
package struct OmegaPRM: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "omegaprm", name: "OmegaPRM, the first fatal turn by bisection",
    source: "Luo et al. 2024, arXiv 2406.06592",
    granularity: .step, methodology: .monteCarlo,
    estimand:
      "Whether success is still possible after the turn: a label, not a contrast between actions. Agents that act together "
      + "are not told apart.",
    formula:
      "y_t = 1 for t < t*, 0 for t >= t*, t* the first turn after which none of k completions succeeds",
    needs: [.trajectories, .replay],
    cost:
      "about k log2(T) simulated continuations for each failed episode; none for successes, nor with values=exact or "
      + "values=trace",
    unverified: [.init("that k is 8", where: "continuations", is: .integer(8))])

  private let evaluation = EvaluatorParameters(continuations: 8, node: .history)

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
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      let count = batch.turns(of: episode).count
      guard evaluator.successAtEnd[episode] <= 0 else {
        return ([Double](repeating: 1, count: count), ReplayCost())
      }
      var cost = ReplayCost()
      // The first fatal turn is in `low...high`: after the last turn the episode is known to have failed.
      var (low, high) = (0, count - 1)
      while low < high {
        let middle = (low + high) / 2
        let after = try evaluator(episode: episode, turn: middle + 1)
        cost += after.cost
        if after.success > 0 { low = middle + 1 } else { high = middle }
      }
      return ((0..<count).map { $0 < low ? 1 : 0 }, cost)
    }
    return try Attribution(
      finite: batch.copiedToActingAgents(parts.flatMap(\.0)), of: batch, method: Self.card.id,
      cost: .sum(parts.map(\.1)), cuts: evaluator.cuts)
  }
}
