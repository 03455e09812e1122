public import Ground

/// A test of equivalence by two one-sided tests (TOST): whether a difference lies within limits.
///
/// The hypothesis to be rejected is that the difference is outside the limits or at one of them.
public struct Equivalence: Sendable, Hashable {
  /// The test of a difference at most the lower limit; rejecting shows that it is above.
  public let aboveLower: HypothesisTest
  /// The test of a difference at least the upper limit; rejecting shows that it is below.
  public let belowUpper: HypothesisTest

  /// The p-value of equivalence, the larger of the two. At most *a* exactly when the t interval of confidence 1 - 2 *a*
  /// lies within the limits.
  public var pValue: Double { max(aboveLower.pValue, belowUpper.pValue) }

  /// Equivalence of paired values: whether the mean of `first[i] - second[i]` lies strictly within `limits`. Undefined
  /// as ``HypothesisTest/pairedT(_:_:difference:alternative:)``.
  ///
  /// Source: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987).
  public static func paired(
    _ first: some Numbers, _ second: some Numbers, limits: ClosedRange<Double>
  ) -> Measured<Equivalence> {
    HypothesisTest.pairedT(first, second, difference: limits.lowerBound, alternative: .greater).flatMap {
      above in
      HypothesisTest.pairedT(first, second, difference: limits.upperBound, alternative: .less).map {
        Equivalence(aboveLower: above, belowUpper: $0)
      }
    }
  }

  /// Equivalence of two independent samples by Welch's test: whether the first mean less the second lies strictly within
  /// `limits`. Undefined as ``HypothesisTest/welch(_:_:difference:alternative:)``.
  public static func welch(
    _ first: some Numbers, _ second: some Numbers, limits: ClosedRange<Double>
  ) -> Measured<Equivalence> {
    HypothesisTest.welch(first, second, difference: limits.lowerBound, alternative: .greater).flatMap {
      above in
      HypothesisTest.welch(first, second, difference: limits.upperBound, alternative: .less).map {
        Equivalence(aboveLower: above, belowUpper: $0)
      }
    }
  }
}
