public import Ground

/// Bland and Altman's limits of agreement: between which a stated share of the differences of two measurements lies.
public struct LimitsOfAgreement: Sendable, Hashable {
  /// The mean difference, first less second, with Student's t interval.
  public let bias: ConfidenceInterval
  /// The lower limit, bias - z s, with its interval.
  public let lower: ConfidenceInterval
  /// The upper limit, bias + z s, with its interval.
  public let upper: ConfidenceInterval
  /// The standard deviation *s* of the differences, denominator *n* - 1.
  public let standardDeviation: Double
}

extension Association {
  /// Bland and Altman's limits of agreement of paired measurements.
  ///
  /// The limits assume normal differences whose size does not go with the size of what is measured. Their intervals are
  /// t intervals with the approximate standard error s sqrt(1 / n + z² / (2 (n - 1))). Undefined for fewer than 2 pairs, for
  /// differences that overflow, and, with `UndefinedReason/noVariance`, when all differences are equal.
  ///
  /// - Parameters:
  ///   - first: One measurement a unit.
  ///   - second: The other measurement of each unit.
  ///   - share: The share of differences between the limits, between 0 and 1.
  ///   - confidence: Of the three intervals, each by itself.
  ///
  /// Source: Bland and Altman, "Measuring agreement in method comparison studies", Statistical Methods in Medical Research
  /// 8 (1999), section 2.
  public static func limitsOfAgreement(
    _ first: some Numbers, _ second: some Numbers, share: Double = 0.95, confidence: Double
  ) -> Measured<LimitsOfAgreement> {
    guard let outside = ConfidenceInterval.tail(of: share) else {
      return .unaccepted(confidence: share, "share")
    }
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    let z = Distributions.normalQuantile(upperTail: outside)
    return first.measured(with: second, atLeast: 2) { first, second in
      let differences = (0..<first.count).map { first[$0] - second[$0] }
      guard differences.allSatisfy(\.isFinite) else { return .undefined(.outOfRange) }
      return differences.measured(atLeast: 2) { sample in
        guard !sample.isConstant else { return .undefined(.noVariance) }
        return sample.variance.flatMap { variance in
          let n = Double(sample.count)
          let deviation = variance.squareRoot()
          let quantile = Distributions.studentTQuantile(upperTail: tail, degrees: n - 1)
          func interval(_ center: Double, _ error: Double) -> Measured<ConfidenceInterval> {
            .symmetric(
              about: center, margin: quantile * error, confidence: confidence, units: sample.count,
              method: .studentT)
          }
          let limitError = deviation * (1 / n + z * z / (2 * (n - 1))).squareRoot()
          return interval(sample.mean, deviation / n.squareRoot()).flatMap { bias in
            interval(sample.mean - z * deviation, limitError).flatMap { lower in
              interval(sample.mean + z * deviation, limitError).map { upper in
                LimitsOfAgreement(bias: bias, lower: lower, upper: upper, standardDeviation: deviation)
              }
            }
          }
        }
      }
    }
  }
}
