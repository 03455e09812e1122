import CreditNumerics
import CGSL

/// Tails and quantiles of the distributions that tests and intervals use.
///
/// GSL's quantiles stop at about ten digits, some at seven, and some do not converge far out. Each is therefore only
/// a start here, from which the quantile is found on GSL's distribution function to the last digits, so that no
/// routine of this file can fail for arguments in its domain.
enum Distributions {
  static func normalCDF(_ z: Double) -> Double { GSL.call { gsl_cdf_ugaussian_P(z) } }
  static func normalUpperTail(_ z: Double) -> Double { GSL.call { gsl_cdf_ugaussian_Q(z) } }
  static func normalDensity(_ z: Double) -> Double { GSL.call { gsl_ran_ugaussian_pdf(z) } }

  /// z with P(Z ≤ z) = `probability`, strictly between 0 and 1.
  static func normalQuantile(_ probability: Double) -> Double {
    GSL.call { gsl_cdf_ugaussian_Pinv(probability) }
  }

  /// z with P(Z > z) = `tail`, strictly between 0 and 1.
  static func normalQuantile(upperTail tail: Double) -> Double { GSL.call { gsl_cdf_ugaussian_Qinv(tail) } }

  static func studentTUpperTail(_ t: Double, degrees: Double) -> Double {
    GSL.call { gsl_cdf_tdist_Q(t, degrees) }
  }

  static func studentTCDF(_ t: Double, degrees: Double) -> Double { GSL.call { gsl_cdf_tdist_P(t, degrees) } }

  /// t with P(T > t) = `tail`, strictly between 0 and 1.
  static func studentTQuantile(upperTail tail: Double, degrees: Double) -> Double {
    if tail > 0.5 { return -studentTQuantile(upperTail: 1 - tail, degrees: degrees) }
    return quantile(
      from: GSL.call { gsl_cdf_tdist_Qinv(tail, degrees) }, lower: 0, upper: .infinity,
      target: tail, upperTail: { studentTUpperTail($0, degrees: degrees) },
      density: { t in GSL.call { gsl_ran_tdist_pdf(t, degrees) } })
  }

  static func fUpperTail(_ f: Double, _ numerator: Double, _ denominator: Double) -> Double {
    GSL.call { gsl_cdf_fdist_Q(f, numerator, denominator) }
  }

  /// f with P(F > f) = `tail`, strictly between 0 and 1.
  static func fQuantile(upperTail tail: Double, _ numerator: Double, _ denominator: Double) -> Double {
    quantile(
      from: GSL.call { gsl_cdf_fdist_Qinv(tail, numerator, denominator) }, lower: 0, upper: .infinity,
      target: tail, upperTail: { fUpperTail($0, numerator, denominator) },
      density: { f in GSL.call { gsl_ran_fdist_pdf(f, numerator, denominator) } })
  }

  static func chiSquaredUpperTail(_ value: Double, degrees: Double) -> Double {
    GSL.call { gsl_cdf_chisq_Q(value, degrees) }
  }

  /// x with P(X > x) = `tail`, strictly between 0 and 1, for the beta distribution.
  static func betaQuantile(upperTail tail: Double, _ a: Double, _ b: Double) -> Double {
    quantile(
      from: GSL.call { gsl_cdf_beta_Qinv(tail, a, b) }, lower: 0, upper: 1, target: tail,
      upperTail: { x in GSL.call { gsl_cdf_beta_Q(x, a, b) } },
      density: { x in GSL.call { gsl_ran_beta_pdf(x, a, b) } })
  }

  /// x with P(X ≤ x) = `probability`, for the beta distribution.
  static func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
    1 - betaQuantile(upperTail: probability, b, a)
  }

  /// P(X ≤ `count`) of `trials` draws with a chance, by the incomplete beta function, which takes counts of any size.
  static func binomialCDF(_ count: Int, trials: Int, chance: Double) -> Double {
    guard count >= 0 else { return 0 }
    guard count < trials else { return 1 }
    return GSL.call { gsl_cdf_beta_Q(chance, Double(count) + 1, Double(trials - count)) }
  }

  static func logGamma(_ value: Double) -> Double { GSL.call { gsl_sf_lngamma(value) } }
  static func logBeta(_ a: Double, _ b: Double) -> Double { GSL.call { gsl_sf_lnbeta(a, b) } }

  /// The root of a falling upper tail at `target`, by Newton's steps held inside a bracket that shrinks.
  private static func quantile(
    from start: Double, lower: Double, upper: Double, target: Double,
    upperTail: (Double) -> Double, density: (Double) -> Double
  ) -> Double {
    var low = lower
    var high = upper
    var x = start
    if !(x.isFinite && x > lower && x < upper) { x = upper.isFinite ? (lower + upper) / 2 : lower + 1 }
    for _ in 0..<200 {
      let excess = upperTail(x) - target
      if excess == 0 { return x }
      if excess > 0 { low = x } else { high = x }
      var next = x + excess / density(x)
      if !(next > low && next < high) { next = high.isFinite ? (low + high) / 2 : 2 * x + 1 }
      if abs(next - x) <= 2 * x.ulp { return next }
      x = next
    }
    return x
  }
}

/// Elementary functions of the C library, under their full names.
extension Distributions {
  static func inverseHyperbolicTangent(_ value: Double) -> Double { atanh(value) }
  static func hyperbolicTangent(_ value: Double) -> Double { tanh(value) }
  static func cubeRoot(_ value: Double) -> Double { cbrt(value) }
  static func logarithm(_ value: Double) -> Double { log(value) }
  static func exponential(_ value: Double) -> Double { exp(value) }
  /// 1 - (1 - `value`)^`exponent`, with the digits of a result near 0.
  static func complementOfPower(of value: Double, exponent: Double) -> Double {
    -expm1(exponent * log1p(-value))
  }
  /// 1 - `value`^(1 / `degree`), with the digits of a result near 0.
  static func complementOfRoot(of value: Double, degree: Double) -> Double { -expm1(log(value) / degree) }
}
