package import Trajectories

/// StarPO-S: GRPO on the tasks whose outcomes vary most; the others are dropped, and their decisions have 0.
///
/// It is a filter of groups rather than a credit of its own. Tasks that vary as much as the last one that is kept are kept
/// too, so that neither names nor the order of tasks decide.
package struct StarPOS: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "starpo_s", name: "StarPO-S, the most varied tasks alone",
    source: "arXiv 2504.20073 (2025), with the released code (RAGEN)",
    granularity: .trajectory, methodology: .monteCarlo,
    estimand:
      "That of grpo in the tasks that are kept: how good the whole episode was among the episodes of its task. 0 says that a "
      + "task was dropped, not that its decisions did not matter.",
    formula:
      "A_i = (R_i - mean R) / (sd R + eps) in the share of tasks with the largest sd R, 0 in the others",
    needs: [.trajectories], spansTasks: true, cost: "no continuations; O(decisions + tasks log tasks)")

  private let outcome = GroupScoreParameters(eps: 1e-6)
  @Parameter("share of the tasks that is kept, rounded down, and at least one task", in: 0...1)
  private var share = 0.25

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let scores = outcome.scores(of: batch)
    let advantages = outcome.advantages(of: batch)
    let tasks = batch.episodesByTask
    let spread = tasks.deviations(of: scores, counting: batch.episodesWithTurns)
    let present = (0..<tasks.count).filter { !tasks[$0].isEmpty }
    let kept = max(1, Int(share * Double(present.count)))
    let least = present.map { spread[$0] }.sorted(by: >).dropFirst(kept - 1).first ?? 0
    let credits = (0..<batch.episodeCount).map { episode in
      // Equal scores in another order may differ by rounding.
      spread[Int(batch.episodes.task[episode])] >= least * (1 - 1e-12) ? advantages[episode] : 0
    }
    return try Attribution(
      finite: batch.copiedToActingAgents(batch.repeatedPerTurn(credits)), of: batch, method: Self.card.id)
  }
}

extension Grouping {
  /// The standard deviation of each group's counted values, of a sample; 0 for fewer than two. Shape `[groups]`.
  func deviations(of x: [Double], counting counted: [Bool]?) -> [Double] {
    (0..<count).map { group in
      let values = self[group].lazy.map(Int.init).filter { counted?[$0] ?? true }.map { x[$0] }
      guard values.count > 1, !Standardisation.areEqual(values) else { return 0 }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(values.count - 1)).squareRoot()
    }
  }
}
