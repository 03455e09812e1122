/// For each row, parameters and their coefficients.
package struct LinearTerms: Sendable {
  /// First term of each row, and the number of terms. Shape `[rows + 1]`.
  package let start: [Int]
  /// The parameter of each term.
  package let parameter: [Int32]
  /// Its coefficient.
  package let coefficient: [Double]

  /// Terms by row.
  package init(start: [Int], parameter: [Int32], coefficient: [Double]) {
    self.start = start
    self.parameter = parameter
    self.coefficient = coefficient
  }

  /// What each row sums up to.
  package func sums(_ parameters: [Double]) -> [Double] {
    (0..<start.count - 1).map { row in
      var sum = 0.0
      for term in start[row]..<start[row + 1] { sum += coefficient[term] * parameters[Int(parameter[term])] }
      return sum
    }
  }

  /// What each parameter collects of numbers of rows.
  package func collected(_ numbers: [Double], count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for row in numbers.indices {
      for term in start[row]..<start[row + 1] {
        result[Int(parameter[term])] += coefficient[term] * numbers[row]
      }
    }
    return result
  }

  /// The parameters of least norm among those that minimise `sum over rows of weight (target - sum)²`.
  ///
  /// Conjugate gradients from 0 stay among the combinations of rows, where the least norm is.
  ///
  /// - Complexity: O(terms) a step, and as many steps as the design has distinct singular values, or a few more.
  ///
  /// Source: Björck, Numerical Methods for Least Squares Problems (1996) (CGLS).
  package func leastSquares(_ targets: [Double], weights: [Double], count: Int) -> [Double] {
    var solution = [Double](repeating: 0, count: count)
    var residual = targets
    var slope = collected(zip(residual, weights).map { $0 * $1 }, count: count)
    var direction = slope
    var size = slope.reduce(0) { $0 + $1 * $1 }
    let small = size * 1e-30
    for _ in 0..<2 * count + 50 where size > small {
      let change = sums(direction)
      let curvature = zip(change, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      guard curvature > 0 else { break }
      let length = size / curvature
      for index in solution.indices { solution[index] += length * direction[index] }
      for row in residual.indices { residual[row] -= length * change[row] }
      slope = collected(zip(residual, weights).map { $0 * $1 }, count: count)
      let next = slope.reduce(0) { $0 + $1 * $1 }
      for index in direction.indices { direction[index] = slope[index] + next / size * direction[index] }
      size = next
    }
    return solution
  }
}
