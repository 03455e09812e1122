import CreditNumerics

/// A model whose Q_tot is linear in its parameters: the end of gradient descent is known as a least-squares solution.
protocol LinearModel: MixingModel {
  /// The parameters that each row sums up.
  var terms: LinearTerms { get }
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
