public import CreditNumerics
public import Ground

/// What separates an estimate from its reference after the best change of scale.
public struct ScaledError: Sendable, Hashable {
  /// The factor *k* that brings the estimates closest to the references, in units of reference per unit of estimate.
  /// It may be negative. Undefined with `UndefinedReason/allZero` when all estimates are 0, where every factor
  /// does the same.
  public let scale: Measured<Double>
  /// The root mean square of what is left, reference minus *k* estimate, in the unit of the reference; denominator
  /// *n*.
  public let error: Double
  /// ``error`` divided by the root mean square of the references: 0 for a perfect estimate up to scale, 1 for one
  /// that explains nothing. Undefined with `UndefinedReason/allZero` when all references are 0.
  public let relative: Measured<Double>
}

extension Association {
  /// The error of the estimates after the best scale: the minimum over *k* of sqrt(sum (reference - k estimate)² /
  /// n).
  ///
  /// No intercept is fitted: 0 means no credit on both sides. All estimates 0 leave the root mean square of the
  /// references as the error; constant samples are fitted as any others. Undefined for no pairs, and when the
  /// squares of the values leave the range of `Double`.
  ///
  /// - Throws: `GSLError` of `gsl_fit_mul`.
  /// - Complexity: O(*n*), no allocation.
  public static func scaledError(
    of estimates: some Numbers, against references: some Numbers
  ) throws(GSLError) -> Measured<ScaledError> {
    try estimates.measured(with: references, atLeast: 1) { (estimates, references) throws(GSLError) in
      for sample in [estimates, references]
      where !Sample.squaresFit(sample.magnitude, count: sample.count) {
        return .undefined(.outOfRange)
      }
      let size = references.rootMeanSquare
      let scale: Measured<Double>
      let error: Double
      if estimates.magnitude == 0 {
        scale = .undefined(.allZero)
        error = size
      } else {
        let fit = try estimates.proportionality(to: references)
        scale = Measured(inRange: fit.factor)
        error = (fit.residualSumOfSquares / Double(references.count)).squareRoot()
      }
      guard error.isFinite else { return .undefined(.outOfRange) }
      return .value(
        ScaledError(
          scale: scale, error: error, relative: size > 0 ? .value(error / size) : .undefined(.allZero)))
    }
  }
}
