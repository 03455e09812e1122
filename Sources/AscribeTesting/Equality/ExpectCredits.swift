public import Testing
public import Trajectories

/// Expects the credits of a batch to be equal to others within a tolerance, and shows only what differs.
///
/// Credits that differ are one issue, with at most ten of them, the number of the rest, and what all have in common where
/// that is easily told (an opposite sign, a factor, a shift, other places, one agent, one turn, one episode):
///
/// ```
/// 2 of 12 credits differ by more than 1e-09:
///   episode "e1", turn 0, agent "planner": 0.25, expected 0.5
///   episode "e1", turn 2, agent "planner": 0.5, expected 0.0
///   all are of agent "planner"
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
  report(credits, expected, of: batch, tolerance: tolerance, sourceLocation)
}

/// Expects the credits of a batch to be those of a table or a file, within a tolerance; otherwise like
/// ``expectCredits(_:equal:of:tolerance:sourceLocation:)-(_,[Double],_,_,_)``.
///
/// - Parameters:
///   - credits: The credits found, one a decision of the batch.
///   - expected: The credits expected. A place that the batch does not have is an issue.
///   - batch: The batch.
///   - isPartial: Whether the table may leave decisions out, which may then have any credit; otherwise a decision without
///     an expected credit is an issue.
///   - tolerance: Largest absolute difference that counts as equal.
///   - sourceLocation: Where issues are reported.
public func expectCredits(
  _ credits: [Double], equal expected: CreditTable, of batch: TrajectoryBatch, isPartial: Bool = false,
  tolerance: Double = 1e-9, sourceLocation: SourceLocation = #_sourceLocation
) {
  let (aligned, others) = expected.aligned(with: batch)
  report(credits, aligned, of: batch, tolerance: tolerance, sourceLocation)
  if let first = others.first {
    Issue.record(
      "\(others.count) expected credits have no decision in the batch, the first of them \(first)",
      sourceLocation: sourceLocation)
  }
  let missing = aligned.indices.filter { aligned[$0] == nil }
  if let first = missing.first, !isPartial {
    Issue.record(
      """
      nothing is expected of \(missing.count) of \(aligned.count) decisions, the first of them \
      \(DecisionPlaces(batch)[first])
      """, sourceLocation: sourceLocation)
  }
}

/// Records how credits differ from expected ones, if they do.
func report(
  _ credits: [Double], _ expected: [Double?], of batch: TrajectoryBatch, tolerance: Double,
  _ sourceLocation: SourceLocation
) {
  let difference = CreditDifference(credits, expected, of: batch, rule: "by more than \(tolerance)") {
    // An infinity is not within any distance of itself.
    $0 == $1 || abs($0 - $1) <= tolerance
  }
  if let difference { Issue.record("\(difference)", sourceLocation: sourceLocation) }
}
