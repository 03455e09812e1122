import Ground
import CreditNumerics
import Testing
import TestSupport

struct RidgeRegressionTests {
  /// Rows (1, 0) -> 3 and (1, 2) -> 1 with ridge 1: X'X + I = (3, 2; 2, 5), X'y = (4, 2), determinant 11, so
  /// b = ((20 - 4) / 11, (6 - 8) / 11).
  @Test func byHand() throws {
    var regression = try RidgeRegression(columns: 2)
    regression.add(columns: [0], values: [1], target: 3)
    regression.add(columns: [1, 0], values: [2, 1], target: 1)
    let found = try regression.coefficients(ridge: 1)
    expectClose(found.map { $0[0] }, 16.0 / 11)
    expectClose(found.map { $0[1] }, -2.0 / 11)
  }

  /// Without rows, and in a column without entries, the penalty alone decides: 0.
  @Test func nothingIsExplainedByZero() throws {
    let empty = try RidgeRegression(columns: 3).coefficients(ridge: 1e-3)
    #expect(empty == .value([0, 0, 0]))
    var regression = try RidgeRegression(columns: 2)
    regression.add(columns: [1], values: [2], target: 0)
    let found = try regression.coefficients(ridge: 1e-3)
    #expect(found == .value([0, 0]))
  }

  /// Entries of one column add up, whatever the order: (1 + 2) b -> 6 with ridge 9: 18 / (9 + 9).
  @Test func entriesOfOneColumnAddUp() throws {
    var regression = try RidgeRegression(columns: 1)
    regression.add(columns: [0, 0], values: [1, 2], target: 6)
    let found = try regression.coefficients(ridge: 9)
    expectClose(found.map { $0[0] }, 1)
  }

  /// At the minimum the gradient vanishes: X'(y - X b) = ridge b.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func gradientVanishes(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let (rows, columns, ridge) = (30, 12, [1e-3, 1, 50][Int(seed % 3)])
    let design = (0..<rows).map { _ in generator.numbers(columns, in: -2..<3) }
    let targets = generator.numbers(rows, in: -5..<5)
    var regression = try RidgeRegression(columns: columns)
    for row in 0..<rows {
      regression.add(columns: Array(0..<columns), values: design[row], target: targets[row])
    }
    let fit = try regression.coefficients(ridge: ridge)
    let found = try #require(fit.optional)
    let residuals = (0..<rows).map { row in
      targets[row] - zip(design[row], found).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for column in 0..<columns {
      let slope = (0..<rows).reduce(0) { $0 + design[$1][column] * residuals[$1] }
      expectClose(slope, ridge * found[column], tolerance: 1e-10)
    }
  }

  /// Moments that are added by squares are those that are added one by one; above the diagonal they are left out.
  @Test func squaresOfMoments() throws {
    var single = try RidgeRegression(columns: 4)
    var square = try RidgeRegression(columns: 4)
    for line in 0..<2 {
      for column in 0..<2 {
        single.add(moment: Double(3 * line + column), of: 2 + line, and: column)
        if column <= line { single.add(moment: Double(8 + line - column), of: 2 + line, and: 2 + column) }
      }
    }
    square.add(moments: [0, 1, 3, 4], from: 2, and: 0)
    square.add(moments: [8, 99, 9, 8], from: 2, and: 2)
    for column in 0..<4 {
      single.add(moment: 40, of: column, and: column)
      single.add(product: Double(column + 1), of: column)
      square.add(moment: 40, of: column, and: column)
      square.add(product: Double(column + 1), of: column)
    }
    let (expected, found) = (try single.coefficients(ridge: 1), try square.coefficients(ridge: 1))
    #expect(expected.optional != nil && expected.optional == found.optional)
  }

  /// Collinear columns share the coefficient, which least squares alone could not divide: 2 · 6 b = 6 · 4 with a ridge
  /// of almost nothing.
  @Test func collinearColumnsShare() throws {
    var regression = try RidgeRegression(columns: 2)
    for _ in 0..<6 { regression.add(columns: [0, 1], values: [1, 1], target: 4) }
    let found = try regression.coefficients(ridge: 1e-6)
    expectClose(found.map { $0[0] }, 2, tolerance: 1e-6)
    expectClose(found.map { $0[0] - $0[1] }, 0, tolerance: 1e-8)
  }

  @Test func overflow() throws {
    var products = try RidgeRegression(columns: 1)
    products.add(columns: [0], values: [10], target: 1e308)
    let ofProducts = try products.coefficients(ridge: 1)
    #expect(ofProducts == .undefined(.outOfRange))
    var squares = try RidgeRegression(columns: 1)
    squares.add(columns: [0], values: [1e200], target: 1)
    let ofSquares = try squares.coefficients(ridge: 1)
    #expect(ofSquares == .undefined(.outOfRange))
  }

  /// 1e-3 vanishes beside 1e20, and what is left of two equal columns is singular.
  @Test func vanishingRidgeIsAnError() throws {
    let error = #expect(throws: GSLError.self) {
      var regression = try RidgeRegression(columns: 2)
      regression.add(columns: [0, 1], values: [1e10, 1e10], target: 1)
      return try regression.coefficients(ridge: 1e-3)
    }
    #expect(error?.routine == "gsl_linalg_cholesky_decomp1")
    #expect(error?.code == .domain)
  }
}
