import CGSL

/// Weighted least squares with a penalty on the size of the coefficients, for design matrices of any number of rows: the
/// c that minimises `sum w (y - X c)² + ridge |c|²`, for one target after the other.
///
/// Small problems are solved by the singular values of `sqrt(W) X` (`gsl_multifit_linear_svd` and
/// `gsl_multifit_linear_solve`). Large ones go through GSL's tall-skinny QR factorisation (`gsl_multilarge`, TSQR), block
/// by block, so that memory is O(columns²); the penalty enters as `sqrt(ridge) I` below the rows, and every target is then
/// solved with the same triangle by corrected seminormal equations, in O(entries + columns²).
///
/// Sources: Hoerl and Kennard, "Ridge regression", Technometrics 12 (1970), equation 2.1; Björck, "Stability analysis of
/// the method of seminormal equations for linear least squares problems", Linear Algebra and its Applications 88 (1987).
package struct TikhonovRegression: Sendable {
  /// How the problem is solved.
  package enum Solver: Sendable {
    /// The singular values of all rows at once.
    case multifit
    /// Tall-skinny QR, block by block.
    case tallSkinnyQR
  }

  /// Size of the penalty, at least 0.
  package let ridge: Double
  private let rows: DesignRows
  private let weights: [Double]
  private let solver: Solver
  /// R of the rows, row by row; its lower triangle is not read.
  private let triangle: [Double]
  /// R of the rows with the penalty below them.
  private let penalised: [Double]

  private static let mostEntriesOfSmall = 1 << 16
  private static let mostColumnsOfSmall = 64

  /// Factorises a design matrix, without a penalty.
  ///
  /// - Parameters:
  ///   - rows: The design matrix, of at least one column.
  ///   - weights: Weight of each row, at least 0.
  ///   - solver: How to solve it; by its size if `nil`.
  /// - Throws: ``GSLError`` where there is no memory for the triangle.
  /// - Complexity: O(rows · columns²).
  package init(_ rows: DesignRows, weights: [Double], solver: Solver? = nil) throws(GSLError) {
    precondition(rows.columns >= 1 && weights.count == rows.count, "a weight a row, and a column at least")
    let isSmall =
      rows.columns <= Self.mostColumnsOfSmall && rows.columns * rows.count <= Self.mostEntriesOfSmall
    self.rows = rows
    self.weights = weights
    self.solver = solver ?? (isSmall ? .multifit : .tallSkinnyQR)
    ridge = 0
    triangle = try TallSkinnyQR.triangle(of: rows, weights: weights)
    penalised = triangle
  }

  private init(_ other: TikhonovRegression, ridge: Double, penalised: [Double]) {
    self.ridge = ridge
    rows = other.rows
    weights = other.weights
    solver = other.solver
    triangle = other.triangle
    self.penalised = penalised
  }

  /// The same problem with a penalty.
  ///
  /// - Parameter ridge: The penalty, at least 0.
  /// - Complexity: O(columns³).
  package func penalised(by ridge: Double) throws(GSLError) -> TikhonovRegression {
    precondition(ridge >= 0, "a ridge of \(ridge)")
    guard ridge > 0 else { return TikhonovRegression(self, ridge: 0, penalised: triangle) }
    let columns = rows.columns
    var below = DesignRows(columns: columns)
    for row in 0..<columns {
      let entries = row..<columns
      below.append(
        columns: entries.map { Int32($0) }, values: entries.map { triangle[row * columns + $0] })
    }
    for column in 0..<columns { below.append(columns: [Int32(column)], values: [ridge.squareRoot()]) }
    let penalised = try TallSkinnyQR.triangle(
      of: below, weights: [Double](repeating: 1, count: below.count))
    return TikhonovRegression(self, ridge: ridge, penalised: penalised)
  }

  /// The first column that is a linear combination of those before it, within 1e-10 of its length; `nil` if there is
  /// none, and always if there is a penalty.
  package var dependentColumn: Int? {
    guard ridge == 0 else { return nil }
    let columns = rows.columns
    return (0..<columns).first { column in
      let square = (0...column).reduce(0) { sum, row in
        sum + triangle[row * columns + column] * triangle[row * columns + column]
      }
      return abs(triangle[column * columns + column]) <= 1e-10 * square.squareRoot()
    }
  }

  /// The coefficients for a target.
  ///
  /// A problem with a ``dependentColumn`` has no unique ones and is a programmer error.
  ///
  /// - Parameter targets: One number a row.
  /// - Returns: One coefficient a column; not finite where they overflow.
  package func coefficients(fitting targets: [Double]) throws(GSLError) -> [Double] {
    precondition(targets.count == rows.count, "a target a row")
    switch solver {
    case .multifit: return try SmallLeastSquares.coefficients(rows, weights, targets, ridge: ridge)
    case .tallSkinnyQR:
      var coefficients = try seminormal(rows.transposed(times: targets, weights: weights))
      let residuals = zip(targets, rows.times(coefficients)).map { $0 - $1 }
      let gradient = zip(rows.transposed(times: residuals, weights: weights), coefficients).map {
        $0 - ridge * $1
      }
      for (column, change) in try seminormal(gradient).enumerated() { coefficients[column] += change }
      return coefficients
    }
  }

  /// (R' R)^-1 b.
  private func seminormal(_ right: [Double]) throws(GSLError) -> [Double] {
    var solution = right
    let columns = Int32(rows.columns)
    GSL.call {
      unsafe penalised.withUnsafeBufferPointer { triangle in
        unsafe solution.withUnsafeMutableBufferPointer { solution in
          for transpose in [CblasTrans, CblasNoTrans] {
            unsafe cblas_dtrsv(
              CblasRowMajor, CblasUpper, transpose, CblasNonUnit, columns, triangle.baseAddress, columns,
              solution.baseAddress, 1)
          }
        }
      }
    }
    return solution
  }

  /// What penalties make of a target.
  ///
  /// - Parameters:
  ///   - targets: One number a row.
  ///   - unexplained: Weighted sum of squares that the rows stand for beyond their own, for rows that are means of
  ///     observations.
  ///   - observations: Number of observations that the rows stand for.
  /// - Complexity: O(columns³ + entries).
  package func ridgePath(
    fitting targets: [Double], unexplained: Double = 0, observations: Int
  ) throws(GSLError) -> RidgePath {
    let (values, vectors) = try SingularValues.ofSquare(triangle, size: rows.columns)
    let moments = rows.transposed(times: targets, weights: weights)
    let columns = rows.columns
    let largest = values.first ?? 0
    var projections = [Double](repeating: 0, count: columns)
    for place in 0..<columns where values[place] > 1e-12 * largest {
      let product = (0..<columns).reduce(0) { $0 + vectors[$1 * columns + place] * moments[$1] }
      projections[place] = product / values[place]
    }
    let total = zip(targets, weights).reduce(unexplained) { $0 + $1.1 * $1.0 * $1.0 }
    return RidgePath(
      singularValues: values, projections: projections,
      orthogonal: max(0, total - projections.reduce(0) { $0 + $1 * $1 }), observations: observations)
  }
}
