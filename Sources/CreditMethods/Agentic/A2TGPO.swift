import Glibc
package import Trajectories

/// A2TGPO: information gains standardised among the turns of a task at the same place, damped by how many are summed, beside
/// the outcome.
package struct A2TGPO: CreditMethod {
  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// The credit.
    case credit
    /// The factor on the clip range of the turn's update.
    case clipScale
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "a2tgpo", name: "A2TGPO, information gain by turn",
    source: "arXiv 2605.06200 (2026), with a public copy of its trainer",
    granularity: .turn, methodology: .informationTheoretic,
    estimand:
      "The episode's relative outcome, and what the turn and later ones add to the belief in the right answer, relative to the "
      + "task's turns at the same place. Agents that act together are not told apart.",
    formula:
      "A_t = weightGain sum over t <= j < T-1 of gamma^(j - t) z_j(g_j) / sqrt(T - 1 - t) + z(R), g_j = p_(j+1) - p_j",
    needs: [.trajectories, .beliefs], cost: "no continuations; O(decisions)")

  private let worth = EpisodeScoreParameters()
  @Parameter("weight of the gains", in: 0...) private var weightGain = 0.3
  @Parameter(ParameterHelp.gamma, in: 0...1) private var gamma = 1.0
  @Parameter("the credit, or the factor on the clip range of the turn's update") private var emit =
    Emission.credit
  @Parameter("how far a gain moves the clip range, as a share", in: 0...1) private var clipShare = 0.3
  @Parameter(BeliefSource.help) private var belief = BeliefSource.trace

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let scores = worth.scores(of: batch)
    let beliefs = try belief.beliefs(of: batch, scores: scores, for: Self.card, in: context)
    let isLast = batch.endsEpisode
    let gains = InformationScale.standardise(
      batch.gains(of: beliefs, atTheEnd: scores), in: batch.turnsByTaskAndPlace,
      counting: isLast.map { !$0 })
    let credit = emit == .clipScale ? clipScales(gains, isLast) : credits(gains, scores, of: batch)
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }

  private func clipScales(_ gains: [Double], _ isLast: [Bool]) -> [Double] {
    let share = clipShare
    return zip(gains, isLast).map { $1 ? 1 : 1 + share * (2 / (1 + exp(-$0)) - 1) }
  }

  private func credits(_ gains: [Double], _ scores: [Double], of batch: TrajectoryBatch) -> [Double] {
    let (weight, gamma) = (weightGain, gamma)
    let outcome = InformationScale.standardise(
      scores, in: batch.episodesByTask,
      counting: batch.episodesWithTurns ?? [Bool](repeating: true, count: scores.count))
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      var sum = 0.0
      for turn in turns.reversed() {
        credit[turn] = outcome[episode]
        let terms = turns.upperBound - 1 - turn
        guard terms > 0 else { continue }
        sum = gains[turn] + gamma * sum
        credit[turn] += weight * sum / Double(terms).squareRoot()
      }
    }
    return credit
  }
}
