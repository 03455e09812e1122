public import Ground

extension HypothesisTest {
  /// Student's t test of paired values: whether the mean of `first[i] - second[i]` is `difference`.
  ///
  /// t = (mean - difference) / (s / sqrt(n)), with *s* of denominator *n* - 1 and *n* - 1 degrees of freedom. Exact for
  /// independent, normal differences. Undefined for fewer than 2 pairs, and with `UndefinedReason/noVariance` when
  /// all differences are equal.
  ///
  /// Source: Student, Biometrika 6 (1908).
  public static func pairedT(
    _ first: some Numbers, _ second: some Numbers, difference: Double = 0,
    alternative: Alternative = .twoSided
  ) -> Measured<HypothesisTest> {
    first.measured(with: second, atLeast: 2) { first, second in
      let differences = (0..<first.count).map { first[$0] - second[$0] }
      guard differences.allSatisfy(\.isFinite) else { return .undefined(.outOfRange) }
      return studentT(of: differences, mean: difference, alternative: alternative)
    }
  }

  /// Student's t test of one sample, of differences for instance: whether its mean is `mean`. As
  /// ``pairedT(_:_:difference:alternative:)``.
  public static func studentT(
    of values: some Numbers, mean: Double = 0, alternative: Alternative = .twoSided
  ) -> Measured<HypothesisTest> {
    values.measured(atLeast: 2) { sample in
      guard !sample.isConstant else { return .undefined(.noVariance) }
      return sample.standardErrorOfMean.flatMap { error in
        ratio(
          .pairedT, sample.mean - mean, error, degrees: Double(sample.count - 1), alternative,
          units: sample.count)
      }
    }
  }

  /// Student's t test of two independent samples of equal variance: whether their means are equal.
  ///
  /// The pooled variance has *n* + *m* - 2 degrees of freedom. Exact for normal values of equal variance; for unequal
  /// variances see ``welch(_:_:difference:alternative:)``. Undefined for fewer than 2 values in either sample, and
  /// when both are constant.
  public static func studentT(
    _ first: some Numbers, _ second: some Numbers, alternative: Alternative = .twoSided
  ) -> Measured<HypothesisTest> {
    summaries(first, second) { first, second in
      let degrees = first.count + second.count - 2
      let pooled = ((first.count - 1) * first.variance + (second.count - 1) * second.variance) / degrees
      return ratio(
        .studentT, first.mean - second.mean, (pooled * (1 / first.count + 1 / second.count)).squareRoot(),
        degrees: degrees, alternative, units: Int(first.count + second.count))
    }
  }

  /// Welch's t test of two independent samples: whether the first mean less the second is `difference`, without taking
  /// the variances as equal. Its degrees of freedom are Welch and Satterthwaite's, a good approximation from about 5
  /// normal values on. Undefined as ``studentT(_:_:alternative:)``.
  ///
  /// Source: Welch, "The generalization of 'Student's' problem", Biometrika 34 (1947).
  public static func welch(
    _ first: some Numbers, _ second: some Numbers, difference: Double = 0,
    alternative: Alternative = .twoSided
  ) -> Measured<HypothesisTest> {
    summaries(first, second) { first, second in
      let (a, b) = (first.variance / first.count, second.variance / second.count)
      let shareOfFirst = a / (a + b)
      let shareOfSecond = b / (a + b)
      let degrees =
        1
        / (shareOfFirst * shareOfFirst / (first.count - 1)
          + shareOfSecond * shareOfSecond / (second.count - 1))
      return ratio(
        .welch, first.mean - second.mean - difference, (a + b).squareRoot(), degrees: degrees, alternative,
        units: Int(first.count + second.count))
    }
  }

  struct Summary {
    let count: Double
    let mean: Double
    let variance: Double
  }

  static func summaries<Result>(
    _ first: some Numbers, _ second: some Numbers, _ body: (Summary, Summary) -> Measured<Result>
  ) -> Measured<Result> {
    summary(first).flatMap { first in
      summary(second).flatMap { second in
        guard first.variance > 0 || second.variance > 0 else { return .undefined(.noVariance) }
        return body(first, second)
      }
    }
  }

  private static func summary(_ values: some Numbers) -> Measured<Summary> {
    values.measured(atLeast: 2) { sample in
      sample.variance.map { Summary(count: Double(sample.count), mean: sample.mean, variance: $0) }
    }
  }

  static func ratio(
    _ method: Method, _ difference: Double, _ error: Double, degrees: Double, _ alternative: Alternative,
    units: Int
  ) -> Measured<HypothesisTest> {
    let t = difference / error
    guard t.isFinite, degrees.isFinite else { return .undefined(.outOfRange) }
    let p = pValue(
      alternative, lower: Distributions.studentTUpperTail(-t, degrees: degrees),
      upper: Distributions.studentTUpperTail(t, degrees: degrees))
    return .value(
      HypothesisTest(
        method, alternative: alternative, statistic: t, degreesOfFreedom: [degrees], pValue: p,
        isExact: method != .welch && method != .jackknife, units: units))
  }
}
