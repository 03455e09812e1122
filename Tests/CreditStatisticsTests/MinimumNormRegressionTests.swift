import Ground
import CreditNumerics
import Testing
import TestSupport

@Suite struct MinimumNormRegressionTests {
  private func rows(_ matrix: [[Double]]) -> MinimumNormRegression.Rows {
    var rows = MinimumNormRegression.Rows()
    for row in matrix {
      for (column, value) in row.enumerated() where value != 0 { rows.add(value, column: column) }
      rows.endRow()
    }
    return rows
  }

  private func fit(
    _ matrix: [[Double]], _ targets: [Double], mostWork: Int = MinimumNormRegression.mostWork
  ) throws -> MinimumNormRegression {
    try #require(
      try MinimumNormRegression.fit(
        rows(matrix), targets: targets, columns: matrix[0].count, mostWork: mostWork
      ).optional)
  }

  private func expectEqual(_ found: [Double], _ expected: [Double], within tolerance: Double = 1e-12) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) <= tolerance) }
  }

  /// x + y = 3 and x - z = 0: of the solutions (t, 3 - t, t) the shortest has t = 1. Both ways.
  @Test(arguments: [MinimumNormRegression.mostWork, 0]) func wideSystemsHaveTheShortestSolution(mostWork: Int)
    throws
  {
    let found = try fit([[1, 1, 0], [1, 0, -1]], [3, 0], mostWork: mostWork)
    expectEqual(found.coefficients, [1, 2, 1])
    #expect(found.residualSumOfSquares < 1e-24)
    #expect(found.hasConverged)
    #expect((found.iterations > 0) == (mostWork == 0))
  }

  /// Equal columns share what they explain: the mean 2 of 1, 2 and 3; what is left is 1 + 0 + 1.
  @Test(arguments: [MinimumNormRegression.mostWork, 0]) func equalColumnsShare(mostWork: Int) throws {
    let found = try fit([[1, 1], [1, 1], [1, 1]], [1, 2, 3], mostWork: mostWork)
    expectEqual(found.coefficients, [1, 1])
    #expect(abs(found.residualSumOfSquares - 2) < 1e-12)
  }

  @Test func entriesOfAColumnAddUp() throws {
    var rows = MinimumNormRegression.Rows()
    rows.add(1, column: 0)
    rows.add(1, column: 0)
    rows.endRow()
    let found = try MinimumNormRegression.fit(rows, targets: [6], columns: 2).optional
    expectEqual(try #require(found).coefficients, [3, 0])
  }

  /// Counts at random, more columns than rows and fewer, through X and through X'X: both ways agree.
  @Test(arguments: [(20, 30), (60, 12), (400, 15)]) func bothWaysAgree(height: Int, width: Int) throws {
    var state: UInt64 = 7
    let next = { () -> Int in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    var matrix = (0..<height).map { _ in (0..<width).map { _ in next() % 4 == 0 ? Double(next() % 3) : 0 } }
    for row in matrix.indices { matrix[row][width - 1] = matrix[row][0] + matrix[row][1] }
    let targets = (0..<height).map { _ in Double(next() % 11) }
    let (one, other) = (try fit(matrix, targets), try fit(matrix, targets, mostWork: 0))
    expectEqual(one.coefficients, other.coefficients, within: 1e-8)
    #expect(one.residual < 1e-10 && other.residual < 1e-10)
    #expect(other.hasConverged)
  }

  @Test func nothingToExplainIsZero() throws {
    let found = try fit([[1, 2], [3, 4]], [0, 0], mostWork: 0)
    #expect(found.coefficients == [0, 0])
    #expect(found.residual == 0 && found.hasConverged && found.iterations == 0)
    let empty = try MinimumNormRegression.fit(.init(), targets: [], columns: 3).optional
    #expect(try #require(empty).coefficients == [0, 0, 0])
  }

  @Test func whatIsNotFiniteIsUndefined() throws {
    #expect(try MinimumNormRegression.fit(rows([[.nan]]), targets: [1], columns: 1).reason == .notFinite)
    #expect(try MinimumNormRegression.fit(rows([[1]]), targets: [.infinity], columns: 1).reason == .notFinite)
    #expect(
      try MinimumNormRegression.fit(rows([[1e-200]]), targets: [1e200], columns: 1).reason == .outOfRange)
  }
}
