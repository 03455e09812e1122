import CreditStatistics
import Ground

/// Differences of two things, unit by unit, that are known between bounds.
struct BoundedDifferences {
  /// The least, the middle and the most that each can be.
  let least, middle, most: [Double]

  /// The smallest differences that the bounds allow, if these are all on one side on average; `nil` where the bounds allow either
  /// side.
  var beyond: [Double]? {
    guard least.count >= 2, most.count >= 2 else { return nil }
    if least.reduce(0, +) > 0 { return least }
    return most.reduce(0, +) < 0 ? most : nil
  }

  /// A test of the differences. It rejects only where it rejects the smallest ones that the bounds allow, which are nearer to 0 than the
  /// true ones on average, and the middle ones, too, which may vary more.
  func tested(_ test: ([Double]) -> Measured<HypothesisTest>) -> Measured<HypothesisTest> {
    guard let beyond else { return .undefined(.withinBounds) }
    let (one, other) = (test(beyond), test(middle))
    guard let first = one.optional, let second = other.optional else {
      return one.optional == nil ? one : other
    }
    return first.pValue >= second.pValue ? one : other
  }
}

extension MultipleComparisons {
  /// Holm's correction, in which a question that bounds leave open counts among those that were asked.
  static func holmWithinBounds(_ pValues: [Measured<Double>]) -> [Measured<Double>] {
    let corrected = holm(pValues.map { $0.reason == .withinBounds ? .value(1) : $0 })
    return zip(pValues, corrected).map { $0.reason == .withinBounds ? $0 : $1 }
  }
}
