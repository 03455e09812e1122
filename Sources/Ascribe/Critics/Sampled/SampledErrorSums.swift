import Ground

/// Sums over turns of a critic's errors, and of the sampled values that it is held against.
struct SampledErrorSums: AdditiveArithmetic {
  private var count = 0.0
  private var error = 0.0
  /// Products of the errors by the two halves, whose mean is the mean squared error.
  private var square = 0.0
  private var first = 0.0
  private var second = 0.0
  private var product = 0.0

  static let zero = SampledErrorSums()

  private init() {}

  /// The sums of values and of two independent unbiased estimates of what they should be.
  init(_ values: [Double], _ halves: (first: [Double], second: [Double])) {
    for (value, (first, second)) in zip(values, zip(halves.first, halves.second)) {
      count += 1
      error += value - (first + second) / 2
      square += (value - first) * (value - second)
      self.first += first
      self.second += second
      product += first * second
    }
  }

  static func + (one: Self, other: Self) -> Self { one.adding(other, times: 1) }
  static func - (one: Self, other: Self) -> Self { one.adding(other, times: -1) }

  private func adding(_ other: Self, times sign: Double) -> Self {
    var sum = self
    sum.count += sign * other.count
    sum.error += sign * other.error
    sum.square += sign * other.square
    sum.first += sign * other.first
    sum.second += sign * other.second
    sum.product += sign * other.product
    return sum
  }

  /// Mean of value less truth.
  var meanError: Measured<Double> {
    count > 0 ? .value(error / count) : .undefined(.noUnits)
  }

  /// Mean squared error, an unbiased estimate that may be below 0.
  var meanSquare: Measured<Double> {
    count > 0 ? .value(square / count) : .undefined(.noUnits)
  }

  /// Root mean square of value less truth.
  var rootMeanSquare: Measured<Double> {
    meanSquare.flatMap { $0 >= 0 ? .value($0.squareRoot()) : .undefined(.belowNoise) }
  }

  private var truthVariance: Double { product / count - first / count * (second / count) }

  /// The standard deviation of the truth over turns.
  var truthDeviation: Measured<Double> {
    guard count > 0 else { return .undefined(.noUnits) }
    return truthVariance > 0 ? .value(truthVariance.squareRoot()) : .undefined(.belowNoise)
  }

  /// The share of the truth's variance over turns that the values explain: 1 less the mean squared error over the variance.
  var explained: Measured<Double> {
    truthDeviation.flatMap { deviation in meanSquare.map { 1 - $0 / (deviation * deviation) } }
  }
}
