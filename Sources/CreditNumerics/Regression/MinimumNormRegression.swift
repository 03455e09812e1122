package import Ground
import CGSL

/// Least squares of least norm: among the b that minimise |y - X b|², the one with the smallest |b|, `b = X⁺
/// y`.
///
/// X has few entries a row that are not 0. A small one is taken apart by GSL's singular value decomposition,
/// singular values below 1e-10 of the largest counting as 0. For a large one `X'X b = X'y` is solved by
/// conjugate gradients from 0, whose steps never leave the rows of X, so that they end in the same b; they
/// stop when the residual of that system is below 1e-13 of the right side, or after 10 (columns + 100) steps.
///
/// Source: Björck, Numerical Methods for Least Squares Problems (1996), sections 1.2.5 and 7.4.1 (CGLS).
package struct MinimumNormRegression: Sendable {
  /// One coefficient a column.
  package let coefficients: [Double]
  /// |y - X b|².
  package let residualSumOfSquares: Double
  /// Steps of conjugate gradients; 0 for a decomposition.
  package let iterations: Int
  /// |X'(y - X b)| / |X'y|; 0 where X'y is.
  package let residual: Double
  /// Whether the stopping rule was met.
  package let hasConverged: Bool

  /// When conjugate gradients stop, in words that follow "stops when".
  package static let rule = "the normal equations hold to 1e-13"

  /// A matrix of few entries a row, in compressed rows.
  package struct Rows: Sendable {
    fileprivate var start = [0]
    fileprivate var column: [Int32] = []
    fileprivate var value: [Double] = []

    /// Number of rows.
    package var count: Int { start.count - 1 }

    /// No rows.
    package init() {}

    /// Adds an entry to the row that is being written; entries of one column add up.
    package mutating func add(_ value: Double, column: Int) {
      self.column.append(Int32(column))
      self.value.append(value)
    }

    /// Ends the row that is being written.
    package mutating func endRow() { start.append(column.count) }
  }

  /// Where a decomposition is no longer made: rows times columns squared.
  package static let mostWork = 100_000_000

  /// Fits targets.
  ///
  /// - Parameters:
  ///   - rows: X.
  ///   - targets: y, one a row.
  ///   - columns: Number of columns, at least as many as the rows name.
  ///   - mostWork: Where a decomposition is no longer made.
  /// - Returns: The fit; undefined with `UndefinedReason/notFinite` where an entry or a target is not
  ///   finite, and with `UndefinedReason/outOfRange` where the fit overflows.
  /// - Throws: ``GSLError`` of the decomposition.
  /// - Complexity: O(rows · columns²) for a decomposition, O(entries + columns²) a step or O(entries)
  ///   otherwise.
  package static func fit(
    _ rows: Rows, targets: [Double], columns: Int, mostWork: Int = mostWork
  ) throws(GSLError) -> Measured<MinimumNormRegression> {
    precondition(rows.count == targets.count, "\(targets.count) targets for \(rows.count) rows")
    guard rows.value.allSatisfy(\.isFinite), targets.allSatisfy(\.isFinite) else {
      return .undefined(.notFinite)
    }
    let height = max(rows.count, columns)
    let work = Double(height) * Double(columns) * Double(columns)
    let fit: MinimumNormRegression
    if rows.column.isEmpty {
      fit = MinimumNormRegression(rows, targets, coefficients: Array(repeating: 0, count: columns))
    } else if work <= Double(mostWork) {
      fit = MinimumNormRegression(
        rows, targets, coefficients: try decomposed(rows, targets, columns, height: height))
    } else {
      fit = NormalEquations(rows, targets, columns).solved()
    }
    return fit.coefficients.allSatisfy(\.isFinite) && fit.residualSumOfSquares.isFinite
      ? .value(fit) : .undefined(.outOfRange)
  }

  fileprivate init(
    _ rows: Rows, _ targets: [Double], coefficients: [Double], iterations: Int = 0, hasConverged: Bool = true
  ) {
    let left = rows.product(coefficients).enumerated().map { targets[$0] - $1 }
    let right = rows.transposedProduct(targets, columns: coefficients.count)
    let gap = rows.transposedProduct(left, columns: coefficients.count)
    let scale = Self.norm(right)
    self.coefficients = coefficients
    self.iterations = iterations
    self.hasConverged = hasConverged
    residualSumOfSquares = left.reduce(0) { $0 + $1 * $1 }
    residual = scale > 0 ? Self.norm(gap) / scale : 0
  }

  fileprivate static func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// The coefficients by the singular value decomposition of X, with rows of zeros where it is wider than
  /// high.
  private static func decomposed(
    _ rows: Rows, _ targets: [Double], _ columns: Int, height: Int
  ) throws(GSLError) -> [Double] {
    var entries = [Double](repeating: 0, count: height * columns)
    for row in 0..<rows.count {
      for place in rows.start[row]..<rows.start[row + 1] {
        entries[row * columns + Int(rows.column[place])] += rows.value[place]
      }
    }
    // GSL's own truncated fit scales columns first, and would take the norm in other units.
    var factor = [Double](repeating: 0, count: columns * columns)
    var sizes = [Double](repeating: 0, count: columns)
    let workspace = unsafe try GSL.allocate("gsl_vector_alloc") { unsafe gsl_vector_alloc(columns) }
    defer { unsafe gsl_vector_free(workspace) }
    try GSL.check("gsl_linalg_SV_decomp") {
      unsafe entries.withUnsafeMutableBufferPointer { entries in
        unsafe factor.withUnsafeMutableBufferPointer { factor in
          unsafe sizes.withUnsafeMutableBufferPointer { sizes in
            var left = unsafe gsl_matrix_view_array(entries.baseAddress, height, columns)
            var right = unsafe gsl_matrix_view_array(factor.baseAddress, columns, columns)
            var values = unsafe gsl_vector_view_array(sizes.baseAddress, columns)
            return unsafe gsl_linalg_SV_decomp(&left.matrix, &right.matrix, &values.vector, workspace)
          }
        }
      }
    }
    var solution = [Double](repeating: 0, count: columns)
    for direction in 0..<columns where sizes[direction] > 1e-10 * sizes[0] {
      let share = targets.indices.reduce(0) { $0 + entries[$1 * columns + direction] * targets[$1] }
      for column in 0..<columns {
        solution[column] += factor[column * columns + direction] * share / sizes[direction]
      }
    }
    return solution
  }
}

extension MinimumNormRegression.Rows {
  /// X b.
  fileprivate func product(_ b: [Double]) -> [Double] {
    (0..<count).map { row in
      (start[row]..<start[row + 1]).reduce(0) { $0 + value[$1] * b[Int(column[$1])] }
    }
  }

  /// X'r.
  fileprivate func transposedProduct(_ r: [Double], columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: columns)
    for row in 0..<count {
      for place in start[row]..<start[row + 1] { result[Int(column[place])] += value[place] * r[row] }
    }
    return result
  }
}

/// X'X b = X'y by conjugate gradients from 0.
private struct NormalEquations {
  private let rows: MinimumNormRegression.Rows
  private let targets: [Double]
  private let columns: Int
  /// X'X by rows, where it is no larger than X; otherwise products go through X.
  private let moments: [Double]?

  init(_ rows: MinimumNormRegression.Rows, _ targets: [Double], _ columns: Int) {
    self.rows = rows
    self.targets = targets
    self.columns = columns
    moments = columns * columns <= rows.column.count ? Self.moments(rows, columns) : nil
  }

  private static func moments(_ rows: MinimumNormRegression.Rows, _ columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: columns * columns)
    unsafe result.withUnsafeMutableBufferPointer { result in
      for row in 0..<rows.count {
        let places = rows.start[row]..<rows.start[row + 1]
        for one in places {
          let first = Int(rows.column[one]) * columns
          for other in places {
            unsafe result[first + Int(rows.column[other])] += rows.value[one] * rows.value[other]
          }
        }
      }
    }
    return result
  }

  private func product(_ b: [Double]) -> [Double] {
    guard let moments else { return rows.transposedProduct(rows.product(b), columns: columns) }
    return unsafe moments.withUnsafeBufferPointer { moments in
      unsafe b.withUnsafeBufferPointer { b in
        (0..<columns).map { row in
          var sum = 0.0
          for column in 0..<columns { unsafe sum += moments[row * columns + column] * b[column] }
          return sum
        }
      }
    }
  }

  func solved() -> MinimumNormRegression {
    let right = rows.transposedProduct(targets, columns: columns)
    let enough = 1e-13 * MinimumNormRegression.norm(right)
    var (solution, residual) = ([Double](repeating: 0, count: columns), right)
    var direction = residual
    var square = residual.reduce(0) { $0 + $1 * $1 }
    var steps = 0
    let limit = 10 * (columns + 100)
    while square.squareRoot() > enough, steps < limit {
      let image = product(direction)
      let step = square / zip(direction, image).reduce(0) { $0 + $1.0 * $1.1 }
      guard step.isFinite else { break }
      for index in solution.indices {
        solution[index] += step * direction[index]
        residual[index] -= step * image[index]
      }
      let next = residual.reduce(0) { $0 + $1 * $1 }
      for index in direction.indices { direction[index] = residual[index] + next / square * direction[index] }
      square = next
      steps += 1
    }
    return MinimumNormRegression(
      rows, targets, coefficients: solution, iterations: steps, hasConverged: square.squareRoot() <= enough)
  }
}
