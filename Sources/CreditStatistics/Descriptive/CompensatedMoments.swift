public import Ground

/// Count, mean and variance from compensated sums of the numbers and of their squares, which are not rounded.
///
/// Unlike ``RunningMoments``, whose digits depend a little on the order of adding and merging, the relative error of the
/// variance is at most about 2^-52 + n² 2^-103 (1 + mean² / variance) in any order and grouping: for up to 10^4 numbers
/// whose mean is up to 10^3 standard deviations, any order gives the same variance but for the last digit. It costs about
/// four times as much. Numbers beyond 1e153 overflow as squares, and squares below 1e-290 lose digits.
public struct CompensatedMoments: Sendable, Hashable {
  private var sum = CompensatedSum()
  private var squares = CompensatedSum()

  /// No numbers yet.
  public init() {}

  /// Numbers, added in their order.
  public init(of values: some Numbers) {
    self = values.withNumbers { numbers in
      var moments = CompensatedMoments()
      for index in numbers.indices { moments.add(numbers[index]) }
      return moments
    }
  }

  /// How many numbers were added.
  public var count: Int { sum.count }

  /// Adds one number.
  public mutating func add(_ value: Double) {
    sum.add(value)
    squares.addSquare(of: value)
  }

  /// Adds all numbers of another accumulator.
  public mutating func merge(_ other: CompensatedMoments) {
    sum.merge(other.sum)
    squares.merge(other.squares)
  }

  /// The mean; denominator *n*. Undefined before the first number, and after a NaN, an infinity or an overflow.
  public var mean: Measured<Double> { sum.mean }

  /// The sample variance; denominator *n* - 1. Undefined before the second number, and after a NaN, an infinity or an
  /// overflow of the squares; 0 for constant numbers.
  public var variance: Measured<Double> {
    guard count >= 2 else { return .undefined(.tooFew(found: count, needed: 2)) }
    let n = Double(count)
    // (Σx)² / n, as a rounded number and its rest: the square, then the division, each with what it drops.
    let square = sum.high * sum.high
    let squareRest = (-square).addingProduct(sum.high, sum.high) + 2 * sum.high * sum.low
    let share = square / n
    let shareRest = (square.addingProduct(-share, n) + squareRest) / n
    // The difference of the leading parts is split again, as they may cancel to all but their last bits.
    let difference = squares.high - share
    let part = difference - squares.high
    let differenceRest = (squares.high - (difference - part)) - (share + part)
    let deviations = difference + (differenceRest + (squares.low - shareRest))
    guard deviations.isFinite else { return .undefined(.notFinite) }
    return .value(max(0, deviations) / (n - 1))
  }

  /// The square root of ``variance``.
  public var standardDeviation: Measured<Double> { variance.map { $0.squareRoot() } }
}
