import CreditNumerics
import Glibc
import Testing

/// Ridge regression by singular values and by tall-skinny QR, against normal equations written out.
@Suite struct TikhonovRegressionTests {
  private static let rows: [[Double]] = [
    [1, 0, 2], [1, 1, -1], [1, 3, 0.5], [1, -2, 1], [1, 0.5, 0.25], [1, 4, -3], [1, 1, 1],
  ]
  private static let targets: [Double] = [3, -1, 2, 0.5, 1, -2, 4]
  private static let weights: [Double] = [1, 2, 0.5, 1, 3, 1, 0.25]

  private func design(_ rows: [[Double]]) -> DesignRows {
    var design = DesignRows(columns: rows[0].count)
    for row in rows { design.append(columns: row.indices.map { Int32($0) }, values: row) }
    return design
  }

  /// The solution of (X'WX + ridge I) c = X'Wy by elimination.
  private func normalEquations(_ rows: [[Double]], _ weights: [Double], _ targets: [Double], _ ridge: Double)
    -> [Double]
  {
    let count = rows[0].count
    var system = (0..<count).map { i in
      (0..<count).map { j in
        zip(rows, weights).reduce(i == j ? ridge : 0) { $0 + $1.1 * $1.0[i] * $1.0[j] }
      } + [rows.indices.reduce(0) { $0 + weights[$1] * rows[$1][i] * targets[$1] }]
    }
    for pivot in 0..<count {
      for row in 0..<count where row != pivot {
        let factor = system[row][pivot] / system[pivot][pivot]
        for column in 0...count { system[row][column] -= factor * system[pivot][column] }
      }
    }
    return (0..<count).map { system[$0][count] / system[$0][$0] }
  }

  @Test(arguments: [TikhonovRegression.Solver.multifit, .tallSkinnyQR], [0, 0.01, 1, 250])
  func agreesWithNormalEquations(solver: TikhonovRegression.Solver, ridge: Double) throws {
    let regression = try TikhonovRegression(design(Self.rows), weights: Self.weights, solver: solver)
      .penalised(by: ridge)
    let found = try regression.coefficients(fitting: Self.targets)
    let expected = normalEquations(Self.rows, Self.weights, Self.targets, ridge)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-12) }
    // Another target with the same factors.
    let others = Self.targets.reversed().map { 3 * $0 }
    let again = try regression.coefficients(fitting: others)
    for (found, expected) in zip(again, normalEquations(Self.rows, Self.weights, others, ridge)) {
      #expect(abs(found - expected) < 1e-11)
    }
  }

  /// More rows than a block holds, and fewer than columns.
  @Test func numbersOfRows() throws {
    let many = (0..<90_000).map { row in [1, Double(row % 7), Double(row % 11)] }
    let targets = (0..<90_000).map { Double($0 % 5) }
    let weights = [Double](repeating: 1, count: many.count)
    let found = try TikhonovRegression(design(many), weights: weights, solver: .tallSkinnyQR)
      .coefficients(fitting: targets)
    for (found, expected) in zip(found, normalEquations(many, weights, targets, 0)) {
      #expect(abs(found - expected) < 1e-10)
    }
    let few: [[Double]] = [[1, 2, 3]]
    for solver in [TikhonovRegression.Solver.multifit, .tallSkinnyQR] {
      let found = try TikhonovRegression(design(few), weights: [1], solver: solver).penalised(by: 0.5)
        .coefficients(fitting: [7])
      for (found, expected) in zip(found, normalEquations(few, [1], [7], 0.5)) {
        #expect(abs(found - expected) < 1e-12)
      }
    }
  }

  /// The third column is the sum of the first two.
  @Test func dependentColumnsAreNamed() throws {
    let rows = Self.rows.map { [$0[0], $0[1], $0[0] + $0[1], $0[2]] }
    let regression = try TikhonovRegression(design(rows), weights: Self.weights)
    #expect(regression.dependentColumn == 2)
    #expect(try regression.penalised(by: 0.1).dependentColumn == nil)
    #expect(try TikhonovRegression(design(Self.rows), weights: Self.weights).dependentColumn == nil)
    // A column of zeros depends on nothing before it, and is one of them all the same.
    let zero = try TikhonovRegression(design([[1, 0], [2, 0]]), weights: [1, 1])
    #expect(zero.dependentColumn == 1)
  }

  /// n |y - H y|² / (n - trace H)² with H = X (X'X + ridge I)^-1 X', a column of H at a time.
  @Test(arguments: [0.05, 1, 30]) func crossValidationAgreesWithTheHatMatrix(ridge: Double) throws {
    let ones = [Double](repeating: 1, count: Self.rows.count)
    let path = try TikhonovRegression(design(Self.rows), weights: ones)
      .ridgePath(fitting: Self.targets, observations: Self.rows.count)
    let fitted = { (targets: [Double]) in
      let coefficients = normalEquations(Self.rows, ones, targets, ridge)
      return Self.rows.map { row in zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let count = Double(Self.rows.count)
    let residual = zip(Self.targets, fitted(Self.targets)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let trace = Self.rows.indices.reduce(0) { sum, row in
      sum + fitted(Self.rows.indices.map { $0 == row ? 1 : 0 })[row]
    }
    let expected = count * residual / ((count - trace) * (count - trace))
    #expect(abs(path.crossValidation(ridge: ridge) - expected) < 1e-10)
    let fit = path.fit(ridge: ridge)
    #expect(abs(fit.residual * fit.residual - residual) < 1e-10)
    #expect(abs(fit.freedom - trace) < 1e-10)
    let coefficients = normalEquations(Self.rows, ones, Self.targets, ridge)
    #expect(abs(fit.coefficients * fit.coefficients - coefficients.reduce(0) { $0 + $1 * $1 }) < 1e-10)
  }

  /// Rows that are means of observations, with what the means leave unexplained: the same as all observations.
  @Test func meansOfObservationsHaveTheSamePath() throws {
    let copies = Self.rows + Self.rows
    let targets = Self.targets.map { $0 + 1 } + Self.targets.map { $0 - 1 }
    let all = try TikhonovRegression(design(copies), weights: [Double](repeating: 1, count: copies.count))
      .ridgePath(fitting: targets, observations: copies.count)
    let twos = [Double](repeating: 2, count: Self.rows.count)
    let means = try TikhonovRegression(design(Self.rows), weights: twos)
      .ridgePath(fitting: Self.targets, unexplained: 2 * 7, observations: copies.count)
    for ridge in [0.1, 2, 50] {
      #expect(abs(all.crossValidation(ridge: ridge) - means.crossValidation(ridge: ridge)) < 1e-10)
    }
  }

  /// The chosen ridge is the best of the candidates, by values written out; and on the L-curve the candidate where the
  /// circle through three neighbours is smallest.
  @Test func ridgesAreChosenAmongTheCandidates() throws {
    let ones = [Double](repeating: 1, count: Self.rows.count)
    let path = try TikhonovRegression(design(Self.rows), weights: ones)
      .ridgePath(fitting: Self.targets, observations: Self.rows.count)
    let candidates = try path.candidates()
    #expect(candidates.count == 200)
    let best = try #require(
      candidates.min { path.crossValidation(ridge: $0) < path.crossValidation(ridge: $1) })
    #expect(try path.ridge(by: .crossValidation) == best)
    let points = candidates.map { ridge in
      let fit = path.fit(ridge: ridge)
      return (x: log(fit.residual), y: log(fit.coefficients))
    }
    let curvature = (1..<points.count - 1).map { place in
      menger(points[place - 1], points[place], points[place + 1])
    }
    let sharpest = try #require(curvature.indices.max { abs(curvature[$0]) < abs(curvature[$1]) }) + 1
    #expect(try path.ridge(by: .curve) == candidates[sharpest])
  }

  /// One over the radius of the circle through three points.
  private func menger(
    _ a: (x: Double, y: Double), _ b: (x: Double, y: Double), _ c: (x: Double, y: Double)
  ) -> Double {
    let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
    let side = { (p: (x: Double, y: Double), q: (x: Double, y: Double)) in
      ((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y)).squareRoot()
    }
    return 2 * area / (side(a, b) * side(b, c) * side(c, a))
  }
}
