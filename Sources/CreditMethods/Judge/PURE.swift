package import Trajectories

/// PURE: process scores under the minimum form, where an episode is worth as much as its worst step.
///
/// The scores are reweighted by softmax(-p / T), so that their sum is near their minimum, and a step has the sum from it on.
/// Good steps that are added to an episode never raise what it is worth, which sums of scores reward.
package struct PURE: CreditMethod {
  /// What later sums are compared with.
  private enum Baseline: String, CaseIterable {
    /// Nothing.
    case none
    /// The mean reward of a step of the task's other episodes, for every step.
    case step
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "pure", name: "PURE, process rewards under the minimum form",
    source: "arXiv 2504.15275 (ICML 2025), with the released code",
    granularity: .step, methodology: .judge,
    estimand:
      "The judge's worst score that is still to come, which no action is compared in: with baseline=step, less what other "
      + "episodes have a step on average.",
    formula:
      "A_t = sum over k >= t of p*_k, p* = softmax(-p / temperature) p; temperature=0: min p up to the minimum",
    needs: [.trajectories, .processScores], cost: "no continuations; O(decisions)")

  @Parameter("temperature of the soft minimum; 0 takes the minimum", in: 0...) private var temperature = 0.1
  @Parameter("what is subtracted from every step: nothing, or the others' mean step") private var baseline =
    Baseline.none
  @Parameter("weight of the verifier's outcome relative to the others', on the last step", in: 0...)
  private var weightOutcome = 0.0

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let scores = try batch.everyTurn(batch.turns.process, .process, for: Self.card)
    let form = MinimumForm(temperature: temperature)
    let weight = weightOutcome
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount { form.reweigh(scores, batch.turns(of: episode), into: &credit) }
    let outcome = weight > 0 ? batch.scoresLessOthers : nil
    let steps = baseline == .step ? batch.meanStepOfOthers(credit) : nil
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      var sum = outcome.map { weight * $0[episode] } ?? 0
      for turn in turns.reversed() {
        sum += credit[turn] - (steps?[episode] ?? 0)
        credit[turn] = sum
      }
    }
    if baseline == .step {
      // An episode without others is compared with nobody.
      let tasks = Groups(of: batch)
      for task in 0..<tasks.count where tasks[task].count == 1 {
        for turn in batch.turns(of: Int(tasks[task][tasks[task].startIndex])) { credit[turn] = 0 }
      }
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}

extension TrajectoryBatch {
  /// The score of every episode less the mean of the task's others; 0 without others. Shape `[episodes]`.
  fileprivate var scoresLessOthers: [Double] {
    var standardise = Standardisation()
    (standardise.norm, standardise.leavesOneOut) = (.mean, true)
    return standardise(episodes.score, in: episodesByTask, counting: episodesWithTurns)
  }

  /// The mean over the task's other episodes of their mean value of a turn; 0 without others. Shape `[episodes]`.
  fileprivate func meanStepOfOthers(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: episodeCount)
    let tasks = Groups(of: self)
    for task in 0..<tasks.count {
      let judged = tasks[task].map(Int.init).filter { !turns(of: $0).isEmpty }
      guard judged.count > 1 else { continue }
      let means = judged.map { episode in
        turns(of: episode).reduce(0) { $0 + values[$1] } / Double(turns(of: episode).count)
      }
      let sum = means.reduce(0, +)
      for (episode, own) in zip(judged, means) { result[episode] = (sum - own) / Double(judged.count - 1) }
    }
    return result
  }
}
