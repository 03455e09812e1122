package import Testing

/// Expects numbers to agree one by one within an absolute tolerance.
package func expectEqual(
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

/// Whether two lists of numbers are equal within a tolerance.
package func near(_ left: [Double], _ right: [Double], _ tolerance: Double = 1e-12) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) <= tolerance }
}
