import Glibc
package import Trajectories

/// FinePO: the episode's advantage, shared out among its steps by their process scores.
///
/// Steps that score above the episode's mean have more of the advantage, others less; the adjustments add up to 0 over the
/// tokens of the episode before they are clipped. No step's sign differs from the episode's: a good step of a failure has at
/// best nothing.
package struct FinePO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "finepo", name: "FinePO, advantages shared by process scores",
    source: "Huang et al. 2026, arXiv 2601.05688 (SketchVL)",
    granularity: .step, methodology: .judge,
    estimand:
      "The episode's relative outcome, moved between its steps toward those that the judge prefers: what no episode earned "
      + "no step has.",
    formula:
      "A_t = A + alpha k (p_t - mean p) clipped to 0...beta A, k = |A| / max(p - mean p), A = R - mean R; means over tokens",
    needs: [.trajectories, .processScores],
    cost: "no continuations; O(decisions)",
    unverified: [
      .init("alpha", where: "alpha", is: .number(0.5)), .init("beta", where: "beta", is: .number(2)),
      .init("lambda, the clip of the novelty term and whose frequencies it compares"),
    ])

  @Parameter("how far the process scores move the advantage", in: 0...) private var alpha = 0.5
  @Parameter("most of a step's advantage, in units of the episode's", in: 0...) private var beta = 2.0
  @Parameter(
    "penalty on actions that are likelier than under the reference; 0 reads no log-probabilities", in: 0...)
  private var lambda = 0.0
  @Parameter("largest change of a score by this penalty", in: 0...) private var clip = 1.0
  @Parameter("added to probabilities, and to the largest deviation", in: 0...) private var eps = 1e-8
  @Parameter(ParameterHelp.rewardOfTrace, among: [.score, .trace]) private var reward = RewardConvention.score
  private let truncation = TruncationParameters(bootstrapping: false)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let scores = try self.scores(of: batch)
    let tokens = batch.tokensOfTurns
    let advantages = Standardisation.centring(
      TurnRewards(of: batch, by: ReturnRules(ofScores: reward)).episodeReturn, in: batch.episodesByTask,
      counting: batch.episodesWithTurns)
    let (alpha, beta, eps) = (alpha, beta, eps)
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount where advantages[episode] != 0 {
      let turns = batch.turns(of: episode)
      let advantage = advantages[episode]
      var (sum, weight) = (0.0, 0.0)
      for turn in turns {
        sum += tokens[turn] * scores[turn]
        weight += tokens[turn]
      }
      // Without tokens, or with equal scores, there is nothing to share by.
      guard weight > 0, !Standardisation.areEqual(scores[turns]) else {
        for turn in turns { credit[turn] = advantage * min(1, beta) }
        continue
      }
      let mean = sum / weight
      let largest = turns.reduce(0) { max($0, scores[$1] - mean) }
      let factor = alpha * abs(advantage) / (largest + eps)
      let bounds = advantage > 0 ? 0...beta * advantage : beta * advantage...0
      for turn in turns {
        let moved = advantage + (largest > 0 ? factor * (scores[turn] - mean) : 0)
        credit[turn] = min(max(moved, bounds.lowerBound), bounds.upperBound)
      }
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }

  /// The process scores, less what actions beyond the reference cost. Shape `[turns]`.
  private func scores(of batch: TrajectoryBatch) throws(AttributionError) -> [Double] {
    var scores = try batch.everyTurn(batch.turns.process, .process, for: Self.card)
    let (lambda, clip, eps) = (lambda, clip, eps)
    guard lambda > 0 else { return scores }
    let own = try batch.everyDecision(
      batch.decisions.logProbability, .logProbability, or: "use lambda=0", for: Self.card)
    let reference = try batch.everyDecision(
      batch.decisions.referenceLogProbability, .referenceLogProbability, or: "use lambda=0", for: Self.card)
    for turn in scores.indices {
      let decisions = batch.decisions(of: turn)
      let taken = exp(own[decisions].reduce(0, +)) + eps
      let expected = exp(reference[decisions].reduce(0, +)) + eps
      scores[turn] += min(max(-lambda * log(taken / expected), -clip), clip)
    }
    return scores
  }
}

extension TrajectoryBatch {
  /// The tokens of every turn, those of its decisions together. Shape `[turns]`.
  fileprivate var tokensOfTurns: [Double] {
    let tokens = decisions.tokens
    return (0..<turnCount).map { turn in
      decisions(of: turn).reduce(0.0) { $0 + Double(tokens?[$1] ?? 1) }
    }
  }
}
