public import Ground

/// Count, mean and squared deviations of the numbers seen so far: 24 bytes, so that one can stand in each cell of a
/// table, and two can be merged, so that chunks can be summed apart and put together in a fixed order.
///
/// GSL's `gsl_rstat` does not serve here: it has no merge and owns heap memory for each accumulator. A NaN or an
/// infinity among the values makes every result `UndefinedReason/notFinite` from then on, and so does a sum of
/// squares that overflows; squares too small for a `Double` count as 0. The order of adding and merging moves
/// results by rounding only.
///
/// Sources: Welford, Technometrics 4 (1962), for adding; Chan, Golub and LeVeque, The American Statistician 37
/// (1983), equations 2.1a and 2.1b, for merging.
public struct RunningMoments: Sendable, Hashable {
  /// How many numbers were added.
  public private(set) var count = 0
  /// Their mean; 0 before the first, when ``mean`` is undefined.
  private var center = 0.0
  /// The sum of the squared deviations from the mean (often written M2), in squared units; 0 before the second
  /// number.
  public private(set) var sumOfSquaredDeviations = 0.0

  /// No numbers yet.
  public init() {}

  /// Numbers, added in their order.
  public init(of values: some Numbers) {
    self = values.withNumbers { numbers in
      var moments = RunningMoments()
      for index in numbers.indices { moments.add(numbers[index]) }
      return moments
    }
  }

  /// Adds one number.
  ///
  /// - Complexity: O(1).
  public mutating func add(_ value: Double) {
    count += 1
    let deviation = value - center
    center += deviation / Double(count)
    sumOfSquaredDeviations += deviation * (value - center)
  }

  /// Adds all numbers of another accumulator, as if they had been added here one by one.
  ///
  /// - Complexity: O(1).
  public mutating func merge(_ other: RunningMoments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let total = Double(count + other.count)
    let share = Double(other.count) / total
    let deviation = other.center - center
    center += deviation * share
    sumOfSquaredDeviations += other.sumOfSquaredDeviations + deviation * deviation * Double(count) * share
    count += other.count
  }

  /// The mean; denominator *n*. Undefined before the first number.
  public var mean: Measured<Double> { measured(center, atLeast: 1) }

  /// The sample variance; denominator *n* - 1. Undefined before the second number; 0 for constant numbers.
  public var variance: Measured<Double> { measured(sumOfSquaredDeviations / Double(count - 1), atLeast: 2) }

  /// The variance as a whole population; denominator *n*. Undefined before the first number; 0 for one.
  public var populationVariance: Measured<Double> {
    measured(sumOfSquaredDeviations / Double(count), atLeast: 1)
  }

  /// The square root of ``variance``.
  public var standardDeviation: Measured<Double> { variance.map { $0.squareRoot() } }

  /// The square root of ``populationVariance``.
  public var populationStandardDeviation: Measured<Double> { populationVariance.map { $0.squareRoot() } }

  /// The standard error of the mean of independent numbers, `sqrt(variance / n)`. Undefined before the second number.
  public var standardErrorOfMean: Measured<Double> { variance.map { ($0 / Double(count)).squareRoot() } }

  private func measured(_ result: Double, atLeast needed: Int) -> Measured<Double> {
    guard count >= needed else { return .undefined(.tooFew(found: count, needed: needed)) }
    guard center.isFinite, result.isFinite else { return .undefined(.notFinite) }
    return .value(result)
  }
}
