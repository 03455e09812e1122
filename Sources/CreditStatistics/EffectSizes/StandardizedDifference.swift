public import Ground

/// Differences of means in units of a standard deviation, with exact intervals for normal values.
///
/// The interval inverts the noncentral t distribution of the t ratio, so it is exact for normal values (of equal
/// variance, for two samples) and not symmetric about the estimate.
///
/// Source: Cumming and Finch, "A primer on the understanding, use, and calculation of confidence intervals that are based
/// on central and noncentral distributions", Educational and Psychological Measurement 61 (2001).
public enum StandardizedDifference {
  /// Cohen's d of two independent samples: the difference of the means, first less second, over the pooled standard
  /// deviation with *n* + *m* - 2 degrees of freedom.
  ///
  /// Undefined for fewer than 2 values in either sample, and when both are constant.
  ///
  /// Source: Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed. (1988), section 2.2.
  public static func cohenD(
    _ first: some Numbers, _ second: some Numbers, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    twoSamples(first, second, confidence) { _ in 1 }
  }

  /// Hedges's g of two independent samples: ``cohenD(_:_:confidence:)`` times the factor J(ν) = Γ(ν/2) / (sqrt(ν/2) Γ((ν
  /// - 1)/2)) that removes its bias for normal values; the interval is scaled alike. Undefined as Cohen's d.
  ///
  /// Source: Hedges, "Distribution theory for Glass's estimator of effect size", Journal of Educational Statistics 6
  /// (1981).
  public static func hedgesG(
    _ first: some Numbers, _ second: some Numbers, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    twoSamples(first, second, confidence) { degrees in
      Distributions.exponential(
        Distributions.logGamma(degrees / 2) - Distributions.logGamma((degrees - 1) / 2))
        / (degrees / 2).squareRoot()
    }
  }

  /// Cohen's d_z of paired values: the mean difference over the standard deviation of the differences, denominator *n* -
  /// 1. Undefined for fewer than 2 pairs and, with `UndefinedReason/noVariance`, when all differences are equal.
  ///
  /// Source: Cohen (1988), section 2.3.5.
  public static func cohenDz(
    _ first: some Numbers, _ second: some Numbers, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    HypothesisTest.pairedT(first, second).flatMap { test in
      interval(t: test, confidence, scale: 1 / Double(test.units).squareRoot())
    }
  }

  private static func twoSamples(
    _ first: some Numbers, _ second: some Numbers, _ confidence: Double, correction: (Double) -> Double
  ) -> Measured<ConfidenceInterval> {
    HypothesisTest.summaries(first, second) { first, second in
      let degrees = first.count + second.count - 2
      let pooled = ((first.count - 1) * first.variance + (second.count - 1) * second.variance) / degrees
      let share = (1 / first.count + 1 / second.count).squareRoot()
      return HypothesisTest.ratio(
        .studentT, first.mean - second.mean, pooled.squareRoot() * share, degrees: degrees, .twoSided,
        units: Int(first.count + second.count)
      ).flatMap { interval(t: $0, confidence, scale: share * correction(degrees)) }
    }
  }

  private static func interval(
    t: HypothesisTest, _ confidence: Double, scale: Double
  ) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    guard let ends = NoncentralT.interval(of: t.statistic, degrees: t.degreesOfFreedom[0], tail: tail)
    else { return .undefined(.outOfRange) }
    return .value(
      ConfidenceInterval(
        estimate: t.statistic * scale, lower: ends.lower * scale, upper: ends.upper * scale,
        confidence: confidence, units: t.units, method: .noncentralT, resampling: nil))
  }
}
