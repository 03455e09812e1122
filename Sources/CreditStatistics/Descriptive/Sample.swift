import CreditNumerics
import Ground
import CGSL

/// A finite, non-empty sample in memory, with GSL's routines on it.
///
/// Marked safe although it holds a pointer: it is made only by `measured`, which passes it to a closure while the
/// numbers hold their memory, and no closure of this module lets it out. Its routines read `count` elements, `step`
/// apart, which is what the numbers were checked to hold.
@safe
struct Sample {
  private let base: UnsafePointer<Double>
  private let step: Int
  let count: Int
  let minimum: Double
  let maximum: Double

  /// `nil` when a value is NaN or infinite.
  fileprivate init?(base: UnsafePointer<Double>, step: Int, count: Int) {
    var minimum = 0.0
    var maximum = 0.0
    // gsl_stats_minmax answers a NaN anywhere with NaN, so two numbers tell whether all values are finite.
    GSL.call { unsafe gsl_stats_minmax(&minimum, &maximum, base, step, count) }
    guard minimum.isFinite, maximum.isFinite else { return nil }
    unsafe self.base = base
    self.step = step
    self.count = count
    self.minimum = minimum
    self.maximum = maximum
  }

  subscript(index: Int) -> Double {
    precondition(
      (0..<count).contains(index),
      "statistics read the values of their sample, not value \(index) of \(count)")
    return unsafe base[index * step]
  }

  /// All values are equal: exactly, as `Double`s.
  var isConstant: Bool { minimum == maximum }

  /// The largest absolute value.
  var magnitude: Double { max(abs(minimum), abs(maximum)) }

  /// The mean; denominator *n*. It lies between the extremes, so it cannot overflow.
  var mean: Double { GSL.call { unsafe gsl_stats_mean(base, step, count) } }

  /// The variance with denominator *n* - 1, for at least 2 values.
  var variance: Measured<Double> { spread(GSL.call { unsafe gsl_stats_variance(base, step, count) }) }

  /// The variance with denominator *n*.
  var populationVariance: Measured<Double> {
    let mean = mean
    return spread(GSL.call { unsafe gsl_stats_variance_with_fixed_mean(base, step, count, mean) })
  }

  /// `sqrt(variance / n)`, for at least 2 values.
  var standardErrorOfMean: Measured<Double> { variance.map { ($0 / Double(count)).squareRoot() } }

  /// The root of the mean square, where ``squaresFit(_:count:)`` holds for ``magnitude``.
  var rootMeanSquare: Double {
    (GSL.call { unsafe gsl_stats_tss_m(base, step, count, 0) } / Double(count)).squareRoot()
  }

  /// The values in ascending order; 0 and -0 are equal, and 0 where there are many values.
  var sorted: [Double] { RadixOrder.sorted((0..<count).map { self[$0] }) }

  /// The positions of the values in ascending order of value; the order among equal values is not determined.
  var ascendingPositions: [Int] {
    if count >= RadixOrder.fewest {
      return RadixOrder.positions(of: (0..<count).map { self[$0] }).map(Int.init)
    }
    return unsafe [Int](unsafeUninitializedCapacity: count) { buffer, filled in
      GSL.call { unsafe gsl_sort_index(buffer.baseAddress, base, step, count) }
      filled = count
    }
  }

  /// Pearson's correlation with as many other values; NaN, or wrong, where squares overflow or underflow.
  func correlation(with other: Sample) -> Double {
    GSL.call { unsafe gsl_stats_correlation(base, step, other.base, other.step, count) }
  }

  /// Spearman's correlation with as many other values, for at least 2; NaN where one is constant.
  ///
  /// GSL sorts by comparing; many values are ranked by their digits instead, which is several times as fast.
  func rankCorrelation(with other: Sample) -> Double {
    if count >= RadixOrder.fewest {
      let (first, second) = (ranks, other.ranks)
      return GSL.call { unsafe gsl_stats_correlation(first, 1, second, 1, count) }
    }
    return unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { work in
      GSL.call {
        unsafe gsl_stats_spearman(base, step, other.base, other.step, count, work.baseAddress)
      }
    }
  }

  /// The least-squares factor *k* of `targets ≈ k self`, and the sum of the squares that it leaves.
  func proportionality(to targets: Sample) throws(GSLError) -> (factor: Double, residualSumOfSquares: Double)
  {
    var factor = 0.0
    var variance = 0.0
    var residual = 0.0
    try GSL.check("gsl_fit_mul") {
      unsafe gsl_fit_mul(base, step, targets.base, targets.step, count, &factor, &variance, &residual)
    }
    return (factor, residual)
  }

  /// Whether `count` squares of numbers up to `size` can be summed in a `Double` without overflow, and without losing
  /// the largest of them to underflow.
  static func squaresFit(_ size: Double, count: Int) -> Bool {
    size == 0 || (size * size).isNormal && (size * size * Double(count)).isFinite
  }

  /// A variance as GSL computed it, unless it left the range of `Double`: a variance of 0 is true of a constant
  /// sample only, otherwise the squares have underflowed.
  private func spread(_ variance: Double) -> Measured<Double> {
    variance > 0 || isConstant ? Measured(inRange: variance) : .undefined(.outOfRange)
  }
}

extension ContiguousNumbers where Self: ~Escapable {
  /// The measurement `body` of the elements `0, stride, 2 stride, ...`, which are not copied; undefined for fewer
  /// than `needed` of them, then for a NaN or an infinity among them, and for a stride that is not positive.
  func measured<Result, Failure: Error>(
    stride: Int = 1, atLeast needed: Int, _ body: (Sample) throws(Failure) -> Measured<Result>
  ) throws(Failure) -> Measured<Result> {
    guard stride >= 1 else { return .notAccepted("stride", stride, accepted: "1 or more") }
    precondition(needed >= 1, "every statistic of this module needs a value")
    return try withNumbers { (numbers) throws(Failure) in
      let found = numbers.isEmpty ? 0 : (numbers.count - 1) / stride + 1
      return try unsafe numbers.withUnsafeBufferPointer { (buffer) throws(Failure) in
        guard found >= needed, let base = buffer.baseAddress else {
          return .undefined(.tooFew(found: found, needed: needed))
        }
        guard let sample = unsafe Sample(base: base, step: stride, count: found) else {
          return .undefined(.notFinite)
        }
        return try body(sample)
      }
    }
  }

  /// The measurement `body` of the pairs `(self[i], other[i])`; undefined as for one sample, in either, and for other numbers of
  /// values.
  func measured<Result, Failure: Error>(
    with other: some Numbers, atLeast needed: Int,
    _ body: (Sample, Sample) throws(Failure) -> Measured<Result>
  ) throws(Failure) -> Measured<Result> {
    let count = withNumbers { $0.count }
    let otherCount = other.withNumbers { $0.count }
    guard count == otherCount else {
      return .notAccepted(
        "second sample", "\(otherCount) values", accepted: "\(count), as many as the first has")
    }
    return try measured(atLeast: needed) { (first) throws(Failure) in
      try other.measured(atLeast: needed) { (second) throws(Failure) in try body(first, second) }
    }
  }
}
