/// Adjustments of p-values for a family of tests, so that rejecting where the adjusted value is at most *a* keeps the
/// probability of any false rejection in the family at *a*.
///
/// Results stand in the order of the tests. A test without a p-value stays undefined with its reason and is not part
/// of the family; a number that is not a probability becomes ``UndefinedReason/notFinite`` or
/// ``UndefinedReason/notAProbability(_:)`` and is not part of it either.
public enum MultipleComparisons {
  /// Holm's step-down adjustment, valid under any dependence of the tests.
  ///
  /// With the *m* p-values of the family ascending, the *i*-th (from 1) becomes the largest of (m - j + 1) p(j) over
  /// j ≤ i, at most 1. Adjusted values keep the order of the p-values, equal p-values stay equal, and a family of
  /// one is unchanged.
  ///
  /// - Complexity: O(*m* log *m*).
  ///
  /// Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
  /// (1979), section 3.
  public static func holm(_ pValues: [Measured<Double>]) -> [Measured<Double>] {
    var adjusted = pValues.map { $0.flatMap(probability) }
    let family = adjusted.indices.filter { adjusted[$0].optional != nil }
    let values = family.compactMap { adjusted[$0].optional }
    var floor = 0.0
    let ascending = values.measured(atLeast: 1) { .value($0.ascendingPositions) }.optional ?? []
    for (rank, position) in ascending.enumerated() {
      floor = min(1, max(floor, Double(values.count - rank) * values[position]))
      adjusted[family[position]] = .value(floor)
    }
    return adjusted
  }

  /// Bonferroni's adjustment: each of the *m* p-values of the family times *m*, at most 1. Holm's is never larger
  /// and as valid.
  public static func bonferroni(_ pValues: [Measured<Double>]) -> [Measured<Double>] {
    let checked = pValues.map { $0.flatMap(probability) }
    let size = Double(checked.count { $0.optional != nil })
    return checked.map { $0.map { min(1, $0 * size) } }
  }

  private static func probability(_ value: Double) -> Measured<Double> {
    guard value.isFinite else { return .undefined(.notFinite) }
    return (0...1).contains(value) ? .value(value) : .undefined(.notAProbability(value))
  }
}
