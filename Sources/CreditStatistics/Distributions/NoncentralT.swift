import CreditNumerics

/// Student's t distribution with a noncentrality: (Z + δ) / sqrt(χ² / ν), for power and for intervals of standardised
/// differences.
enum NoncentralT {
  /// P(T ≤ t), by quadrature over s = sqrt(χ² / ν): the integral of Φ(t s - δ) times the density of s, to about
  /// 1e-13.
  static func cdf(_ t: Double, degrees: Double, noncentrality: Double) -> Double {
    integral(t, degrees) { s in Distributions.normalCDF(t * s - noncentrality) }
  }

  /// P(T > t), to about 1e-13.
  static func upperTail(_ t: Double, degrees: Double, noncentrality: Double) -> Double {
    integral(t, degrees) { s in Distributions.normalUpperTail(t * s - noncentrality) }
  }

  /// The mean over s, up to an end, of a function that changes fastest, over a width 1 / |t|, somewhere.
  static func integral(
    _ t: Double, _ degrees: Double, end: Double = .infinity, _ function: (Double) -> Double
  ) -> Double {
    let half = degrees / 2
    let constant =
      Distributions.logarithm(2) + half * Distributions.logarithm(half) - Distributions.logGamma(half)
    let reach = 10 / (2 * degrees).squareRoot()
    let edges = [max(0, 1 - reach), min(end, 1 + reach)]
    guard edges[1] > edges[0] else { return 0 }
    // The function may turn within 1/t, the density within 1/sqrt(2ν): panels no wider than either.
    let panels = Int(min(400, max(12, (edges[1] - edges[0]) * abs(t) / 2)).rounded(.up))
    return GaussLegendre.integral(through: edges, panels: panels) { s in
      guard s > 0 else { return 0 }
      let density = Distributions.exponential(
        constant + (degrees - 1) * Distributions.logarithm(s) - half * s * s)
      return density * function(s)
    }
  }

  /// The interval of noncentralities that a t ratio does not reject, by inverting both tails.
  static func interval(
    of t: Double, degrees: Double, tail: Double
  ) -> (lower: Double, upper: Double)? {
    guard
      let lower = RootSearch.falling(
        to: 1 - tail, from: t - 2, step: 1, function: { cdf(t, degrees: degrees, noncentrality: $0) }),
      let upper = RootSearch.falling(
        to: tail, from: t + 2, step: 1, function: { cdf(t, degrees: degrees, noncentrality: $0) })
    else { return nil }
    return (lower, upper)
  }
}
