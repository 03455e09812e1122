import Ground

/// Sums over turns of a critic's errors, and of the sampled values that it is held against.
struct SampledErrorSums: AdditiveArithmetic {
  private var count = 0.0
  private var error = 0.0
  /// Products of the errors by the two halves, whose mean is the mean squared error.
  private var square = 0.0
  /// The least and the most that the squared errors can be, and how far values can be from the middle of their bounds, squared
  /// and not; where there are bounds.
  private var leastSquare = 0.0
  private var mostSquare = 0.0
  private var reach = 0.0
  private var reachSquare = 0.0
  private var first = 0.0
  private var second = 0.0
  private var product = 0.0
  /// Sum of the squared differences of the two halves: 0 where there is no noise.
  private var noise = 0.0

  static let zero = SampledErrorSums()

  private init() {}

  /// The sums of values, and of what they should be between bounds: their middles, and how far they reach on either side.
  init(_ values: [Double], middles: [Double], reach: [Double]) {
    self.init(values, (middles, middles))
    for (value, (middle, reach)) in zip(values, zip(middles, reach)) {
      let error = abs(value - middle)
      let least = max(0, error - reach)
      leastSquare += least * least
      mostSquare += (error + reach) * (error + reach)
      self.reach += reach
      reachSquare += reach * reach
    }
  }

  /// The sums of values and of two independent unbiased estimates of what they should be.
  init(_ values: [Double], _ halves: (first: [Double], second: [Double])) {
    for (value, (first, second)) in zip(values, zip(halves.first, halves.second)) {
      count += 1
      error += value - (first + second) / 2
      square += (value - first) * (value - second)
      self.first += first
      self.second += second
      product += first * second
      noise += (first - second) * (first - second)
    }
  }

  static func + (one: Self, other: Self) -> Self { one.adding(other, times: 1) }
  static func - (one: Self, other: Self) -> Self { one.adding(other, times: -1) }

  private func adding(_ other: Self, times sign: Double) -> Self {
    var sum = self
    sum.count += sign * other.count
    sum.error += sign * other.error
    sum.square += sign * other.square
    sum.leastSquare += sign * other.leastSquare
    sum.mostSquare += sign * other.mostSquare
    sum.reach += sign * other.reach
    sum.reachSquare += sign * other.reachSquare
    sum.first += sign * other.first
    sum.second += sign * other.second
    sum.product += sign * other.product
    sum.noise += sign * other.noise
    return sum
  }

  /// Whether values should lie between bounds, and are not known exactly.
  var isBounded: Bool { reachSquare > 0 }

  /// Mean of value less truth.
  func meanError(_ side: BoundSide) -> Measured<Double> {
    guard count > 0 else { return .undefined(.noUnits) }
    switch side {
    case .lowest: return .value((error - reach) / count)
    case .middle: return .value(error / count)
    case .highest: return .value((error + reach) / count)
    }
  }

  /// Mean squared error, an unbiased estimate that may be below 0.
  func meanSquare(_ side: BoundSide) -> Measured<Double> {
    guard count > 0 else { return .undefined(.noUnits) }
    switch side {
    case .lowest: return .value(leastSquare / count)
    case .middle: return .value(square / count)
    case .highest: return .value(mostSquare / count)
    }
  }

  /// Root mean square of value less truth.
  func rootMeanSquare(_ side: BoundSide) -> Measured<Double> {
    meanSquare(side).flatMap { $0 >= 0 ? .value($0.squareRoot()) : .undefined(.belowNoise) }
  }

  private var truthVariance: Double { product / count - first / count * (second / count) }

  /// The standard deviation of the truth over turns.
  func truthDeviation(_ side: BoundSide) -> Measured<Double> {
    guard count > 0 else { return .undefined(.noUnits) }
    let reach = (reachSquare / count).squareRoot()
    let middle = max(0, truthVariance).squareRoot()
    switch side {
    // Leaving out the mean does not make the truth reach farther.
    case .lowest: return .value(max(0, middle - reach))
    case .middle:
      if truthVariance > 0 { return .value(middle) }
      return .undefined(noise > 0 ? .belowNoise : isBounded ? .withinBounds : .noVariance)
    case .highest: return .value(middle + reach)
    }
  }

  /// The share of the truth's variance over turns that the values explain: 1 less the mean squared error over the variance.
  func explained(_ side: BoundSide) -> Measured<Double> {
    let (error, deviation) =
      switch side {
      case .lowest: (meanSquare(.highest), truthDeviation(.lowest))
      case .middle: (meanSquare(.middle), truthDeviation(.middle))
      case .highest: (meanSquare(.lowest), truthDeviation(.highest))
      }
    return deviation.flatMap { deviation in
      guard deviation > 0 else { return .undefined(isBounded ? .withinBounds : .noVariance) }
      return error.map { 1 - $0 / (deviation * deviation) }
    }
  }
}
