import CreditStatistics
import Ground
import Testing

/// Percentiles with tails for few units (Hesterberg 2015).
@Suite struct ExpandedPercentileTests {
  private func distribution(units: Int) throws -> BootstrapDistribution {
    let replicates = (0..<10_000).map { Optional(Double($0)) }
    return try #require(
      BootstrapDistribution.measured(estimate: 5000, replicates: replicates, units: units, seed: 0)
        .optional)
  }

  /// Of 10 units the tail is that of a normal beyond 2.262 times the square root of 10/9, .00855.
  @Test func tailsAreThoseOfStudentAndOfTheSmallerSpread() throws {
    let interval = try #require(
      try distribution(units: 10).expandedPercentile(confidence: 0.95).optional)
    #expect(abs(interval.lower - 85.5) < 1)
    #expect(abs(interval.upper - 9913.5) < 1)
    #expect(interval.confidence == 0.95)
    #expect(interval.method == .percentileBootstrap)
  }

  @Test func manyUnitsGivePlainPercentiles() throws {
    let many = try distribution(units: 1_000_000)
    let expanded = try #require(many.expandedPercentile(confidence: 0.95).optional)
    let plain = try #require(many.percentile(confidence: 0.95).optional)
    #expect(abs(expanded.lower - plain.lower) < 1)
    #expect(abs(expanded.upper - plain.upper) < 1)
  }

  @Test func oneUnitHasNone() throws {
    let interval = try distribution(units: 1).expandedPercentile(confidence: 0.95)
    #expect(interval == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(try distribution(units: 10).expandedPercentile(confidence: 1).optional == nil)
  }
}
