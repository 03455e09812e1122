public import Ground

/// A statistic on the sample and on resamples of it, and the intervals that follow.
///
/// Ends are quantiles of the replicates by ``SortedSample/quantile(_:)``, that is, of type 7. Where all replicates
/// are equal, all intervals have no width.
public struct BootstrapDistribution: Sendable, Hashable {
  /// The statistic on the sample itself.
  public let estimate: Double
  /// The statistic on the resamples on which it has a value, in ascending order.
  public let replicates: [Double]
  /// The acceleration: how fast the standard error changes with the truth, from the skewness of the jackknife values.
  public let acceleration: Double
  /// How many independent units (blocks of the design) were resampled.
  public let units: Int
  /// The resamples.
  public let resampling: ConfidenceInterval.Resampling

  /// The distribution from replicates that were made elsewhere, for instance on several threads.
  ///
  /// Undefined with `UndefinedReason/notFinite` for an estimate that is not finite, and when more than 5% of the
  /// replicates have no value, and with `UndefinedReason/notAccepted(_:)` for no replicates at all.
  ///
  /// - Parameters:
  ///   - estimate: The statistic on the sample.
  ///   - replicates: One number a resample, in any order; `nil`, NaN or infinite where the statistic has no value.
  ///   - jackknife: The statistic without each independent unit in turn; empty for an acceleration of 0.
  ///   - units: How many independent units there are.
  ///   - seed: The seed of the resamples.
  public static func measured(
    estimate: Double, replicates: [Double?], jackknife: [Double] = [], units: Int, seed: UInt64
  ) -> Measured<BootstrapDistribution> {
    measured(
      estimate: estimate, replicates: replicates,
      acceleration: JackknifeValue.acceleration(
        jackknife.map { JackknifeValue(value: $0, stratumSize: jackknife.count) }),
      units: units, seed: seed)
  }

  static func measured(
    estimate: Double, replicates: [Double?], acceleration: Double, units: Int, seed: UInt64
  ) -> Measured<BootstrapDistribution> {
    guard !replicates.isEmpty else { return .unaccepted(resamples: 0) }
    guard estimate.isFinite else { return .undefined(.notFinite) }
    let defined = replicates.compactMap { $0.flatMap { $0.isFinite ? $0 : nil } }
    let needed = ConfidenceInterval.requiredShareOfDefinedResamples * Double(replicates.count)
    guard !defined.isEmpty, Double(defined.count) >= needed else {
      return .undefined(
        .undefinedOnResamples(undefined: replicates.count - defined.count, resamples: replicates.count))
    }
    return .value(
      BootstrapDistribution(
        estimate: estimate, sorted: RadixOrder.sorted(defined), acceleration: acceleration, units: units,
        resampling: .init(resamples: replicates.count, defined: defined.count, seed: seed)))
  }

  init(
    estimate: Double, sorted: [Double], acceleration: Double, units: Int,
    resampling: ConfidenceInterval.Resampling
  ) {
    self.estimate = estimate
    replicates = sorted
    self.acceleration = acceleration
    self.units = units
    self.resampling = resampling
  }

  /// The standard deviation of the replicates, denominator their number less 1. Undefined for one replicate.
  public var standardError: Measured<Double> { Descriptive.standardDeviation(of: replicates) }

  /// The mean of the replicates less the estimate.
  public var bias: Measured<Double> { Descriptive.mean(of: replicates).map { $0 - estimate } }

  /// The percentile interval, from the a/2 to the 1 - a/2 quantile of the replicates, with 1 - a the confidence.
  ///
  /// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.
  public func percentile(confidence: Double) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    return .value(percentile(confidence: confidence, tail: tail))
  }

  /// The percentile interval with a confidence whose tail is known.
  func percentile(confidence: Double, tail: Double) -> ConfidenceInterval {
    interval(quantile(tail), quantile(1 - tail), confidence, .percentileBootstrap)
  }

  /// The percentile interval for few units, whose tails are made smaller: replicates vary less than the statistic does, by the
  /// square root of (n - 1) / n, and Student's t takes the place of the normal quantile. Undefined for fewer than 2 units.
  ///
  /// Source: Hesterberg, What teachers should know about the bootstrap, The American Statistician 69 (2015), the expanded
  /// percentile interval.
  package func expandedPercentile(confidence: Double) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    guard units > 1 else { return .undefined(.tooFew(found: units, needed: 2)) }
    let count = Double(units)
    let t = Distributions.studentTQuantile(upperTail: tail, degrees: count - 1)
    let smaller = Distributions.normalUpperTail(t * (count / (count - 1)).squareRoot())
    return .value(percentile(confidence: confidence, tail: smaller))
  }

  /// The basic interval: the percentile interval reflected about the estimate. It can leave the range of the statistic.
  /// Undefined when an end overflows.
  ///
  /// Source: Davison and Hinkley, Bootstrap Methods and their Application (1997), equation 5.6.
  public func basic(confidence: Double) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    let lower = 2 * estimate - quantile(1 - tail)
    let upper = 2 * estimate - quantile(tail)
    guard lower.isFinite, upper.isFinite else { return .undefined(.outOfRange) }
    return .value(interval(lower, upper, confidence, .basicBootstrap))
  }

  /// The BCa interval, with percentiles moved for the median's bias and for ``acceleration``.
  ///
  /// The bias is the normal quantile of the share of replicates below the estimate, those equal to it counting half.
  /// An acceleration of 0, which jackknife values without variation or skewness give, and missing ones, leaves the
  /// bias-corrected interval. Undefined with `UndefinedReason/onTheBoundary` when all replicates lie on one side of
  /// the estimate, and when the bias and the acceleration send a percentile past infinity.
  ///
  /// Source: Efron, "Better bootstrap confidence intervals", JASA 82 (1987); Efron and Tibshirani (1993), equations
  /// 14.9, 14.10, 14.14 and 14.15.
  public func accelerated(confidence: Double) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    guard replicates[0] < replicates[replicates.count - 1] else {
      return .value(interval(replicates[0], replicates[0], confidence, .acceleratedBootstrap))
    }
    let below = replicates.count { $0 < estimate }
    let equal = replicates.count { $0 == estimate }
    let share = (Double(below) + Double(equal) / 2) / Double(replicates.count)
    guard share > 0, share < 1 else { return .undefined(.onTheBoundary) }
    let bias = Distributions.normalQuantile(share)
    func moved(_ z: Double) -> Double? {
      let slope = 1 - acceleration * (bias + z)
      return slope > 0 ? Distributions.normalCDF(bias + (bias + z) / slope) : nil
    }
    let z = Distributions.normalQuantile(upperTail: tail)
    guard let low = moved(-z), let high = moved(z) else { return .undefined(.onTheBoundary) }
    return .value(interval(quantile(low), quantile(high), confidence, .acceleratedBootstrap))
  }

  func interval(
    _ lower: Double, _ upper: Double, _ confidence: Double, _ method: ConfidenceInterval.Method
  ) -> ConfidenceInterval {
    ConfidenceInterval(
      estimate: estimate, lower: lower, upper: upper, confidence: confidence, units: units, method: method,
      resampling: resampling)
  }

  private func quantile(_ probability: Double) -> Double { replicates.quantileOfSorted(probability) }
}

extension [Double] {
  /// The quantile of type 7 of ascending numbers; not empty.
  func quantileOfSorted(_ probability: Double) -> Double {
    let position = probability * Double(count - 1)
    let whole = Int(position)
    guard whole + 1 < count else { return self[count - 1] }
    let fraction = position - Double(whole)
    return (1 - fraction) * self[whole] + fraction * self[whole + 1]
  }
}
