public import CreditNumerics
public import Ground
import CGSL

extension ConfidenceInterval {
  /// Student's t interval of the mean of independent values: mean ± t(1 - a/2, n - 1) s / sqrt(n), with *s* of
  /// denominator *n* - 1 and 1 - a the confidence.
  ///
  /// It covers exactly when the values are normal, and asymptotically otherwise. Constant values give an interval of
  /// no width, which says that the sample shows no variation, not that the mean is known. Undefined for fewer than 2
  /// values, and for a NaN or an infinity among them.
  ///
  /// - Parameters:
  ///   - values: The sample, in any order.
  ///   - stride: The step from one value that counts to the next; 1 where all do.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  /// - Throws: `GSLError` of `gsl_cdf_tdist_Qinv`.
  /// - Complexity: O(*n*), no allocation.
  ///
  /// Source: Student, "The probable error of a mean", Biometrika 6 (1908).
  public static func studentT(
    ofMean values: some Numbers, stride: Int = 1, confidence: Double
  ) throws(GSLError) -> Measured<ConfidenceInterval> {
    guard let tail = Self.tail(of: confidence) else { return .unaccepted(confidence: confidence) }
    return try values.measured(stride: stride, atLeast: 2) { (sample) throws(GSLError) in
      let mean = sample.mean
      // From the upper tail, whose probability keeps its digits where 1 - a/2 would lose them.
      let quantile = try GSL.number("gsl_cdf_tdist_Qinv") {
        gsl_cdf_tdist_Qinv(tail, Double(sample.count - 1))
      }
      return sample.standardErrorOfMean.flatMap { error in
        let margin = quantile * error
        guard (mean - margin).isFinite, (mean + margin).isFinite else { return .undefined(.outOfRange) }
        return .value(
          ConfidenceInterval(
            estimate: mean, lower: mean - margin, upper: mean + margin, confidence: confidence,
            units: sample.count, method: .studentT, resampling: nil))
      }
    }
  }
}
