public import Ground

/// The first four moments of the numbers seen so far, mergeable like ``RunningMoments``.
///
/// Adding is the merging of one number. The order of adding and merging moves results by rounding only. A NaN or an
/// infinity among the numbers makes every result `UndefinedReason/notFinite` from then on, and so does a power sum
/// that overflows.
///
/// Source: Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
/// moments", Sandia report SAND2008-6212 (2008), equations 1.5, 1.6 and 2.1.
public struct RunningShape: Sendable, Hashable {
  /// How many numbers were added.
  public private(set) var count = 0
  private var center = 0.0
  private var second = 0.0
  private var third = 0.0
  private var fourth = 0.0

  /// No numbers yet.
  public init() {}

  /// Numbers, added in their order.
  public init(of values: some Numbers) {
    self = values.withNumbers { numbers in
      var shape = RunningShape()
      for index in numbers.indices { shape.add(numbers[index]) }
      return shape
    }
  }

  /// Adds one number.
  public mutating func add(_ value: Double) {
    var one = RunningShape()
    one.count = 1
    one.center = value
    merge(one)
  }

  /// Adds all numbers of another accumulator.
  ///
  /// - Complexity: O(1).
  public mutating func merge(_ other: RunningShape) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let (a, b) = (Double(count), Double(other.count))
    let n = a + b
    let deviation = other.center - center
    let step = deviation / n
    let product = deviation * step * a * b
    fourth +=
      other.fourth + product * step * step * (a * a - a * b + b * b)
      + 6 * step * step * (a * a * other.second + b * b * second)
      + 4 * step * (a * other.third - b * third)
    third += other.third + product * step * (a - b) + 3 * step * (a * other.second - b * second)
    second += other.second + product
    center += step * b
    count += other.count
  }

  /// The mean; denominator *n*. Undefined before the first number.
  public var mean: Measured<Double> { measured(center, atLeast: 1) }

  /// The sample variance; denominator *n* - 1. Undefined before the second number; 0 for constant numbers.
  public var variance: Measured<Double> { measured(second / Double(count - 1), atLeast: 2) }

  /// The skewness of the numbers as a whole population, m3 / m2^(3/2) with the central moments of denominator *n*.
  /// Undefined before the second number, and for constant numbers.
  public var populationSkewness: Measured<Double> {
    let n = Double(count)
    return shape(third / n / (second / n * (second / n).squareRoot()), atLeast: 2)
  }

  /// The adjusted skewness G1: ``populationSkewness`` times sqrt(n (n - 1)) / (n - 2), without bias for normal
  /// numbers. Undefined before the third number, and for constant numbers.
  ///
  /// Source: Joanes and Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47 (1998).
  public var skewness: Measured<Double> {
    guard count >= 3 else { return .undefined(.tooFew(found: count, needed: 3)) }
    let n = Double(count)
    return populationSkewness.map { $0 * (n * (n - 1)).squareRoot() / (n - 2) }
  }

  /// The excess kurtosis of the numbers as a whole population, m4 / m2² - 3 with the central moments of denominator
  /// *n*; 0 for a normal distribution. Undefined before the second number, and for constant numbers.
  public var populationExcessKurtosis: Measured<Double> {
    let n = Double(count)
    return shape(n * fourth / (second * second) - 3, atLeast: 2)
  }

  /// The adjusted excess kurtosis G2, (n - 1) ((n + 1) g + 6) / ((n - 2) (n - 3)) with the population's g. Undefined
  /// before the fourth number, and for constant numbers.
  ///
  /// Source: Joanes and Gill, The Statistician 47 (1998).
  public var excessKurtosis: Measured<Double> {
    guard count >= 4 else { return .undefined(.tooFew(found: count, needed: 4)) }
    let n = Double(count)
    return populationExcessKurtosis.map { (n - 1) * ((n + 1) * $0 + 6) / ((n - 2) * (n - 3)) }
  }

  private func shape(_ result: Double, atLeast needed: Int) -> Measured<Double> {
    guard count < needed || second != 0 else { return .undefined(.noVariance) }
    return measured(result, atLeast: needed)
  }

  private func measured(_ result: Double, atLeast needed: Int) -> Measured<Double> {
    guard count >= needed else { return .undefined(.tooFew(found: count, needed: needed)) }
    guard center.isFinite, result.isFinite else { return .undefined(.notFinite) }
    return .value(result)
  }
}

extension Descriptive {
  /// The adjusted skewness, ``RunningShape/skewness``, of the deviations from the mean. Undefined for fewer than 3
  /// values and for constant ones.
  public static func skewness(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 3) { sample in centered(sample).flatMap(\.skewness) }
  }

  /// The adjusted excess kurtosis, ``RunningShape/excessKurtosis``, of the deviations from the mean. Undefined for
  /// fewer than 4 values and for constant ones.
  public static func excessKurtosis(of values: some Numbers, stride: Int = 1) -> Measured<Double> {
    values.measured(stride: stride, atLeast: 4) { sample in centered(sample).flatMap(\.excessKurtosis) }
  }

  /// Moments of the values less their mean and over their range, which keeps powers in the range of `Double`.
  private static func centered(_ sample: Sample) -> Measured<RunningShape> {
    guard !sample.isConstant else { return .undefined(.noVariance) }
    let range = sample.maximum - sample.minimum
    guard range.isFinite, range.isNormal else { return .undefined(.outOfRange) }
    let mean = sample.mean
    return .value(RunningShape(of: (0..<sample.count).map { (sample[$0] - mean) / range }))
  }
}
