import Glibc
package import Trajectories

/// A^3: three channels for agents on a command line: the episode, what its actions had before others who did the same, and
/// the branch that it took where episodes part.
///
/// Actions are the same if they are equal, which stands in for the published distance of shell commands; a state is the
/// sequence of joint actions before it, so that luck of the transitions is credited to the actions after it.
package struct A3: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "a3", name: "A^3, structured action residuals",
    source: "arXiv 2605.08013 (2026), with the released code",
    granularity: .turn, methodology: .monteCarlo,
    estimand:
      "The episode's outcome relative to its task's median, less what others who did the same had, plus the margin of the "
      + "branches that the episode takes. Agents that act together are not told apart.",
    formula:
      "A = 1.1 tanh((E + weightResidual res + weightTree tree) / 1.1), each channel over its mean size in the batch",
    needs: [.trajectories], spansTasks: true,
    cost: "no continuations; O(decisions)")

  private let worth = EpisodeScoreParameters()
  @Parameter("weight of the residual of actions", in: 0...) private var weightResidual = 0.65
  @Parameter("weight of the margin of branches", in: 0...) private var weightTree = 1.0
  @Parameter("decay of later branches", in: 0...1) private var gamma = 0.9
  @Parameter("whether all turns have the residual of the first, as in the released code")
  private var quirk = false

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let scores = worth.scores(of: batch)
    var rows = A3Rows(of: batch, scores: scores)
    var ofEpisode = [Double](repeating: 0, count: batch.episodeCount)
    var residual = [Double](repeating: 0, count: batch.turnCount)
    var tree = [Double](repeating: 0, count: batch.turnCount)
    let tasks = Groups(of: batch)
    for task in 0..<tasks.count {
      rows.take(tasks[task])
      for (episode, value) in zip(rows.episodes, Self.bounded(rows.episodes.map { scores[$0] })) {
        ofEpisode[episode] = value
      }
      rows.give(bounded(rows.residuals, of: rows), to: &residual)
      rows.giveMargins(gamma: gamma, to: &tree)
    }
    let size = A3Sizes(ofEpisode, residual, tree, of: batch)
    let (weightResidual, weightTree) = (weightResidual, weightTree)
    var credit = consume residual
    for episode in 0..<batch.episodeCount {
      let own = ofEpisode[episode] / size.episode
      for turn in batch.turns(of: episode) {
        let sum = own + weightResidual * credit[turn] / size.residual + weightTree * tree[turn] / size.tree
        credit[turn] = 1.1 * tanh(sum / 1.1)
      }
    }
    return try Attribution(finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id)
  }

  /// Bounded residuals of a task's turns.
  private func bounded(_ residuals: [Double], of rows: A3Rows) -> [Double] {
    guard quirk else { return Self.bounded(residuals) }
    return rows.repeated(Self.bounded(rows.firsts(of: residuals)))
  }

  /// Bounded deviations from the lower median, in units of the median absolute deviation.
  private static func bounded(_ values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    let centre = lowerMedian(of: values)
    let unit = max(1.4826 * lowerMedian(of: values.map { abs($0 - centre) }), 0.5)
    return values.map { tanh(($0 - centre) / unit) }
  }
}

/// The mean sizes of the channels in the batch, 1 where that is 0.
private struct A3Sizes {
  let episode, residual, tree: Double

  init(_ ofEpisode: [Double], _ residual: [Double], _ tree: [Double], of batch: TrajectoryBatch) {
    var (sumOfEpisode, sumOfResidual, sumOfTree) = (0.0, 0.0, 0.0)
    for episode in 0..<batch.episodeCount {
      let own = abs(ofEpisode[episode])
      for turn in batch.turns(of: episode) {
        sumOfEpisode += own
        sumOfResidual += abs(residual[turn])
        sumOfTree += abs(tree[turn])
      }
    }
    let mean = { (sum: Double) in
      let mean = sum / Double(max(1, batch.turnCount))
      return mean > 0 ? mean : 1
    }
    (self.episode, self.residual, self.tree) = (mean(sumOfEpisode), mean(sumOfResidual), mean(sumOfTree))
  }
}
