public import Ground

/// A bootstrap: how many resamples it draws, and the seed that fixes each of them.
///
/// Resample *r* is a function of the seed, *r* and the design alone. Resamples can therefore be made in any order and on
/// any number of threads, and put together by ``BootstrapDistribution/measured(estimate:replicates:jackknife:units:seed:)``,
/// with the same result.
///
/// ```swift
/// let bootstrap = Bootstrap(resamples: 10_000, seed: 7)
/// let mean = bootstrap.distribution(ofMean: scores)
/// mean.flatMap { $0.accelerated(confidence: 0.95) }
/// let median = bootstrap.distribution(.clustered(by: episode)) { units in
///   Descriptive.median(of: units.map { credits[$0] }).optional
/// }
/// ```
///
/// The functions ``ConfidenceInterval/bootstrap(ofMean:resamples:confidence:seed:)`` and
/// ``ConfidenceInterval/bootstrap(units:resamples:confidence:seed:statistic:)`` take percentiles of the same resamples.
public struct Bootstrap: Sendable, Hashable {
  /// How many resamples to draw, at least 1; a thousand for a look, ten thousand to report. With fewer than 1 whatever is
  /// resampled is undefined, with `UndefinedReason/notAccepted(_:)`.
  public let resamples: Int
  /// Determines the resamples.
  public let seed: UInt64

  /// A bootstrap.
  public init(resamples: Int = 10_000, seed: UInt64) {
    self.resamples = resamples
    self.seed = seed
  }

  /// The statistic on the resamples of a range: what one thread contributes.
  ///
  /// - Parameters:
  ///   - range: Numbers of resamples; those of a distribution are numbered from 0.
  ///   - design: The units, and which of them are drawn together.
  ///   - statistic: The statistic of the units with the given indices, in any order and possibly more than once;
  ///     `nil`, NaN or infinite where it has no value.
  /// - Returns: One number a resample, `nil` where it has no value.
  public func replicates(
    _ range: Range<Int>, of design: ResamplingDesign, statistic: ([Int]) -> Double?
  ) -> [Double?] {
    var units: [Int] = []
    units.reserveCapacity(design.units)
    return range.map { resample in
      var stream = ResampleStream(seed: seed, purpose: .bootstrap, resample: resample)
      design.draw(into: &units, from: &stream)
      return statistic(units).flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// The numbers of all resamples.
  var range: Range<Int> { 0..<max(0, resamples) }

  /// The statistic on all resamples.
  func replicates(of design: ResamplingDesign, statistic: ([Int]) -> Double?) -> [Double?] {
    replicates(range, of: design, statistic: statistic)
  }

  /// The distribution of any statistic over the resamples of a design, with the jackknife values that
  /// ``BootstrapDistribution/accelerated(confidence:)`` needs.
  ///
  /// Undefined for fewer than 2 blocks or no stratum with 2, when the statistic has no value on the units themselves, and
  /// when it has none on more than 5% of the resamples (``ConfidenceInterval/requiredShareOfDefinedResamples``).
  ///
  /// - Parameters:
  ///   - design: The units, and which of them are drawn together.
  ///   - statistic: As in ``replicates(_:of:statistic:)``.
  /// - Complexity: 1 + resamples + blocks calls of the statistic.
  public func distribution(
    _ design: ResamplingDesign, statistic: ([Int]) -> Double?
  ) -> Measured<BootstrapDistribution> {
    guard resamples >= 1 else { return .unaccepted(resamples: resamples) }
    guard design.blocks >= 2, !design.removable.isEmpty else {
      return .undefined(.tooFew(found: design.blocks, needed: 2))
    }
    guard let estimate = statistic(Array(0..<design.units)), estimate.isFinite else {
      return .undefined(.undefinedOnSample)
    }
    let jackknife = design.removable.map { leftOut in
      JackknifeValue(value: statistic(design.units(without: leftOut.block)), stratumSize: leftOut.stratumSize)
    }
    return BootstrapDistribution.measured(
      estimate: estimate, replicates: replicates(of: design, statistic: statistic),
      acceleration: JackknifeValue.acceleration(jackknife), units: design.blocks, seed: seed)
  }

  /// The distribution of the mean of independent values over resamples; undefined for fewer than 2 values.
  ///
  /// - Complexity: O(*n* · resamples).
  public func distribution(ofMean values: some Numbers) -> Measured<BootstrapDistribution> {
    guard resamples >= 1 else { return .unaccepted(resamples: resamples) }
    return values.measured(atLeast: 2) { sample in
      let units = (0..<sample.count).map { sample[$0] }
      let bound = UInt32(units.count)
      let size = Double(units.count)
      let replicates = range.map { resample in
        var stream = ResampleStream(seed: seed, purpose: .bootstrap, resample: resample)
        var sum = 0.0
        for _ in 0..<units.count { sum += units[stream.index(below: bound)] }
        return sum / size
      }
      guard replicates.allSatisfy(\.isFinite) else { return .undefined(.outOfRange) }
      let mean = sample.mean
      // A jackknife value of the mean is (n mean - x) / (n - 1), so deviations of the values do.
      let deviations = units.map { $0 - mean }
      return .value(
        BootstrapDistribution(
          estimate: mean, sorted: RadixOrder.sorted(replicates),
          acceleration: JackknifeValue.acceleration(deviations: deviations), units: units.count,
          resampling: .init(resamples: resamples, defined: resamples, seed: seed)))
    }
  }
}

extension Measured {
  /// Undefined, because there are no resamples.
  static func unaccepted(resamples: Int) -> Measured {
    .notAccepted("resamples", resamples, accepted: "1 or more")
  }
}
