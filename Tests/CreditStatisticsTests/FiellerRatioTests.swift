@testable import CreditStatistics
import Ground
import Testing

/// Ratios of two estimates. The ends are those that scipy.optimize.brentq finds of
/// (numerator - r denominator)² = scipy.stats.t.isf((1 - c) / 2, units - 1)² (V_n - 2 r C + r² V_d), within 0...1.
struct FiellerRatioTests {
  private struct Case {
    let ratio: FiellerRatio
    let confidence, lower, upper: Double

    init(
      _ numerator: Double, _ denominator: Double, _ variances: (Double, Double, Double), _ units: Int,
      _ confidence: Double, _ ends: (Double, Double)
    ) {
      ratio = FiellerRatio(
        numerator, over: denominator, numeratorVariance: variances.0, covariance: variances.1,
        denominatorVariance: variances.2, units: units)
      self.confidence = confidence
      (lower, upper) = ends
    }
  }

  @Test func endsAreThoseOfTheTest() throws {
    let cases = [
      // Between two roots.
      Case(2, 4, (0.09, 0.05, 0.16), 12, 0.95, (0.349714663624022, 0.669376431908643)),
      // A denominator that is not told from 0: outside of two roots, of which one lies in the range.
      Case(2, 4, (0.09, 0.05, 4), 12, 0.95, (0.21924241524061916, 1)),
      Case(3, 1.2, (0.5, 0.3, 0.8), 6, 0.95, (0.8669846932628528, 1)),
      Case(0.4, 0.2, (0.01, 0, 0.02), 20, 0.95, (0.6140084260670984, 1)),
      // Neither is told from 0.
      Case(0.1, -0.2, (0.04, 0.01, 0.09), 5, 0.95, (0, 1)),
      // Beyond an end: the root 0.9126 is 0.2874 below the estimate 1.2; -0.1046 is 0.1954 above -0.3.
      Case(1.2, 1, (0.01, 0.002, 0.02), 8, 0.9, (1 - (1.2 - 0.9126275229150419), 1)),
      Case(-0.3, 1, (0.01, 0.002, 0.02), 8, 0.9, (0, 0.3 - 0.10459907714338894)),
    ]
    for one in cases {
      let interval = try #require(one.ratio.interval(confidence: one.confidence, within: 0...1).optional)
      expectClose([interval.lower, interval.upper], [one.lower, one.upper], tolerance: 1e-9)
      #expect(interval.method == .fieller)
    }
  }

  /// scipy.stats.t.cdf((2 - 0.7 · 4) / sqrt(0.09 - 1.4 · 0.05 + 0.49 · 0.16), 11).
  @Test func aRatioThatIsTooLargeIsRejected() {
    let ratio = FiellerRatio(
      2, over: 4, numeratorVariance: 0.09, covariance: 0.05, denominatorVariance: 0.16, units: 12)
    expectClose([ratio.pValue(atLeast: 0.7, negligible: 0)], [0.013490172108926642])
    #expect(ratio.pValue(atLeast: 0.3, negligible: 0) > 0.9)
    // What is nothing but rounding is no evidence.
    #expect(ratio.pValue(atLeast: 0.7, negligible: 1) == 0.5)
    let known = FiellerRatio(
      2, over: 4, numeratorVariance: 0, covariance: 0, denominatorVariance: 0, units: 3)
    #expect(known.pValue(atLeast: 0.7, negligible: 0) == 0)
    #expect(known.pValue(atLeast: 0.4, negligible: 0) == 1)
  }

  /// Deviations -1.5, -.5, .5, 1.5 and -2, -1, 1, 2: their squares sum to 5 and 10, their products to 7, over 3 · 4.
  @Test func meansOfUnits() {
    let ratio = FiellerRatio(ofMeans: [1, 2, 3, 4], over: [2, 3, 5, 6])
    expectClose(
      [
        ratio.numerator, ratio.denominator, ratio.numeratorVariance, ratio.covariance,
        ratio.denominatorVariance,
      ], [2.5, 4, 5.0 / 12, 7.0 / 12, 10.0 / 12])
    #expect(ratio.units == 4)
  }

  @Test func whatIsNotAcceptedIsUndefined() {
    let ratio = { (numerator: Double, units: Int) in
      FiellerRatio(
        numerator, over: 4, numeratorVariance: 1, covariance: 0, denominatorVariance: 1, units: units)
    }
    #expect(ratio(.nan, 5).interval(confidence: 0.95, within: 0...1) == .undefined(.notFinite))
    #expect(
      ratio(2, 1).interval(confidence: 0.95, within: 0...1) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(ratio(2, 5).interval(confidence: 1, within: 0...1).optional == nil)
  }
}
