public import Ground

/// Adjustments of p-values for a family of tests. Rejecting where the adjusted value is at most *a* keeps the probability
/// of any false rejection in the family at *a* (Holm, Bonferroni, Šidák, Hochberg, Hommel), or the expected share of false
/// ones among the rejections (Benjamini and Hochberg, Benjamini and Yekutieli).
///
/// Results stand in the order of the tests. A test without a p-value stays undefined with its reason and is not part
/// of the family; a number that is not a probability becomes `UndefinedReason/notFinite` or
/// `UndefinedReason/notAProbability(_:)` and is not part of it either.
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
    adjusted(pValues) { ascending in
      var floor = 0.0
      return ascending.indices.map { rank in
        floor = max(floor, Double(ascending.count - rank) * ascending[rank])
        return floor
      }
    }
  }

  /// Hochberg's step-up adjustment: the *i*-th smallest becomes the smallest of (m - j + 1) p(j) over j ≥ i. Never larger
  /// than Holm's; valid for independent tests and for positively dependent ones.
  ///
  /// Source: Hochberg, "A sharper Bonferroni procedure for multiple tests of significance", Biometrika 75 (1988).
  public static func hochberg(_ pValues: [Measured<Double>]) -> [Measured<Double>] {
    adjusted(pValues) { ascending in
      stepUp(ascending) { rank in Double(ascending.count - rank) }
    }
  }

  /// Hommel's adjustment, by closing Simes's test. Never larger than Hochberg's, and valid under the same dependence.
  ///
  /// - Complexity: O(*m*²).
  ///
  /// Sources: Hommel, Biometrika 75 (1988); Wright, Biometrics 48 (1992), for the adjusted values.
  public static func hommel(_ pValues: [Measured<Double>]) -> [Measured<Double>] {
    adjusted(pValues) { ascending in
      let m = ascending.count
      let simes = smallestRatio(of: ascending[...], Double(m), from: 1)
      var result = ascending.map { max($0, simes) }
      for size in Swift.stride(from: m - 1, through: 2, by: -1) {
        // Subsets of this size: the largest `size` - 1 p-values by Simes, and any one of the others.
        let large = (m - size + 1)..<m
        let simes = smallestRatio(of: ascending[large], Double(size), from: 2)
        for rank in 0..<large.lowerBound {
          result[rank] = max(result[rank], min(simes, Double(size) * ascending[rank]))
        }
        let last = min(simes, Double(size) * ascending[m - size])
        for rank in large { result[rank] = max(result[rank], last) }
      }
      return result
    }
  }

  /// The smallest of `factor` p(j) / (j + `first`) over ascending p-values; 1 if there are none.
  private static func smallestRatio(of ascending: ArraySlice<Double>, _ factor: Double, from first: Int)
    -> Double
  {
    var smallest: Double?
    for (rank, value) in ascending.enumerated() {
      let ratio = factor * value / Double(rank + first)
      smallest = min(smallest ?? ratio, ratio)
    }
    return smallest ?? 1
  }

  /// Benjamini and Hochberg's adjustment: the *i*-th smallest becomes the smallest of (m / j) p(j) over j ≥ i. Keeps the
  /// false discovery rate for independent and for positively dependent tests.
  ///
  /// Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995).
  public static func benjaminiHochberg(_ pValues: [Measured<Double>]) -> [Measured<Double>] {
    adjusted(pValues) { ascending in
      stepUp(ascending) { rank in Double(ascending.count) / Double(rank + 1) }
    }
  }

  /// Benjamini and Yekutieli's adjustment: Benjamini and Hochberg's times 1 + 1/2 + ... + 1/m. Keeps the false discovery
  /// rate under any dependence.
  ///
  /// Source: Benjamini and Yekutieli, Annals of Statistics 29 (2001).
  public static func benjaminiYekutieli(_ pValues: [Measured<Double>]) -> [Measured<Double>] {
    adjusted(pValues) { ascending in
      let harmonic = (1...max(1, ascending.count)).reversed().reduce(0.0) { $0 + 1.0 / Double($1) }
      return stepUp(ascending) { rank in harmonic * Double(ascending.count) / Double(rank + 1) }
    }
  }

  /// Šidák's adjustment, 1 - (1 - p)^m: exact for independent tests.
  ///
  /// Source: Šidák, JASA 62 (1967).
  public static func sidak(_ pValues: [Measured<Double>]) -> [Measured<Double>] {
    adjusted(pValues) { ascending in
      ascending.map { Distributions.complementOfPower(of: $0, exponent: Double(ascending.count)) }
    }
  }

  /// The adjusted values of a family, which `adjust` gets and returns in ascending order; at most 1.
  private static func adjusted(
    _ pValues: [Measured<Double>], _ adjust: ([Double]) -> [Double]
  ) -> [Measured<Double>] {
    var adjusted = pValues.map { $0.flatMap(probability) }
    let family = adjusted.indices.filter { adjusted[$0].optional != nil }
    let values = family.compactMap { adjusted[$0].optional }
    guard !values.isEmpty else { return adjusted }
    let positions = values.measured(atLeast: 1) { .value($0.ascendingPositions) }.optional ?? []
    for (position, value) in zip(positions, adjust(positions.map { values[$0] })) {
      adjusted[family[position]] = .value(min(1, value))
    }
    return adjusted
  }

  private static func stepUp(_ ascending: [Double], factor: (Int) -> Double) -> [Double] {
    var ceiling = 1.0
    var result = ascending
    for rank in ascending.indices.reversed() {
      ceiling = min(ceiling, factor(rank) * ascending[rank])
      result[rank] = ceiling
    }
    return result
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
