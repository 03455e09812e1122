package import Trajectories

/// Where a method reads a verifier's reward of single turns.
enum TurnVerdict: String, CaseIterable {
  /// The trace's rewards of turns.
  case reward
  /// A judge's process scores.
  case process

  /// What a parameter says that names it.
  static let help = "turns are rewarded by the trace, or by a judge's process scores"

  /// The verdict on every turn. Shape `[turns]`.
  func verdicts(of batch: TrajectoryBatch, for card: MethodCard) throws(AttributionError) -> [Double] {
    guard self == .process else { return batch.turns.reward }
    return try batch.everyTurn(
      batch.turns.process, .process, or: "read the rewards of turns with turns=reward", for: card)
  }
}

/// MT-GRPO: the relative outcome, and the rewards of turns, standardised among the task's turns at the same place.
///
/// A turn has what it and later turns earn on the way; the last turn has the outcome alone. In episodes of two turns this is
/// the released code. An episode of one turn, which had no chance to earn anything on the way, has the sum of both,
/// standardised as a sum.
package struct MTGRPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "mt_grpo", name: "MT-GRPO, rewards of turns beside the outcome",
    source: "arXiv 2505.11821 (2025), with the released code for two turns",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "The episode's relative outcome, and what a verifier says of the turn and later ones, relative to the task's turns at the "
      + "same place, whatever their states. Agents that act together are not told apart.",
    formula:
      "A_t = z(R) + weightTurn sum over t <= l < T-1 of lambda^(l - t) z_l(r_l), z_l over the task's episodes of more than l + 1 turns",
    needs: [.trajectories], cost: "no continuations; O(decisions)",
    unverified: [.init("episodes of more than two turns: the sum of later turns is ours")])

  private let outcome = GroupScoreParameters(eps: 1e-4)
  @Parameter(TurnVerdict.help) private var turns = TurnVerdict.reward
  @Parameter("weight of the rewards of turns", in: 0...) private var weightTurn = 1.0
  @Parameter("decay of later turns' rewards; 0 leaves each its own", in: 0...1) private var lambda = 1.0

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let verdicts = try turns.verdicts(of: batch, for: Self.card)
    let scores = outcome.scores(of: batch)
    let relative = outcome.advantages(of: batch)
    let standardise = outcome.standardise
    let isLast = batch.endsEpisode
    let own = standardise(verdicts, in: batch.turnsByTaskAndPlace, counting: isLast.map { !$0 })
    let sums = (0..<batch.episodeCount).map { episode in
      batch.turns(of: episode).dropLast().reduce(scores[episode]) { $0 + verdicts[$1] }
    }
    let whole = standardise(sums, in: batch.episodesByTask, counting: batch.episodesWithTurns)
    let (weight, lambda) = (weightTurn, lambda)
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      if turns.count == 1 {
        credit[turns.lowerBound] = whole[episode]
        continue
      }
      var sum = 0.0
      for turn in turns.reversed() {
        if !isLast[turn] { sum = own[turn] + lambda * sum }
        credit[turn] = relative[episode] + weight * sum
      }
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}
