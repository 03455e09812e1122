package import Trajectories

/// Adaptive segment-level reward: the relative outcome, on those segments alone whose reward agrees with it in sign.
///
/// A segment is a run of turns whose rewards differ by no more than `delta` from one to the next. Where no turn is rewarded,
/// everything is masked.
package struct ASLR: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "aslr", name: "Adaptive segment-level reward",
    source: "arXiv 2411.00809 (2024)",
    granularity: .segment, methodology: .monteCarlo,
    estimand:
      "The episode's relative outcome where a reward of single turns says the same; 0 where it contradicts or is silent, which "
      + "is not the same as not mattering.",
    formula: "A_t = z(R) [mean r of the segment of t · z(R) > 0]",
    needs: [.trajectories], cost: "no continuations; O(decisions)",
    unverified: [.init("the rule of segments and its threshold")])

  private let outcome = GroupScoreParameters(eps: 1e-6)
  @Parameter(TurnVerdict.help) private var turns = TurnVerdict.reward
  @Parameter("most difference of rewards within a segment, from one turn to the next", in: 0...)
  private var delta = 0.0

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let verdicts = try turns.verdicts(of: batch, for: Self.card)
    let relative = outcome.advantages(of: batch)
    let delta = delta
    var credit = [Double](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      var first = turns.lowerBound
      for turn in turns {
        let isEnd = turn + 1 == turns.upperBound || abs(verdicts[turn + 1] - verdicts[turn]) > delta
        guard isEnd else { continue }
        let sum = verdicts[first...turn].reduce(0, +)
        if sum * relative[episode] > 0 {
          for place in first...turn { credit[place] = relative[episode] }
        }
        first = turn + 1
      }
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }
}
