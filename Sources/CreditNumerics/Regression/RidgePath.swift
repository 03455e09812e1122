import CGSL

/// How a regression's fit changes with its ridge, by the singular values of the design matrix, and the ridge that two
/// rules choose.
package struct RidgePath: Sendable {
  /// Singular values of `sqrt(W) X`, descending.
  package let singularValues: [Double]
  /// Coordinates of the weighted target along the left singular vectors.
  package let projections: [Double]
  /// Weighted sum of squares that no coefficients explain.
  package let orthogonal: Double
  /// Number of observations.
  package let observations: Int

  /// How a ridge is chosen.
  package enum Rule: Sendable {
    /// The least generalised cross-validation.
    case crossValidation
    /// The corner of the curve of (log residual norm, log coefficient norm); cross-validation where it has none.
    case curve
  }

  init(singularValues: [Double], projections: [Double], orthogonal: Double, observations: Int) {
    self.singularValues = singularValues
    self.projections = projections
    self.orthogonal = orthogonal
    self.observations = observations
  }

  /// Norm of the residuals, norm of the coefficients, and effective number of coefficients.
  package func fit(ridge: Double) -> (residual: Double, coefficients: Double, freedom: Double) {
    var residual = orthogonal
    var coefficients = 0.0
    var freedom = 0.0
    for (value, projection) in zip(singularValues, projections) where value > 0 {
      let share = value * value / (value * value + ridge)
      residual += (1 - share) * (1 - share) * projection * projection
      coefficients += share * share * projection * projection / (value * value)
      freedom += share
    }
    return (residual.squareRoot(), coefficients.squareRoot(), freedom)
  }

  /// Generalised cross-validation, `n |y - X c|² / (n - trace)²`; infinite where the fit has as many effective
  /// coefficients as observations.
  ///
  /// Source: Golub, Heath and Wahba, Technometrics 21 (1979), equation 1.4.
  package func crossValidation(ridge: Double) -> Double {
    let found = fit(ridge: ridge)
    let rest = Double(observations) - found.freedom
    return rest > 1e-9 ? Double(observations) * found.residual * found.residual / (rest * rest) : .infinity
  }

  /// Ridges between the squares of the smallest and the largest singular value, evenly spaced in their logarithm and
  /// descending; empty where all singular values are 0.
  package func candidates(count: Int = 200) throws(GSLError) -> [Double] {
    let positive = singularValues.filter { $0 > 0 }
    guard let largest = positive.first, let smallest = positive.last else { return [] }
    var parameters = [Double](repeating: 0, count: count)
    try GSL.check("gsl_multifit_linear_lreg") {
      unsafe parameters.withUnsafeMutableBufferPointer { parameters in
        var view = unsafe gsl_vector_view_array(parameters.baseAddress, parameters.count)
        return unsafe gsl_multifit_linear_lreg(smallest, largest, &view.vector)
      }
    }
    return parameters.map { $0 * $0 }
  }

  /// The ridge that a rule chooses among the candidates; 0 where there is none.
  package func ridge(by rule: Rule) throws(GSLError) -> Double {
    let candidates = try candidates()
    switch rule {
    case .crossValidation:
      let values = candidates.map { crossValidation(ridge: $0) }
      return zip(candidates, values).min { $0.1 < $1.1 }?.0 ?? 0
    case .curve:
      let fits = candidates.map { fit(ridge: $0) }
      guard fits.count >= 3, fits.allSatisfy({ $0.residual > 0 && $0.coefficients > 0 }),
        let corner = try? Self.corner(fits.map(\.residual), fits.map(\.coefficients))
      else { return try ridge(by: .crossValidation) }
      return candidates[corner]
    }
  }

  /// Place of the corner of a curve.
  ///
  /// Source: Castellanos, Gómez and Guerra, Applied Numerical Mathematics 43 (2002), as GSL has it.
  private static func corner(_ residuals: [Double], _ coefficients: [Double]) throws(GSLError) -> Int {
    var place = 0
    var (first, second) = (residuals, coefficients)
    try GSL.check("gsl_multifit_linear_lcorner") {
      unsafe first.withUnsafeMutableBufferPointer { first in
        unsafe second.withUnsafeMutableBufferPointer { second in
          var views = unsafe (
            gsl_vector_view_array(first.baseAddress, first.count),
            gsl_vector_view_array(second.baseAddress, second.count)
          )
          return unsafe gsl_multifit_linear_lcorner(&views.0.vector, &views.1.vector, &place)
        }
      }
    }
    return place
  }
}
