public import Ground

/// How a quantile is read between the sorted values: the nine definitions of Hyndman and Fan, by their numbers.
///
/// With *n* values and probability *p*, a position is computed and the value there is taken or interpolated. Type 7 is
/// what ``SortedSample/quantile(_:)`` gives.
///
/// Source: Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996).
public enum QuantileType: Int, Sendable, Hashable, CaseIterable {
  /// Type 1: the smallest value with at least the share *p* at or below it.
  case inverseDistribution = 1
  /// Type 2: as type 1, with the mean of two values where the distribution function is flat.
  case averagedInverseDistribution = 2
  /// Type 3: the value at the position nearest to *n p*, the even one of two.
  case nearestEven = 3
  /// Type 4: linear in *n p*.
  case linearOfDistribution = 4
  /// Type 5: linear in *n p* + 1/2.
  case hazen = 5
  /// Type 6: linear in (*n* + 1) *p*.
  case weibull = 6
  /// Type 7: linear in (*n* - 1) *p* + 1.
  case linear = 7
  /// Type 8: linear in (*n* + 1/3) *p* + 1/3, about unbiased for the median whatever the distribution.
  case medianUnbiased = 8
  /// Type 9: linear in (*n* + 1/4) *p* + 3/8, about unbiased for normal values.
  case normalUnbiased = 9
}

extension SortedSample {
  /// The quantile at `probability` by a definition of Hyndman and Fan. 0 gives the smallest value, 1 the largest; a
  /// sample of one value has that value at all probabilities. Undefined as ``quantile(_:)``.
  ///
  /// - Parameters:
  ///   - probability: In `0...1`.
  ///   - type: The definition.
  public func quantile(_ probability: Double, type: QuantileType) -> Measured<Double> {
    guard (0...1).contains(probability) else { return .unaccepted(probability: probability) }
    return .value(value(atShare: probability, type))
  }

  private func value(atShare probability: Double, _ type: QuantileType) -> Double {
    let n = Double(values.count)
    switch type {
    case .inverseDistribution:
      return value(at: (n * probability).rounded(.up))
    case .averagedInverseDistribution:
      let position = n * probability
      guard position == position.rounded() else { return value(at: position.rounded(.up)) }
      return midpoint(value(at: position), value(at: position + 1))
    case .nearestEven:
      return value(at: (n * probability).rounded(.toNearestOrEven))
    case .linearOfDistribution: return interpolated(n * probability)
    case .hazen: return interpolated(n * probability + 0.5)
    case .weibull: return interpolated((n + 1) * probability)
    case .linear: return value(atShare: probability)
    case .medianUnbiased: return interpolated((n + 1.0 / 3) * probability + 1.0 / 3)
    case .normalUnbiased: return interpolated((n + 0.25) * probability + 0.375)
    }
  }

  /// The value at a whole position counted from 1, held within the sample.
  private func value(at position: Double) -> Double {
    values[Int(min(max(position, 1), Double(values.count))) - 1]
  }

  private func midpoint(_ first: Double, _ second: Double) -> Double { first / 2 + second / 2 }

  private func interpolated(_ position: Double) -> Double {
    let whole = position.rounded(.down)
    let (lower, upper) = (value(at: whole), value(at: whole + 1))
    let fraction = position - whole
    return lower * (1 - fraction) + upper * fraction
  }
}
