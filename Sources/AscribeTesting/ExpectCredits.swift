public import Testing
public import Trajectories

/// Expects the credits of a batch to be equal to others within a tolerance, and shows only what differs.
///
/// Credits that differ are one issue, with at most ten of them and the number of the rest:
///
/// ```
/// 2 of 12 credits differ by more than 1e-09:
///   episode "e1", turn 0, agent "planner": 0.25, expected 0.5
///   episode "e1", turn 2, agent "coder": nan, expected 0.0
/// ```
///
/// - Parameters:
///   - credits: The credits found, one a decision of the batch; another number of them is an issue.
///   - expected: The credits expected.
///   - batch: The batch, which names episodes, turns and agents.
///   - tolerance: Largest absolute difference that counts as equal, at least 0, in the unit of the credits. NaN and
///     infinities differ from everything but an equal infinity.
///   - sourceLocation: Where the issue is reported.
public func expectCredits(
  _ credits: [Double], equal expected: [Double], of batch: TrajectoryBatch, tolerance: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = CreditDifference(credits, expected, of: batch, rule: "by more than \(tolerance)") {
    // An infinity is not within any distance of itself.
    $0 == $1 || abs($0 - $1) <= tolerance
  }
  if let difference { Issue.record("\(difference)", sourceLocation: sourceLocation) }
}
