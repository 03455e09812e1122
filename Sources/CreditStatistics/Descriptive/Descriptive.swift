public import Ground

/// Means, variances and quantiles of one sample of numbers.
///
/// A sample is any ``Numbers``, read in place. With a `stride` of `s` it is the elements `0, s, 2 s, ...` of them,
/// so that column `c` of a row-major matrix with `s` columns is `matrix.span.extracting(c...)` with stride `s`.
///
/// In all functions the values weigh the same, ties need no treatment, results are in the unit of the values
/// (variances in its square), a NaN or an infinity gives `UndefinedReason/notFinite`, and a result that overflows
/// gives `UndefinedReason/outOfRange`. Sums run in GSL's recurrences with extended precision; none is a plain sum
/// of squares.
public enum Descriptive {
  /// The arithmetic mean; denominator *n*. Undefined for no values.
  ///
  /// - Complexity: O(*n*), no allocation.
  public static func mean(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 1) { .value($0.mean) }
  }

  /// The unbiased sample variance; denominator *n* - 1. Undefined for fewer than 2 values; 0 for constant values.
  ///
  /// - Complexity: O(*n*), no allocation; two passes (mean, then squared deviations).
  public static func variance(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 2) { $0.variance }
  }

  /// The variance of the values as a whole population; denominator *n*. Undefined for no values; 0 for one value and
  /// for constant values.
  ///
  /// - Complexity: O(*n*), no allocation; two passes.
  public static func populationVariance(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 1) { $0.populationVariance }
  }

  /// The square root of ``variance(of:stride:)``: denominator *n* - 1. Undefined for fewer than 2 values; 0 for
  /// constant values.
  public static func standardDeviation(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    variance(of: values, stride: stride).map { $0.squareRoot() }
  }

  /// The square root of ``populationVariance(of:stride:)``: denominator *n*. Undefined for no values; 0 for one value
  /// and for constant values.
  public static func populationStandardDeviation(
    of values: some Numbers, stride: Int = 1
  ) -> Measured<Double> {
    populationVariance(of: values, stride: stride).map { $0.squareRoot() }
  }

  /// The standard error of the mean of independent values, `s / sqrt(n)` with the standard deviation `s` of
  /// denominator *n* - 1. Undefined for fewer than 2 values; 0 for constant values.
  public static func standardErrorOfMean(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 2) { $0.standardErrorOfMean }
  }

  /// The smallest and the largest value. Undefined for no values.
  public static func range(of values: some Numbers, stride: Int = 1) -> Measured<ClosedRange<Double>> {
    values.measured(stride: stride, atLeast: 1) { .value($0.minimum...$0.maximum) }
  }

  /// The median: the middle value, or halfway between the two middle ones. Undefined for no values.
  ///
  /// - Complexity: O(*n* log *n*) and one copy, which is sorted; ``SortedSample`` shares the sorting among quantiles.
  public static func median(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    SortedSample.sorting(values, stride: stride).map { $0.median }
  }

  /// The quantile at `probability`, by ``SortedSample/quantile(_:)``. Undefined for no values, and as that.
  ///
  /// - Parameters:
  ///   - probability: In `0...1`.
  ///   - values: The sample, in any order.
  ///   - stride: The step from one value that counts to the next; 1 where all do.
  /// - Complexity: O(*n* log *n*) and one copy, which is sorted.
  public static func quantile(
    _ probability: Double, of values: some Numbers, stride: Int = 1
  ) -> Measured<Double> {
    SortedSample.sorting(values, stride: stride).flatMap { $0.quantile(probability) }
  }
}
