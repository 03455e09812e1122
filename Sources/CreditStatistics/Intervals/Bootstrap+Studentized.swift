public import Ground

extension Bootstrap {
  /// The studentised (bootstrap-t) interval of any statistic that comes with a standard error: from
  /// estimate - t*(1 - a/2) error to estimate - t*(a/2) error, with the quantiles t* of (replicate - estimate) /
  /// replicate's error.
  ///
  /// Resamples on which the statistic has no value or its error is not positive are left out and counted. Undefined
  /// as ``distribution(_:statistic:)``, and when the error on the sample is 0.
  ///
  /// - Parameters:
  ///   - design: The units, and which of them are drawn together.
  ///   - confidence: Between 0 and 1, for instance 0.95.
  ///   - statistic: The statistic and its standard error on the units with the given indices; `nil` where it has
  ///     none.
  /// - Complexity: 1 + resamples calls of the statistic.
  ///
  /// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 12.5.
  public func studentized(
    _ design: ResamplingDesign, confidence: Double,
    statistic: ([Int]) -> (estimate: Double, standardError: Double)?
  ) -> Measured<ConfidenceInterval> {
    guard resamples >= 1 else { return .unaccepted(resamples: resamples) }
    guard design.blocks >= 2, !design.removable.isEmpty else {
      return .undefined(.tooFew(found: design.blocks, needed: 2))
    }
    guard let sample = statistic(Array(0..<design.units)), sample.estimate.isFinite,
      sample.standardError.isFinite
    else { return .undefined(.undefinedOnSample) }
    guard sample.standardError > 0 else { return .undefined(.noVariance) }
    let ratios = replicates(of: design) { units in
      statistic(units).flatMap { resample in
        resample.standardError > 0 ? (resample.estimate - sample.estimate) / resample.standardError : nil
      }
    }
    return studentized(
      estimate: sample.estimate, standardError: sample.standardError, ratios: ratios, units: design.blocks,
      confidence: confidence)
  }

  /// The studentised interval of the mean of independent values, with the error s / sqrt(n). It follows skewness that
  /// ``ConfidenceInterval/studentT(ofMean:stride:confidence:)`` ignores, and is wide and unsteady for very few values.
  ///
  /// Constant resamples have no ratio; they are left out and counted, and with few values, many of them equal, they make
  /// it undefined. Undefined for fewer than 2 values and for constant ones.
  ///
  /// - Complexity: O(*n* · resamples).
  public func studentized(ofMean values: some Numbers, confidence: Double) -> Measured<ConfidenceInterval> {
    guard resamples >= 1 else { return .unaccepted(resamples: resamples) }
    return values.measured(atLeast: 2) { sample in
      guard !sample.isConstant else { return .undefined(.noVariance) }
      let n = Double(sample.count)
      let mean = sample.mean
      let deviations = (0..<sample.count).map { sample[$0] - mean }
      guard Sample.squaresFit(sample.maximum - sample.minimum, count: sample.count) else {
        return .undefined(.outOfRange)
      }
      let bound = UInt32(sample.count)
      let smallest = deviations.reduce(0) { max($0, abs($1)) } * 1e-12
      let ratios = range.map { resample -> Double? in
        var stream = ResampleStream(seed: seed, purpose: .bootstrap, resample: resample)
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<sample.count {
          let deviation = deviations[stream.index(below: bound)]
          sum += deviation
          squares += deviation * deviation
        }
        // The deviations are centred, so their squares can be summed without losing the digits of the variance; what
        // rounding leaves of a constant resample is below the smallest variance counted.
        let variance = max(0, (squares - sum * sum / n) / (n - 1))
        return variance.squareRoot() > smallest ? sum / n / (variance / n).squareRoot() : nil
      }
      return sample.standardErrorOfMean.flatMap { error in
        studentized(
          estimate: mean, standardError: error, ratios: ratios, units: sample.count, confidence: confidence)
      }
    }
  }

  private func studentized(
    estimate: Double, standardError: Double, ratios: [Double?], units: Int, confidence: Double
  ) -> Measured<ConfidenceInterval> {
    guard let tail = ConfidenceInterval.tail(of: confidence) else {
      return .unaccepted(confidence: confidence)
    }
    return BootstrapDistribution.measured(
      estimate: 0, replicates: ratios, acceleration: 0, units: units, seed: seed
    ).flatMap { distribution in
      let lower = estimate - distribution.replicates.quantileOfSorted(1 - tail) * standardError
      let upper = estimate - distribution.replicates.quantileOfSorted(tail) * standardError
      guard lower.isFinite, upper.isFinite else { return .undefined(.outOfRange) }
      return .value(
        ConfidenceInterval(
          estimate: estimate, lower: lower, upper: upper, confidence: confidence, units: units,
          method: .studentizedBootstrap, resampling: distribution.resampling))
    }
  }
}
