public import Ground

extension Association {
  /// The share of the `k` units with the largest references that are also among the `k` with the largest estimates,
  /// in `0...1`; denominator `k`.
  ///
  /// Where ties at the boundary leave open which units are among the `k`, the result is the expected share when each
  /// side breaks its ties at random: with *r* places left for *t* tied units, each of them counts as *r*/*t* of a
  /// member, independently on the two sides. A constant sample therefore gives the recall of guessing, k / n.
  /// Largest is by value; pass absolute values to compare sizes.
  ///
  /// Undefined for fewer than `k` pairs, and, with `UndefinedReason/notAccepted(_:)`, for a `k` below 1. With exactly `k` pairs
  /// the recall is 1.
  ///
  /// - Parameters:
  ///   - k: At least 1.
  ///   - estimates: One number a unit.
  ///   - references: The number that each is held against, in the same order.
  /// - Complexity: O(*n* log *n*).
  public static func topRecall(
    _ k: Int, of estimates: some Numbers, against references: some Numbers
  ) -> Measured<Double> {
    guard k >= 1 else { return .notAccepted("k", k, accepted: "1 or more") }
    return estimates.measured(with: references, atLeast: k) { estimates, references in
      let chosen = TopMembership(k, of: estimates)
      let wanted = TopMembership(k, of: references)
      var expected = 0.0
      for index in 0..<references.count {
        expected += chosen.share(of: estimates[index]) * wanted.share(of: references[index])
      }
      // The shares of either side sum to k; rounding of their products must not carry the recall beyond 1.
      return .value(min(1, expected / Double(k)))
    }
  }
}

/// How much of a member each value is of the largest `k`.
private struct TopMembership {
  private let boundary: Double
  private let boundaryShare: Double

  init(_ k: Int, of sample: Sample) {
    let ascending = sample.sorted
    let boundary = ascending[ascending.count - k]
    let above = ascending.count - ascending.partitioningIndex { $0 > boundary }
    let tied = ascending.count - above - ascending.partitioningIndex { $0 >= boundary }
    self.boundary = boundary
    boundaryShare = Double(k - above) / Double(tied)
  }

  func share(of value: Double) -> Double {
    value > boundary ? 1 : value == boundary ? boundaryShare : 0
  }
}

extension [Double] {
  /// The first index whose element satisfies the predicate, where all after the first one do; `count` if none does.
  func partitioningIndex(_ belongsAfter: (Double) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if belongsAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
