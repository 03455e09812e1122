import CreditMethods
import Testing
import Trajectories

/// `name=value` pairs parted by blanks.
func pairs(_ settings: String) -> [(name: String, value: String)] {
  settings.split(separator: " ").map { setting in
    let parts = setting.split(separator: "=", maxSplits: 1)
    return (name: String(parts[0]), value: String(parts[1]))
  }
}

/// The credits of a method on a recorded batch, its parameters as `name=value` pairs parted by blanks.
func credits<Method: CreditMethod>(
  _ method: Method.Type, _ batch: TrajectoryBatch, _ settings: String = ""
) throws -> [Double] {
  let parameters = try ParameterValues(
    pairs(settings), for: Method.fullCard.parameters, of: "method \"\(Method.card.id)\"")
  return try Method(parameters).attribute(batch, in: AttributionContext()).credits
}

/// Expects numbers to agree one by one within an absolute tolerance.
func expectEqual(
  _ found: [Double], _ expected: [Double], within tolerance: Double = 1e-12, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, comment, sourceLocation: sourceLocation)
  for (index, pair) in zip(found, expected).enumerated() where !(abs(pair.0 - pair.1) <= tolerance) {
    Issue.record(
      "\(comment.map { "\($0): " } ?? "")number \(index) is \(pair.0), expected \(pair.1)",
      sourceLocation: sourceLocation)
  }
}
