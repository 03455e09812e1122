import Glibc
package import CreditMethods
package import Trajectories

/// ITPO: rewards of turns from an implicit process reward model that was trained on outcomes.
///
/// The model is a policy whose summed log-ratio to a reference tells success from failure. A trace records
/// both; in a simulation the first is fitted to the batch, as a softmax table over (agent, observation), with
/// the frequencies of actions as the second. The decisions of agents that act together are segments of their
/// own, in the order of the trace.
package struct ITPO: CreditMethod {
  private enum Variant: String, CaseIterable {
    /// The score, divided among the segments by a softmax of their log-ratios a token.
    case norm
    /// The log-ratios themselves.
    case sum
  }

  private enum Scale: String, CaseIterable {
    /// Log-ratios in units of the largest one that an episode's end sums to.
    case batch
    /// Log-ratios as they are.
    case none
  }

  private enum Emission: String, CaseIterable {
    /// What is still to come, relative to the group.
    case advantage
    /// The reward.
    case reward
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "itpo", name: "ITPO, implicit turn-wise process rewards",
    source: "arXiv 2603.23550 (2026), with the released code",
    granularity: .multiAgent, methodology: .critic,
    estimand:
      "The score relative to its group, placed where a policy trained on outcomes departs from its reference; with "
      + "variant=norm an episode without score has no rewards of its own.",
    formula:
      "A_k = sum over l >= k of (n r_l - sum over episodes of mean(r)) / (n - 1); r = R softmax(s / tokens · mean tokens / "
      + "tau) or s, s = beta (log p - log ref) / (largest |sum to the end| + 1e-6)",
    needs: [.trajectories, .logProbabilities, .referenceLogProbabilities], spansTasks: true,
    cost: "no continuations; with a fit, quasi-Newton steps of O(decisions)")

  private let scoring = ScoreParameters()
  @Parameter("the score divided by a softmax, or the log-ratios themselves") private var variant = Variant
    .norm
  @Parameter("advantages relative to the group, or the rewards") private var emit = Emission.advantage
  @Parameter("log-ratios in units of the batch's largest sum to an episode's end, or as they are")
  private var scale = Scale.batch
  @Parameter("temperature of the softmax", in: 1e-6...1e6) private var tau = 0.4
  @Parameter("factor of the log-ratios, in the rewards and in the fit", in: 1e-6...1e6) private var beta =
    0.01
  private let policy = ImplicitRewards()

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rewards = TurnRewards(of: batch, by: scoring.rules)
    let (signals, fits) = try signals(of: batch, in: context)
    var credits = segmentRewards(of: batch, signals, rewards.episodeReturn)
    if emit == .advantage { credits = advantages(of: batch, credits) }
    if let penalty = rewards.rowPenalty {
      credits = credits.combined(with: batch.repeatedPerDecision(penalty), -)
    }
    return try Attribution(finite: credits, of: batch, method: Self.card.id, fits: fits)
  }

  /// s of every decision.
  private func signals(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> ([Double], [CriticFit]) {
    let beta = beta
    let (ratio, fits) = try policy.logRatios(
      ofOutcomesOf: batch, in: context, beta: beta, "process reward model of itpo", method: Self.card.id)
    var signals = ratio.map { beta * $0 }
    guard scale == .batch else { return (signals, fits) }
    var largest = 0.0
    for episode in 0..<batch.episodeCount {
      var sum = 0.0
      for decision in batch.decisions(ofEpisode: episode).reversed() {
        sum += signals[decision]
        largest = max(largest, abs(sum))
      }
    }
    for decision in signals.indices { signals[decision] /= largest + 1e-6 }
    return (signals, fits)
  }

  /// The reward of every segment.
  private func segmentRewards(
    of batch: TrajectoryBatch, _ signals: [Double], _ scores: [Double]
  ) -> [Double] {
    guard variant == .norm else { return signals }
    let tokens = batch.decisions.tokens.map { $0.map { Double(max(1, $0)) } }
    let mean = tokens.map { $0.reduce(0, +) / Double(max(1, $0.count)) } ?? 1
    let tau = tau
    var result = signals.enumerated().map { $1 / (tokens?[$0] ?? 1) * mean / tau }
    for episode in 0..<batch.episodeCount {
      let decisions = batch.decisions(ofEpisode: episode)
      let largest = decisions.reduce(-Double.infinity) { max($0, result[$1]) }
      for decision in decisions { result[decision] = exp(result[decision] - largest) }
      let sum = decisions.reduce(0) { $0 + result[$1] }
      for decision in decisions { result[decision] *= scores[episode] / sum }
    }
    return result
  }

  /// What is still to come in an episode, each reward less the mean reward of the group's other episodes; 0
  /// for a group of one.
  private func advantages(of batch: TrajectoryBatch, _ rewards: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rewards.count)
    let tasks = Groups(of: batch)
    for task in 0..<tasks.count where tasks[task].count > 1 {
      let size = Double(tasks[task].count)
      let means = tasks[task].map { episode in
        let decisions = batch.decisions(ofEpisode: Int(episode))
        return decisions.reduce(0) { $0 + rewards[$1] } / Double(max(1, decisions.count))
      }
      let baseline = means.reduce(0, +) / (size - 1)
      for episode in tasks[task] {
        var sum = 0.0
        for decision in batch.decisions(ofEpisode: Int(episode)).reversed() {
          sum += rewards[decision] * size / (size - 1) - baseline
          result[decision] = sum
        }
      }
    }
    return result
  }
}
