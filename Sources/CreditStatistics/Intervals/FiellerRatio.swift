import CGSL
import CreditNumerics
package import Ground

/// A ratio of two estimates whose variances and covariance are known up to Student's t.
///
/// Its interval holds the ratios r that a test of numerator = r · denominator does not reject, so it needs no ratio of
/// estimates to be near normal: where the denominator is not told from 0 it grows to everything that the ratio can be.
///
/// Source: Fieller, "Some Problems in Interval Estimation", Journal of the Royal Statistical Society B 16 (1954) 175-185.
package struct FiellerRatio: Sendable, Hashable {
  package let numerator, denominator: Double
  package let numeratorVariance, covariance, denominatorVariance: Double
  /// Independent units, one more than the degrees of freedom; at least 2.
  package let units: Int

  /// - Parameters:
  ///   - numerator: The estimate above.
  ///   - denominator: The estimate below.
  ///   - numeratorVariance: The squared standard error of the numerator.
  ///   - covariance: Of the two.
  ///   - denominatorVariance: The squared standard error of the denominator.
  ///   - units: Independent units that they rest on.
  package init(
    _ numerator: Double, over denominator: Double, numeratorVariance: Double, covariance: Double,
    denominatorVariance: Double, units: Int
  ) {
    self.numerator = numerator
    self.denominator = denominator
    self.numeratorVariance = numeratorVariance
    self.covariance = covariance
    self.denominatorVariance = denominatorVariance
    self.units = units
  }

  /// The ratio of two means over the same independent units.
  ///
  /// - Parameters:
  ///   - numerators: One number a unit, at least 2.
  ///   - denominators: As many.
  package init(ofMeans numerators: [Double], over denominators: [Double]) {
    let count = numerators.count
    precondition(
      count == denominators.count && count >= 2, "\(count) and \(denominators.count) units of a ratio")
    let mean = { (values: [Double]) in GSL.call { unsafe gsl_stats_mean(values, 1, count) } }
    let covariance = { (first: [Double], second: [Double]) in
      GSL.call { unsafe gsl_stats_covariance(first, 1, second, 1, count) } / Double(count)
    }
    self.init(
      mean(numerators), over: mean(denominators), numeratorVariance: covariance(numerators, numerators),
      covariance: covariance(numerators, denominators),
      denominatorVariance: covariance(denominators, denominators), units: count)
  }

  /// The interval of a ratio that lies in a range: the least and the greatest ratio there which is not rejected.
  ///
  /// Where the estimate lies beyond an end, the interval has the width about the end that it has about the estimate, so that
  /// it neither shrinks to the end nor is empty.
  package func interval(confidence: Double, within range: ClosedRange<Double>) -> Measured<ConfidenceInterval>
  {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    guard units >= 2 else { return .undefined(.tooFew(found: units, needed: 2)) }
    guard numerator.isFinite, denominator.isFinite, numeratorVariance.isFinite, denominatorVariance.isFinite,
      covariance.isFinite
    else { return .undefined(.notFinite) }
    let quantile = Distributions.studentTQuantile(upperTail: tail, degrees: Double(units - 1))
    let (lower, upper) = ends(quantile * quantile, range)
    let estimate =
      denominator > 0
      ? min(range.upperBound, max(range.lowerBound, numerator / denominator)) : (lower + upper) / 2
    return .value(
      ConfidenceInterval(
        estimate: estimate, lower: lower, upper: upper, confidence: confidence, units: units,
        method: .fieller,
        resampling: nil))
  }

  /// The one-sided test of the ratio being at least so much, for a denominator that cannot be negative: small where it is less.
  ///
  /// - Parameters:
  ///   - ratio: The least ratio under the hypothesis.
  ///   - negligible: Up to which difference numerator and ratio · denominator are equal but for rounding.
  package func pValue(atLeast ratio: Double, negligible: Double) -> Double {
    let difference = numerator - ratio * denominator
    let settled = abs(difference) <= negligible ? 0 : difference
    let variance = numeratorVariance - 2 * ratio * covariance + ratio * ratio * denominatorVariance
    guard variance > 0 else { return settled < 0 ? 0 : 1 }
    return Distributions.studentTCDF(settled / variance.squareRoot(), degrees: Double(units - 1))
  }

  /// The ends of {r: (numerator - r denominator)² ≤ q (variance of it)} within a range: between the roots of a parabola where the
  /// denominator is told from 0, and outside of them where it is not.
  private func ends(_ square: Double, _ range: ClosedRange<Double>) -> (Double, Double) {
    let leading = denominator * denominator - square * denominatorVariance
    let half = numerator * denominator - square * covariance
    let last = numerator * numerator - square * numeratorVariance
    let discriminant = half * half - leading * last
    let everything = (range.lowerBound, range.upperBound)
    if leading > 0 {
      // The estimate itself is never rejected, so that there are roots but for rounding.
      let root = max(0, discriminant).squareRoot()
      let (low, high) = ((half - root) / leading, (half + root) / leading)
      let estimate = numerator / denominator
      let lower = estimate > range.upperBound ? min(low, range.upperBound - (estimate - low)) : low
      let upper = estimate < range.lowerBound ? max(high, range.lowerBound + (high - estimate)) : high
      return (
        min(range.upperBound, max(range.lowerBound, lower)),
        max(range.lowerBound, min(range.upperBound, upper))
      )
    }
    guard leading < 0, discriminant > 0 else { return everything }
    let root = discriminant.squareRoot()
    // Divided by a negative number, they change places.
    let (low, high) = ((half + root) / leading, (half - root) / leading)
    switch (low >= range.lowerBound, high <= range.upperBound) {
    case (false, true) where high >= range.lowerBound: return (high, range.upperBound)
    case (true, false) where low <= range.upperBound: return (range.lowerBound, low)
    default: return everything
    }
  }
}
