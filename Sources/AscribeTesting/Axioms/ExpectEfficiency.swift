public import Testing
public import Trajectories

/// What the credits of an episode are expected to sum to.
public enum EpisodeTotal: Sendable {
  /// The sum of the episode's turn rewards.
  case reward
  /// The episode's terminal score.
  case score
  /// One number an episode of the batch, such as its return less the value of its start.
  case values([Double])
}

/// Expects the credits of every episode to sum to a given total: efficiency, the axiom of the Shapley value by which all
/// that was gained is divided and nothing else.
///
/// - Parameters:
///   - credits: One credit a decision of the batch.
///   - batch: The batch.
///   - total: What they sum to. Another number of values than episodes is an issue.
///   - tolerance: Largest absolute difference that counts as equal, in the unit of the credits.
///   - sourceLocation: Where the issue is reported.
public func expectEfficiency(
  _ credits: [Double], of batch: TrajectoryBatch, sumTo total: EpisodeTotal, tolerance: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let totals: [Double] =
    switch total {
    case .reward:
      (0..<batch.episodeCount).map { batch.turns(of: $0).reduce(0) { $0 + batch.turns.reward[$1] } }
    case .score: batch.episodes.score
    case .values(let values): values
    }
  guard credits.count == batch.decisionCount, totals.count == batch.episodeCount else {
    Issue.record(
      """
      \(credits.count) credits and \(totals.count) totals; the batch has \(batch.decisionCount) decisions and \
      \(batch.episodeCount) episodes
      """, sourceLocation: sourceLocation)
    return
  }
  let sums = (0..<batch.episodeCount).map { episode in
    batch.decisions(ofEpisode: episode).reduce(0) { $0 + credits[$1] }
  }
  let lines = sums.indices.filter { !(abs(sums[$0] - totals[$0]) <= tolerance) }.map { episode in
    """
    episode "\(batch.episodeName(episode))": \(sums[episode]), expected \(totals[episode]), \
    \(sums[episode] - totals[episode]) too much
    """
  }
  recordIssue(lines, "of \(sums.count) episodes do not sum to their total:", sourceLocation)
}

/// Expects the credits of every group to sum to 0: what methods give that compare the episodes of a task with each other.
///
/// - Parameters:
///   - credits: One credit a decision of the batch.
///   - batch: The batch.
///   - unit: What counts once in the sum.
///   - tolerance: Largest absolute sum that counts as 0, in the unit of the credits.
///   - sourceLocation: Where the issue is reported.
public func expectZeroSumGroups(
  _ credits: [Double], of batch: TrajectoryBatch, counting unit: ZeroSumUnit = .episodes,
  tolerance: Double = 1e-9, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard credits.count == batch.decisionCount else {
    Issue.record(
      "\(credits.count) credits; the batch has \(batch.decisionCount) decisions",
      sourceLocation: sourceLocation)
    return
  }
  var sums = [Double](repeating: 0, count: batch.symbols.tasks.count)
  for episode in 0..<batch.episodeCount {
    let decisions = batch.decisions(ofEpisode: episode)
    let sum = decisions.reduce(0) { $0 + credits[$1] }
    sums[Int(batch.episodes.task[episode])] += unit == .episodes ? sum / Double(decisions.count) : sum
  }
  let lines = sums.indices.filter { !(abs(sums[$0]) <= tolerance) }.map { task in
    "task \"\(batch.symbols.tasks[UInt32(task)])\": \(sums[task])"
  }
  recordIssue(lines, "of \(sums.count) groups do not sum to 0:", sourceLocation)
}

/// What counts once in the sum of a group's credits.
public enum ZeroSumUnit: Sendable {
  /// An episode, with the mean of its credits: what methods keep at 0 that credit whole episodes.
  case episodes
  /// A decision.
  case decisions
}

/// Records an issue with the first ten of some lines; none if there are no lines.
func recordIssue(_ lines: [String], _ title: String, _ sourceLocation: SourceLocation) {
  guard !lines.isEmpty else { return }
  let shown =
    lines.prefix(10).map { "  \($0)" } + (lines.count > 10 ? ["  and \(lines.count - 10) more"] : [])
  Issue.record(
    "\(([("\(lines.count) \(title)")] + shown).joined(separator: "\n"))", sourceLocation: sourceLocation)
}
