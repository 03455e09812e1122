import Ascribe

struct LastDecision: CreditMethod {
  static let card = MethodCard(
    id: "last-decision", name: "All credit to the last decision", source: "an example",
    granularity: .trajectory, methodology: .monteCarlo, estimand: "none", formula: "A(last) = weight R",
    needs: [.trajectories], cost: "no continuations; linear in decisions")
  @Parameter("weight of the outcome", in: 0...10) var weight = 1.0

  func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let weight = weight
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      guard let last = batch.turns(of: episode).last else { continue }
      for decision in batch.decisions(of: last) { credits[decision] = weight * batch.episodes.score[episode] }
    }
    return Attribution(credits: credits)
  }
}
