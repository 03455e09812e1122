import CreditStatistics
import Ground

/// When an interval over batches is shown: the one place that says so, by what `interval-coverage` measured of it
/// (Benchmarks/IntervalCoverage.md). What is not shown is undefined for a reason, in tables as in files.
///
/// - An interval needs as many batches as it was found to cover with.
/// - A quantity that some batches do not have is decided by rare episodes: it needs ``partial`` batches that have it.
/// - Where most batches have one value, those that have another decide: of some quantities it needs ``apart`` such batches.
/// - An interval of no width beyond rounding would say that a sampled number is known.
struct IntervalRule: Sendable {
  /// Fewest batches.
  let least: Int
  /// Fewest batches that have another value than most have, where more than half have one and the same.
  var apart = 0

  /// Most means: two batches are enough.
  static let usual = IntervalRule(least: 2)
  /// Returns of single continuations, which may have two values: fewer than 5 that are not the usual one say little.
  static let single = IntervalRule(least: 2, apart: 5)
  /// Ratios by Fieller's set: 0.96 at least from 5 batches on.
  static let ratios = IntervalRule(least: 5)
  /// Variances and their ratios, which a rare batch moves far, shares near 1, and errors, which are 1 on batches without
  /// credit: 0.87 to 0.98 with 5 batches; mean exact credits where few episodes have any, 0.92 with 5.
  static let skewed = IntervalRule(least: 10)
  /// Signal-to-noise ratios, 0.80 to 0.98 with 5 and 10 batches.
  static let lumped = IntervalRule(least: 20)
  /// What a few batches decide: the share of signs, 0.86 to 0.92 with 10 to 30 batches, and that of ties, 0.90 to 0.98 with 10 and
  /// 20; variances of errors, 0.84 to 0.90 with 5 to 20.
  static let sparse = IntervalRule(least: 50)
  /// What single episodes decide: 0.17 to 0.93 with 3 to 50 batches; residuals over a variance that they decide, 0.35 to 0.70; errors
  /// on the method's own scale where failures are rare, 0.36 to 0.82 with 5 to 20 batches; lines of calibration, 0.91 with 20;
  /// Q-alignment, 0.50 to 0.84 with 5 to 20; baselines by situation, whose scale few batches leave open, 0.53 to 0.97.
  static let rare = IntervalRule(least: 100)

  /// Fewest batches that have a quantity which others do not have: 0.65 to 0.90 with 3 to 10 of them.
  static let partial = 12

  /// Why an interval is not shown; `nil` if it is.
  ///
  /// - Parameters:
  ///   - found: Batches that have the quantity.
  ///   - all: All batches.
  func obstacle(found: Int, of all: Int) -> UndefinedReason? {
    // Less than two say nothing at all, which the interval says itself.
    guard found >= 2 else { return nil }
    let needed = found < all ? max(least, Self.partial) : least
    return found < needed ? .tooFew(found: found, needed: needed) : nil
  }

  /// Why the interval of the mean of some values is not shown; `nil` if it is.
  ///
  /// - Parameters:
  ///   - values: The values of the batches that have one.
  ///   - all: All batches.
  func obstacle(_ values: [Double], of all: Int) -> UndefinedReason? {
    if let obstacle = obstacle(found: values.count, of: all) { return obstacle }
    // Where all are equal, that is the reason.
    let unlike = Self.unlike(values)
    return unlike > 0 && Self.areAlike(values, butFewerThan: apart)
      ? .tooFew(found: unlike, needed: apart) : nil
  }

  /// Whether more than half of some values are one and the same, and only a few others are not, which decide then what is said of
  /// all of them.
  ///
  /// - Complexity: O(values · log values).
  static func areAlike(_ values: [Double], butFewerThan few: Int) -> Bool {
    let unlike = unlike(values)
    return unlike < few && 2 * unlike < values.count
  }

  /// How many values are unlike the most frequent one.
  static func unlike(_ values: [Double]) -> Int {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    var (most, run) = (1, 1)
    for place in sorted.indices.dropFirst() {
      run = sorted[place] == sorted[place - 1] ? run + 1 : 1
      most = max(most, run)
    }
    return values.count - most
  }
}

extension Measured<ConfidenceInterval> {
  /// The interval, unless it has no width beyond rounding.
  ///
  /// - Parameter size: The size of numbers that the estimate is a difference of, in its unit: what is a trillionth of it is
  ///   rounding.
  func withWidth(besides size: Double = 0) -> Measured<ConfidenceInterval> {
    flatMap { interval in
      let largest = Swift.max(size, abs(interval.lower), abs(interval.upper))
      return interval.width > 1e-12 * largest ? .value(interval) : .undefined(.noVariance)
    }
  }
}
