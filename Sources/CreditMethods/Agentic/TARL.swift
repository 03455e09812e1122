package import Trajectories

/// TARL: a judge's labels of turns, folded into one reward of the episode.
///
/// A label is 1 for a turn that is fine, 0 for one with an issue, and -1 for the one major deviation of the episode. By
/// default every turn of an episode has the same credit: labels on single turns made training unstable.
package struct TARL: CreditMethod {
  /// How the labels of an episode become a number.
  private enum Aggregate: String, CaseIterable {
    /// Their mean.
    case mean
    /// Their sum.
    case sum
  }

  /// Where the labels count.
  private enum Place: String, CaseIterable {
    /// In the reward of the episode.
    case episode
    /// On their own turn, standardised over the turns of the task.
    case turn
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "tarl", name: "TARL, judged turns in one reward",
    source: "arXiv 2509.14480 (2025)",
    granularity: .trajectory, methodology: .judge,
    estimand:
      "How good the whole episode was in the judge's eyes and by its outcome, among the episodes of its task; the same for all "
      + "of its decisions, unless place=turn.",
    formula:
      "A_i = z(R_i + scale mean of labels); place=turn: z(R_i) + z(scale label) over all turns of the task",
    needs: [.trajectories, .judgements], cost: "no continuations; O(decisions)",
    unverified: [.init("how labels are summed up: the paper names the factor 10 alone")])

  private let outcome = GroupScoreParameters(eps: 1e-6)
  @Parameter("the mean of an episode's labels, or their sum") private var agg = Aggregate.mean
  @Parameter("factor of the labels", in: 0...) private var scale = 10.0
  @Parameter("labels count in the episode's reward, or on their own turn") private var place = Place.episode

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let labels = try batch.meansPerTurn(
      of: batch.everyDecision(batch.decisions.judge, .label, for: Self.card))
    let standardise = outcome.standardise
    let scale = scale
    let credit: [Double]
    switch place {
    case .turn:
      let own = standardise(labels.map { scale * $0 }, in: batch.turnsByTask)
      credit = batch.repeatedPerTurn(outcome.advantages(of: batch)).combined(with: own, +)
    case .episode:
      let scores = outcome.scores(of: batch)
      let isMean = agg == .mean
      let rewards = (0..<batch.episodeCount).map { episode in
        let turns = batch.turns(of: episode)
        let sum = turns.reduce(0) { $0 + labels[$1] }
        return scores[episode] + scale * (isMean ? sum / Double(max(1, turns.count)) : sum)
      }
      credit = batch.repeatedPerTurn(
        standardise(rewards, in: batch.episodesByTask, counting: batch.episodesWithTurns))
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}

extension TrajectoryBatch {
  /// The mean over the decisions of each turn; 0 where nobody decides. Shape `[turns]`.
  func meansPerTurn(of x: [Double]) -> [Double] {
    (0..<turnCount).map { turn in
      let decisions = decisions(of: turn)
      return decisions.isEmpty ? 0 : x[decisions].reduce(0, +) / Double(decisions.count)
    }
  }
}
