/// A model whose Q_tot is linear in its parameters: the end of gradient descent is known as a least-squares solution.
protocol LinearModel: MixingModel {
  /// The parameters that each row sums up.
  var terms: LinearTerms { get }
}

/// For each row, parameters and their coefficients.
struct LinearTerms: Sendable {
  /// First term of each row, and the number of terms. Shape `[rows + 1]`.
  let start: [Int]
  /// The parameter of each term.
  let parameter: [Int32]
  /// Its coefficient.
  let coefficient: [Double]

  /// What each row sums up to.
  func sums(_ parameters: [Double]) -> [Double] {
    (0..<start.count - 1).map { row in
      var sum = 0.0
      for term in start[row]..<start[row + 1] { sum += coefficient[term] * parameters[Int(parameter[term])] }
      return sum
    }
  }

  /// What each parameter collects of numbers of rows.
  func collected(_ numbers: [Double], count: Int) -> [Double] {
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
  func leastSquares(_ targets: [Double], weights: [Double], count: Int) -> [Double] {
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

extension LinearModel {
  func values(_ parameters: [Double]) -> [Double] { terms.sums(parameters) }

  /// Fits the parameters by least squares, again and again until the targets that follow from them stay where they were.
  func fitted(
    to targets: MixingTargets, by rules: MixingRules, seed: UInt64
  ) throws(MixingDivergence) -> MixingFit {
    try sweeps(to: targets, by: rules) { aims in
      terms.leastSquares(aims, weights: rows.rowWeight, count: parameterCount)
    }
  }
}

extension MixingModel {
  /// Solves for the parameters under given targets until the targets that follow from them stay where they were.
  func sweeps(
    to targets: MixingTargets, by rules: MixingRules, solving solve: ([Double]) -> [Double]
  ) throws(MixingDivergence) -> MixingFit {
    var parameters = [Double](repeating: 0, count: parameterCount)
    var aims = targets.values(bootstrappingFrom: self, parameters)
    var (loss, moved) = (Double.nan, Double.infinity)
    var sweep = 0
    while sweep < rules.steps, moved > rules.tolerance {
      parameters = solve(aims)
      let found = meanSquaredError(of: values(parameters), aims)
      sweep += 1
      guard found.isFinite else {
        throw MixingDivergence(step: sweep, lastFiniteLoss: sweep == 1 ? nil : loss)
      }
      loss = found
      let newer = targets.values(bootstrappingFrom: self, parameters)
      moved = zip(newer, aims).reduce(0) { max($0, abs($1.0 - $1.1)) }
      aims = newer
    }
    return MixingFit(
      parameters: parameters, iterations: sweep, loss: loss,
      rule: "targets move by at most \(rules.tolerance)", residual: moved,
      hasConverged: moved <= rules.tolerance)
  }

  /// Mean over turns of squared differences between rows' numbers.
  func meanSquaredError(of values: [Double], _ targets: [Double]) -> Double {
    values.indices.reduce(0) { sum, row in
      let difference = values[row] - targets[row]
      return sum + rows.rowWeight[row] * difference * difference
    }
  }

  /// The largest value of a recorded row of each profile: the greedy joint action of a model without utilities.
  func largestValues(of values: [Double]) -> [Double] {
    var largest = [Double](repeating: -.infinity, count: rows.profileCount)
    for row in values.indices {
      largest[Int(rows.rowProfile[row])] = max(largest[Int(rows.rowProfile[row])], values[row])
    }
    return largest
  }
}
