package import Trajectories

/// VSPO with PRS: the credit of GRPO, beside the value of a task for sampling, and a reward in stages.
///
/// Both change what is sampled and rewarded rather than who is credited: tasks of high value take the place of those that say
/// nothing, and the reward of an episode counts accepted actions first, its outcome only when all are. No schedule of sampling
/// is played here.
package struct VSPO: CreditMethod {
  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The credit.
    case credit
    /// The value of the task.
    case taskValue
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "vspo", name: "VSPO, tasks by their value, with rewards in stages",
    source: "arXiv 2512.07478 (2025)",
    granularity: .trajectory, methodology: .monteCarlo,
    estimand:
      "That of grpo: how good the whole episode was among the episodes of its task. The value of a task says where more "
      + "episodes would teach most.",
    formula:
      "A_i = (R_i - mean R) / (sd R + eps); emit=taskValue: (best - mean R) sd R; stages: R = weightValid v + (1 - weightValid) [v = 1] R, v the share of accepted actions",
    needs: [.trajectories], cost: "no continuations; O(decisions)",
    unverified: [
      .init("the weights of the stages", where: "stages", is: .flag(true))
    ])

  private let outcome = GroupScoreParameters(eps: 1e-6)
  @Parameter("the credit, or the value of the task") private var emit = Emission.credit
  @Parameter("the largest reward that an episode can have (taskValue)") private var best = 1.0
  @Parameter("whether accepted actions are rewarded first, and the outcome only where all are")
  private var stages = false
  @Parameter("weight of accepted actions (stages)", in: 0...1) private var weightValid = 0.2

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = stages ? staged(outcome.scores(of: batch), of: batch) : outcome.scores(of: batch)
    let tasks = batch.episodesByTask
    let values: [Double]
    switch emit {
    case .credit: values = outcome.standardise(rewards, in: tasks, counting: batch.episodesWithTurns)
    case .taskValue:
      let best = best
      let ofTasks = zip(
        tasks.means(of: rewards, counting: batch.episodesWithTurns),
        tasks.deviations(of: rewards, counting: batch.episodesWithTurns)
      ).map { (best - $0) * $1 }
      values = tasks.group.map { ofTasks[Int($0)] }
    }
    return try Attribution(
      finite: batch.copiedToActingAgents(batch.repeatedPerTurn(values)), of: batch, method: Self.card.id)
  }

  /// The rewards in stages.
  private func staged(_ scores: [Double], of batch: TrajectoryBatch) -> [Double] {
    let weight = weightValid
    return scores.indices.map { episode in
      let decisions = batch.decisions(ofEpisode: episode)
      let accepted = decisions.count { batch.decisions.valid?[$0] != false }
      let share = decisions.isEmpty ? 1 : Double(accepted) / Double(decisions.count)
      return weight * share + (accepted == decisions.count ? (1 - weight) * scores[episode] : 0)
    }
  }
}
