public import Ground

/// How far two samples of the same units go together: `first[i]` and `second[i]` belong to unit `i`.
///
/// The samples must be equally long; other lengths give `UndefinedReason/notAccepted(_:)`. A NaN or an infinity in either
/// sample gives `UndefinedReason/notFinite`.
public enum Association {
  /// Pearson's product-moment correlation, dimensionless, in `-1...1`. The denominators of covariance and variances
  /// cancel.
  ///
  /// Undefined for fewer than 2 pairs, and when either sample is constant, that is, when its values are exactly
  /// equal: constants that differ by rounding have variance, and their correlation is that of the rounding.
  /// Undefined, too, when the squares of the deviations leave the range of `Double` (values spread wider than about
  /// 1e150 or closer than 1e-150). Two pairs always give -1 or 1.
  ///
  /// - Complexity: O(*n*), no allocation.
  public static func pearson(_ first: some Numbers, _ second: some Numbers) -> Measured<Double> {
    first.measured(with: second, atLeast: 2) { first, second in
      guard !first.isConstant, !second.isConstant else { return .undefined(.noVariance) }
      for sample in [first, second]
      where !Sample.squaresFit(sample.maximum - sample.minimum, count: sample.count) {
        return .undefined(.outOfRange)
      }
      return .value(withinUnit(first.correlation(with: second)))
    }
  }

  /// Spearman's rank correlation: Pearson's correlation of the ranks, where tied values share the average of their
  /// ranks. Dimensionless, in `-1...1`.
  ///
  /// Undefined for fewer than 2 pairs, and when either sample is constant: exactly equal values are ties, values that
  /// differ by rounding are not, so round first what should tie.
  ///
  /// - Complexity: O(*n* log *n*), one allocation of 2 *n* numbers.
  public static func spearman(_ first: some Numbers, _ second: some Numbers) -> Measured<Double> {
    first.measured(with: second, atLeast: 2) { first, second in
      guard !first.isConstant, !second.isConstant else { return .undefined(.noVariance) }
      return .value(withinUnit(first.rankCorrelation(with: second)))
    }
  }

  /// A correlation without the rounding that can carry it beyond 1 by a unit in the last place.
  private static func withinUnit(_ correlation: Double) -> Double { min(1, max(-1, correlation)) }
}
