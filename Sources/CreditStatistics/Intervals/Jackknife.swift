public import Ground

/// The statistic without one block, and how many blocks the stratum of that block has.
struct JackknifeValue {
  let value: Double?
  let stratumSize: Int

  /// The acceleration of Efron, from the values of all blocks; 0 where a value is missing or none differ.
  ///
  /// Within strata the values are taken from their stratum's mean and divided by its size, as influence values are.
  ///
  /// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), equation 14.15; Davison and Hinkley,
  /// Bootstrap Methods and their Application (1997), section 5.3.2, for strata.
  static func acceleration(_ values: [JackknifeValue]) -> Double {
    let defined = values.compactMap { $0.value.flatMap { $0.isFinite ? $0 : nil } }
    guard defined.count == values.count else { return 0 }
    var deviations: [Double] = []
    var start = 0
    while start < values.count {
      let size = values[start].stratumSize
      let stratum = defined[start..<(start + size)]
      let mean = stratum.reduce(0, +) / Double(size)
      deviations += stratum.map { (mean - $0) * Double(size - 1) / Double(size) }
      start += size
    }
    return acceleration(deviations: deviations)
  }

  static func acceleration(deviations: [Double]) -> Double {
    let size = deviations.reduce(0) { max($0, abs($1)) }
    guard size > 0, size.isFinite else { return 0 }
    var squares = 0.0
    var cubes = 0.0
    for deviation in deviations {
      let scaled = deviation / size
      squares += scaled * scaled
      cubes += scaled * scaled * scaled
    }
    return cubes / (6 * squares * squares.squareRoot())
  }
}

/// A statistic with its bias and standard error by leaving out one independent unit at a time.
///
/// Right for smooth statistics (means, ratios, correlations); wrong for quantiles, whatever the sample size.
public struct Jackknife: Sendable, Hashable {
  /// The statistic on the sample itself.
  public let estimate: Double
  /// The estimated bias, (n - 1) (mean of the values without one unit - estimate).
  public let bias: Double
  /// The standard error, sqrt((n - 1) / n Σ (value - mean of the values)²).
  public let standardError: Double
  /// The statistic without each unit in turn.
  public let values: [Double]

  /// ``estimate`` less ``bias``.
  public var biasCorrected: Double { estimate - bias }

  /// The estimate ± t(1 - a/2, n - 1) ``standardError``. Undefined when an end overflows.
  public func interval(confidence: Double) -> Measured<ConfidenceInterval> {
    interval(confidence: confidence, units: values.count)
  }

  /// The same with the degrees of freedom of fewer units: those that the statistic comes from, where leaving out another
  /// one hardly changes it.
  ///
  /// - Parameter units: At least 2.
  package func interval(confidence: Double, units: Int) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    let quantile = Distributions.studentTQuantile(upperTail: tail, degrees: Double(units - 1))
    return .symmetric(
      about: estimate, margin: quantile * standardError, confidence: confidence, units: units,
      method: .jackknife)
  }

  /// Student's t test of the statistic being 0, with the degrees of freedom of some units, at least 2. Undefined where the
  /// standard error is 0.
  package func test(units: Int) -> Measured<HypothesisTest> {
    guard standardError > 0 else { return .undefined(.noVariance) }
    return HypothesisTest.ratio(
      .jackknife, estimate, standardError, degrees: Double(units - 1), .twoSided, units: units)
  }

  /// Values whose mean is ``estimate`` and whose standard error of the mean is ``standardError``, one a unit: what stands in
  /// for independent values of a mean.
  ///
  /// Source: Tukey, Annals of Mathematical Statistics 29 (1958), moved by the estimated bias.
  package var pseudovalues: [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { estimate + Double(values.count - 1) * (mean - $0) }
  }

  /// The jackknife of a statistic of independent blocks, each a unit or a cluster.
  ///
  /// Undefined for fewer than 2 blocks, when the statistic has no value on the sample or without some block, and, with
  /// `UndefinedReason/notAccepted(_:)`, for a design of several strata.
  ///
  /// - Parameters:
  ///   - design: The units, and which of them are drawn together.
  ///   - statistic: The statistic of the units with the given indices; `nil`, NaN or infinite where it has no
  ///     value.
  /// - Complexity: 1 + blocks calls of the statistic.
  ///
  /// Source: Tukey, Annals of Mathematical Statistics 29 (1958); Efron and Tibshirani (1993), chapter 11.
  public static func estimate(
    _ design: ResamplingDesign, statistic: ([Int]) -> Double?
  ) -> Measured<Jackknife> {
    guard design.strata.count <= 1 else {
      return .notAccepted(
        "design", "one of \(design.strata.count) strata", accepted: "a design without strata")
    }
    let n = design.blocks
    guard n >= 2 else { return .undefined(.tooFew(found: n, needed: 2)) }
    guard let estimate = statistic(Array(0..<design.units)), estimate.isFinite else {
      return .undefined(.undefinedOnSample)
    }
    return measured(estimate: estimate, without: (0..<n).map { statistic(design.units(without: $0)) })
  }

  /// The jackknife of an estimate whose values without each unit in turn are known. Undefined for fewer than 2 units, and
  /// where a value is missing, NaN or infinite.
  package static func measured(estimate: Double, without: [Double?]) -> Measured<Jackknife> {
    let n = without.count
    guard n >= 2 else { return .undefined(.tooFew(found: n, needed: 2)) }
    let values = without.compactMap { $0.flatMap { $0.isFinite ? $0 : nil } }
    guard values.count == n else {
      return .undefined(.undefinedOnResamples(undefined: n - values.count, resamples: n))
    }
    let moments = RunningMoments(of: values)
    guard let mean = moments.mean.optional else { return .undefined(.outOfRange) }
    let share = Double(n - 1) / Double(n)
    let error = (share * moments.sumOfSquaredDeviations).squareRoot()
    guard error.isFinite else { return .undefined(.outOfRange) }
    return .value(
      Jackknife(
        estimate: estimate, bias: Double(n - 1) * (mean - estimate), standardError: error, values: values))
  }
}

extension Measured<ConfidenceInterval> {
  static func symmetric(
    about estimate: Double, margin: Double, confidence: Double, units: Int,
    method: ConfidenceInterval.Method, resampling: ConfidenceInterval.Resampling? = nil
  ) -> Measured<ConfidenceInterval> {
    ConfidenceInterval.symmetric(
      about: estimate, margin: margin, confidence: confidence, units: units, method: method,
      resampling: resampling)
  }
}
