package import Trajectories

/// TEMPO: the outcome relative to the group, plus what the value of the prefix changed by, in the prefix tree of the group's
/// episodes.
///
/// A prefix is worth the mean outcome of the episodes that go on from it, and an episode's end its own outcome. Where no sibling
/// leaves the prefix the value does not change, and the credit is that of GRPO.
package struct TEMPO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "tempo", name: "TEMPO, prefix trees of the group",
    source: "arXiv 2509.18314 (2025)",
    granularity: .segment, methodology: .temporalDifference,
    estimand:
      "The episode's relative outcome plus an every-visit sample of Q - V, both in units of the group's deviation: over an "
      + "episode of T turns T + 1 times the relative outcome.",
    formula:
      "A_t = (R - mean R + V(s_(t+1)) - V(s_t)) / sd R, V(s) = mean R of the episodes through s, V(end) = R",
    needs: [.trajectories],
    cost: "no continuations; O(decisions)")

  private let outcome = GroupScoreParameters(ddof: 0, eps: 0)
  @Parameter(ParameterHelp.key) private var key = StateKey.state
  @Parameter(TreeNodes.help, among: [.history, .state]) private var node = TreeNodes.history

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let scores = outcome.scores(of: batch)
    let nodes = node.turns(of: batch, by: key, in: context)
    let value = nodes.means(of: batch.repeatedPerTurn(scores))
    let units = outcome.standardise.units(
      of: scores, in: batch.episodesByTask, counting: batch.episodesWithTurns)
    let advantages = outcome.advantages(of: batch)
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      guard let unit = units[Int(batch.episodes.task[episode])] else { continue }
      let turns = batch.turns(of: episode)
      for turn in turns {
        let after = turn + 1 < turns.upperBound ? value[Int(nodes.group[turn + 1])] : scores[episode]
        credit[turn] = advantages[episode] + (after - value[Int(nodes.group[turn])]) / unit
      }
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}
