import Ascribe

/// A credit method of one's own: the last decision of an episode gets its score less the mean score of the task, and all
/// others get nothing. Popular, and wrong wherever an earlier decision mattered.
public struct LastDecision: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "last-decision", name: "All credit to the last decision", source: "an example",
    granularity: .trajectory, methodology: .monteCarlo,
    estimand: "none: what is credited is where the episode ended", formula: "A(last) = weight (R - mean R)",
    needs: [.trajectories], cost: "no continuations; linear in turns")

  /// `last-decision(weight=2)` on the command line, and a row of `methods last-decision`.
  @Parameter("weight of the outcome", in: 0...10) public var weight = 1.0

  /// The method with its defaults.
  public init() {}

  /// The credit of every decision.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    var sums = [Double](repeating: 0, count: batch.symbols.tasks.count)
    var counts = [Double](repeating: 0, count: batch.symbols.tasks.count)
    for (task, score) in zip(batch.episodes.task, batch.episodes.score) {
      sums[Int(task)] += score
      counts[Int(task)] += 1
    }
    let weight = weight
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      let task = Int(batch.episodes.task[episode])
      let last = batch.turns(of: episode).upperBound - 1
      for decision in batch.decisions(of: last) {
        credits[decision] = weight * (batch.episodes.score[episode] - sums[task] / counts[task])
      }
    }
    return Attribution(credits: credits)
  }
}
