public import Ground

/// A sum that keeps what rounding drops, as a pair of `Double`s.
///
/// Each addition is done without error by splitting it into the rounded sum and its rest, and the rests are carried
/// along. After *n* additions and merges in any order or grouping, the rounded ``value`` differs from the true sum by
/// at most 2^-53 |sum| + n² 2^-104 Σ|x|: so for up to 10^6 numbers of which a thousandth does not cancel, any order of
/// merging gives the same digits but for the last one, and mostly that one, too.
///
/// A NaN or an infinity among the numbers, or a sum that overflows, makes ``value`` undefined.
///
/// Sources: Knuth, The Art of Computer Programming 2, section 4.2.2, theorem B, for the error of one addition; Ogita,
/// Rump and Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26 (2005), proposition 4.5, for the bound.
public struct CompensatedSum: Sendable, Hashable {
  private(set) var high = 0.0
  private(set) var low = 0.0
  /// How many numbers were added.
  public private(set) var count = 0

  /// The sum of no numbers.
  public init() {}

  /// The sum of numbers.
  public init(of values: some Numbers) {
    self = values.withNumbers { numbers in
      var sum = CompensatedSum()
      for index in numbers.indices { sum.add(numbers[index]) }
      return sum
    }
  }

  /// Adds one number.
  public mutating func add(_ value: Double) {
    count += 1
    accumulate(value, 0)
  }

  /// Adds all numbers of another sum.
  public mutating func merge(_ other: CompensatedSum) {
    count += other.count
    accumulate(other.high, other.low)
  }

  /// The sum; 0 for no numbers. Undefined after a NaN, an infinity or an overflow.
  public var value: Measured<Double> {
    high.isFinite && low.isFinite ? .value(high + low) : .undefined(.notFinite)
  }

  /// The mean; denominator ``count``. Undefined for no numbers.
  public var mean: Measured<Double> {
    guard count > 0 else { return .undefined(.tooFew(found: 0, needed: 1)) }
    return value.map { $0 / Double(count) }
  }

  /// Adds the square of a number, without rounding it.
  mutating func addSquare(of value: Double) {
    count += 1
    let square = value * value
    accumulate(square, (-square).addingProduct(value, value))
  }

  private mutating func accumulate(_ value: Double, _ rest: Double) {
    let sum = high + value
    let part = sum - high
    let error = (high - (sum - part)) + (value - part)
    let carried = low + rest + error
    // Renormalised, so that the low part stays below the rounding of the high one.
    high = sum + carried
    low = carried - (high - sum)
  }
}
