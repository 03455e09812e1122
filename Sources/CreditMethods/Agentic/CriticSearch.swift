package import Trajectories

/// CriticSearch: a judge who knows the answer calls turns good or bad in hindsight; the good ones of an episode share its
/// local credit, beside the relative outcome.
package struct CriticSearch: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "criticsearch", name: "CriticSearch, turns judged in hindsight",
    source: "arXiv 2511.12159 (2025)",
    granularity: .multiAgent, methodology: .judge,
    estimand:
      "The episode's relative outcome, and an equal share of a fixed sum for every decision that the judge calls good. A bad "
      + "decision is never blamed for itself.",
    formula: "A = weightLocal [good] / (number of good + 1e-6) + (1 - weightLocal) z(R)",
    needs: [.trajectories, .judgements], cost: "no continuations; O(decisions)")

  private let outcome = GroupScoreParameters(eps: 1e-6)
  @Parameter("share of the judge in the credit", in: 0...1) private var weightLocal = 0.25
  @Parameter("whether the outcome pays for answers that the environment accepted: 1, 0.8, 0.2 or 0")
  private var format = false
  @Parameter("what accepted actions alone are worth (format)", in: 0...1) private var weightFormat = 0.2

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let labels = try batch.everyDecision(batch.decisions.judge, .label, for: Self.card)
    let relative =
      format
      ? outcome.standardise(
        gradedScores(of: batch), in: batch.episodesByTask, counting: batch.episodesWithTurns)
      : outcome.advantages(of: batch)
    let weight = weightLocal
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      let decisions = batch.decisions(ofEpisode: episode)
      let good = decisions.count { labels[$0] > 0 }
      for decision in decisions {
        let local = labels[decision] > 0 ? 1 / (Double(good) + 1e-6) : 0
        credits[decision] = weight * local + (1 - weight) * relative[episode]
      }
    }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }

  /// What an episode is worth by answer and format: right answers are those with a score above 0.5.
  private func gradedScores(of batch: TrajectoryBatch) -> [Double] {
    let scores = outcome.scores(of: batch)
    let weight = weightFormat
    return (0..<batch.episodeCount).map { episode in
      let isAccepted = !batch.decisions(ofEpisode: episode).contains {
        batch.decisions.valid?[$0] == false
      }
      return (scores[episode] > 0.5 ? 1 - weight : 0) + (isAccepted ? weight : 0)
    }
  }
}
