public import Ground

extension ConfidenceInterval {
  /// The share of resamples on which a statistic must have a value. Undefined resamples are not missing at random
  /// (they are the degenerate ones), so percentiles of the others stand for all only while they are few.
  public static let requiredShareOfDefinedResamples = 0.95

  /// The percentile bootstrap interval of the mean of independent units.
  ///
  /// Each resample draws *n* values with replacement; the interval is from the a/2 to the 1 - a/2 quantile of the
  /// resamples' means (``SortedSample/quantile(_:)``), with 1 - a the confidence. For few units it is too narrow:
  /// about by the factor sqrt((n - 1) / n), and without the t quantile's widening. Constant values give an interval
  /// of no width. Undefined for fewer than 2 units, and for a NaN or an infinity among the values.
  ///
  /// Equal seeds resample equal units, here, in ``bootstrap(units:resamples:confidence:seed:statistic:)``, and in
  /// ``Bootstrap``, whose resamples these are.
  ///
  /// - Parameters:
  ///   - values: One value a unit. Units are what is independent: episodes of one group, for instance, are not.
  ///   - resamples: How many resamples to draw, at least 1; a thousand for a look, ten thousand to report.
  ///   - confidence: Between 0 and 1.
  ///   - seed: Determines the resamples.
  /// - Complexity: O(*n* · resamples + resamples log resamples).
  ///
  /// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.
  public static func bootstrap(
    ofMean values: some Numbers, resamples: Int, confidence: Double, seed: UInt64
  ) -> Measured<ConfidenceInterval> {
    values.measured(atLeast: 2) { sample in
      let values = (0..<sample.count).map { sample[$0] }
      var drawn = values
      return bootstrap(
        units: values.count, resamples: resamples, confidence: confidence, seed: seed
      ) { units in
        for (place, unit) in units.enumerated() { drawn[place] = values[unit] }
        return drawn.measured(atLeast: 1) { .value($0.mean) }.optional
      }
    }
  }

  /// The percentile bootstrap interval of any statistic of independent units.
  ///
  /// Each resample draws as many unit indices with replacement as there are units; the interval is from the a/2 to
  /// the 1 - a/2 quantile of the statistic on the resamples (``SortedSample/quantile(_:)``), with 1 - a the
  /// confidence. The estimate is the statistic on all units, once each and in order.
  ///
  /// Resamples on which the statistic has no value are left out and counted. Undefined for fewer than 2 units, when
  /// the statistic has no value on the units themselves, and when it has none on more than 5% of the resamples
  /// (``requiredShareOfDefinedResamples``).
  ///
  /// - Parameters:
  ///   - units: How many independent units there are.
  ///   - resamples: How many resamples to draw, at least 1; with fewer the interval is undefined.
  ///   - confidence: Between 0 and 1.
  ///   - seed: Determines the resamples, as in ``bootstrap(ofMean:resamples:confidence:seed:)``.
  ///   - statistic: The statistic of the units with the given indices, each in `0..<units` and possibly more than once;
  ///     `nil`, NaN or infinite where it has no value.
  /// - Complexity: `resamples` + 1 calls of the statistic.
  ///
  /// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.
  public static func bootstrap(
    units: Int, resamples: Int, confidence: Double, seed: UInt64, statistic: ([Int]) -> Double?
  ) -> Measured<ConfidenceInterval> {
    let bootstrap = Bootstrap(resamples: resamples, seed: seed)
    guard resamples >= 1 else { return .unaccepted(resamples: resamples) }
    guard units >= 2 else { return .undefined(.tooFew(found: units, needed: 2)) }
    guard let estimate = statistic(Array(0..<units)), estimate.isFinite else {
      return .undefined(.undefinedOnSample)
    }
    // Percentiles need no acceleration, and so none of the jackknife's calls of the statistic.
    let distribution = BootstrapDistribution.measured(
      estimate: estimate,
      replicates: bootstrap.replicates(of: .independent(units), statistic: statistic),
      acceleration: 0, units: units, seed: seed)
    return distribution.flatMap { $0.percentile(confidence: confidence) }
  }
}
