public import Ground

extension ConfidenceInterval {
  /// The normal interval of the mean of independent values: mean ± z(1 - a/2) s / sqrt(n), with *s* of denominator
  /// *n* - 1. It covers asymptotically; with few values ``studentT(ofMean:stride:confidence:)`` is wider and right for
  /// normal ones.
  ///
  /// Constant values give an interval of no width. Undefined for fewer than 2 values.
  public static func normal(
    ofMean values: some Numbers, stride: Int = 1, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    values.measured(stride: stride, atLeast: 2) { sample in
      sample.standardErrorOfMean.flatMap { error in
        normal(
          estimate: sample.mean, standardError: error, confidence: confidence, units: sample.count)
      }
    }
  }

  /// The interval estimate ± z(1 - a/2) standard error, for an estimate that is normal about the truth.
  ///
  /// Undefined when a number is not finite or the ends overflow. A standard error of 0 gives no width; a negative one is not
  /// accepted, with `UndefinedReason/notAccepted(_:)`.
  ///
  /// - Parameters:
  ///   - estimate: The statistic on the sample.
  ///   - standardError: Of the estimate, not negative.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  ///   - units: How many independent units the estimate rests on.
  public static func normal(
    estimate: Double, standardError: Double, confidence: Double, units: Int
  ) -> Measured<ConfidenceInterval> {
    guard let tail = tail(of: confidence) else { return .unaccepted(confidence: confidence) }
    if standardError < 0 { return .notAccepted("standardError", standardError, accepted: "0 or more") }
    let margin = Distributions.normalQuantile(upperTail: tail) * standardError
    return symmetric(
      about: estimate, margin: margin, confidence: confidence, units: units, method: .normal)
  }

  /// An interval of a margin on either side; undefined when it is not finite.
  static func symmetric(
    about estimate: Double, margin: Double, confidence: Double, units: Int, method: Method,
    resampling: Resampling? = nil
  ) -> Measured<ConfidenceInterval> {
    guard estimate.isFinite, !margin.isNaN else { return .undefined(.notFinite) }
    precondition(margin >= 0, "margins come from standard errors and sizes, of which none is negative")
    guard (estimate - margin).isFinite, (estimate + margin).isFinite else { return .undefined(.outOfRange) }
    return .value(
      ConfidenceInterval(
        estimate: estimate, lower: estimate - margin, upper: estimate + margin, confidence: confidence,
        units: units, method: method, resampling: resampling))
  }

  /// The interval of a correlation that is normal on the scale of Fisher's z, with a standard error there. A
  /// correlation of -1 or 1, up to rounding, is at infinity on that scale, and has no interval.
  static func fisherZ(
    correlation: Double, standardError: Double, confidence: Double, units: Int
  ) -> Measured<ConfidenceInterval> {
    guard let tail = tail(of: confidence) else { return .unaccepted(confidence: confidence) }
    let margin = Distributions.normalQuantile(upperTail: tail) * standardError
    let z = Distributions.inverseHyperbolicTangent(correlation)
    guard 1 - abs(correlation) > 1e-14, margin.isFinite else { return .undefined(.onTheBoundary) }
    return .value(
      ConfidenceInterval(
        estimate: correlation, lower: Distributions.hyperbolicTangent(z - margin),
        upper: Distributions.hyperbolicTangent(z + margin), confidence: confidence, units: units,
        method: .fisherZ, resampling: nil))
  }
}
