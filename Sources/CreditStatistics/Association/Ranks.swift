public import Ground

extension Association {
  /// The ranks of the values, 1 for the smallest to *n* for the largest; tied values share the average of the ranks
  /// that they take up together, so that ranks always sum to n (n + 1) / 2.
  ///
  /// Equal means exactly equal; 0 and -0 tie. No values have no ranks: an empty array. Undefined for a NaN or an
  /// infinity.
  ///
  /// - Complexity: O(*n* log *n*).
  public static func ranks(of values: some Numbers) -> Measured<[Double]> {
    guard values.withNumbers({ !$0.isEmpty }) else { return .value([]) }
    return values.measured(atLeast: 1) { .value($0.ranks) }
  }
}

/// A run of equal values of a sample; one value without an equal is a run, too.
struct Tie {
  /// Where the values stand in the sample.
  let positions: ArraySlice<Int>
  /// Twice the rank that they share: the first plus the last of the ranks they take up, whole also where the rank is
  /// not.
  let doubledRank: Int
}

extension Sample {
  /// The rank of every value, ties sharing the average of theirs.
  var ranks: [Double] {
    var ranks = [Double](repeating: 0, count: count)
    for tie in ties {
      for position in tie.positions { ranks[position] = Double(tie.doubledRank) / 2 }
    }
    return ranks
  }

  /// The runs of equal values, in ascending order of value.
  var ties: [Tie] {
    let order = ascendingPositions
    var ties: [Tie] = []
    var start = 0
    for end in 1...order.count where end == order.count || self[order[end]] != self[order[start]] {
      ties.append(Tie(positions: order[start..<end], doubledRank: start + 1 + end))
      start = end
    }
    return ties
  }
}
