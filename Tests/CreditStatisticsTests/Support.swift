import Ground
import CreditStatistics
import Testing

/// The samples that the SciPy references share.
let first: [Double] = [2.1, -0.4, 3.3, 0.9, 5.2, 1.7, -1.8, 2.6]
let second: [Double] = [1.0, 0.2, 2.7, 1.1, 4.9, 0.3, -0.6, 3.9]

/// Expects a value within `tolerance` of the expected one, relative to its size where that exceeds 1.
func expectClose(
  _ measured: Measured<Double>, _ expected: Double, tolerance: Double = 1e-12,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard case .value(let found) = measured else {
    Issue.record("expected \(expected), found \(measured)", sourceLocation: sourceLocation)
    return
  }
  expectClose(found, expected, tolerance: tolerance, sourceLocation: sourceLocation)
}

/// Expects a number within `tolerance` of the expected one, relative to its size where that exceeds 1.
func expectClose(
  _ found: Double, _ expected: Double, tolerance: Double = 1e-12,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(found - expected) <= tolerance * max(1, abs(expected)), "found \(found), expected \(expected)",
    sourceLocation: sourceLocation)
}
