package import Ground

/// Least squares with a penalty on the size of the coefficients: the b that minimises |y - X b|² + ridge |b|², without
/// an intercept.
///
/// Rows of X are added one by one, as the few entries that are not 0, and are not kept: the fit needs X'X and X'y only.
/// It is the solution of `(X'X + ridge I) b = X'y` by GSL's Cholesky factorisation. With n rows its relative error grows
/// with (largest eigenvalue of X'X) / ridge, in units of 1e-16; X'X of whole numbers is itself exact.
///
/// ```swift
/// var regression = try RidgeRegression(columns: 2)
/// try regression.add(columns: [0], values: [1], target: 3)
/// try regression.coefficients(ridge: 1)  // [1.5, 0]
/// ```
///
/// Source: Hoerl and Kennard, "Ridge regression", Technometrics 12 (1970), equation 2.1.
package struct RidgeRegression: ~Copyable {
  private var moments: SquareMatrix
  private var products: [Double]

  /// A regression without rows.
  ///
  /// - Parameter columns: Number of coefficients, at least 1.
  /// - Throws: ``GSLError`` where there is no memory for a matrix of that size.
  package init(columns: Int) throws(GSLError) {
    moments = try SquareMatrix(zeros: columns)
    products = Array(repeating: 0, count: columns)
  }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - columns: Columns of the row's entries; entries of one column add up.
  ///   - values: The entries, one a column.
  ///   - target: The row's target.
  /// - Complexity: O(entries²).
  package mutating func add(columns: [Int], values: [Double], target: Double) {
    precondition(columns.count == values.count, "\(values.count) values for \(columns.count) columns")
    for i in columns.indices {
      products[columns[i]] += values[i] * target
      for j in columns.indices where columns[j] <= columns[i] {
        moments[columns[i], columns[j]] += values[i] * values[j]
      }
    }
  }

  /// Adds to an entry of X'X, for rows that are summed up before they are added.
  ///
  /// - Parameters:
  ///   - moment: What the rows' products of the two columns sum to.
  ///   - column, other: The columns, `other` not after `column`.
  package mutating func add(moment: Double, of column: Int, and other: Int) {
    precondition(other <= column, "column \(other) stands after column \(column)")
    moments[column, other] += moment
  }

  /// Adds to a square of X'X, for rows that are summed up before they are added.
  ///
  /// - Parameters:
  ///   - moments: What the rows' products of two columns sum to, line after line; those above the diagonal of X'X are left out.
  ///   - line, column: The first column that the lines stand for, and the first that the places in a line stand for.
  package mutating func add(moments: [Double], from line: Int, and column: Int) {
    self.moments.add(moments, below: line, besides: column)
  }

  /// Adds to an entry of X'y.
  ///
  /// - Parameters:
  ///   - product: What the rows' products of the column and their targets sum to.
  ///   - column: The column.
  package mutating func add(product: Double, of column: Int) { products[column] += product }

  /// The coefficients.
  ///
  /// - Parameter ridge: The penalty, above 0.
  /// - Returns: One coefficient a column; undefined with `UndefinedReason/outOfRange` where they overflow.
  /// - Throws: ``GSLError``, with ``GSLError/Code/domain`` where the penalty vanishes beside the entries.
  /// - Complexity: O(columns³).
  package consuming func coefficients(ridge: Double) throws(GSLError) -> Measured<[Double]> {
    precondition(ridge > 0, "a ridge of \(ridge)")
    for column in products.indices {
      moments[column, column] += ridge
      guard moments[column, column].isFinite else { return .undefined(.outOfRange) }
    }
    let coefficients = try moments.solution(of: products)
    return coefficients.allSatisfy(\.isFinite) ? .value(coefficients) : .undefined(.outOfRange)
  }
}
