public import Ground

/// Treatments in order of their mean ranks, and the groups within which no two differ: what a critical-difference diagram
/// shows.
public struct CriticalDifference: Sendable, Hashable {
  /// The mean rank of each treatment, 1 for the smallest values.
  public let meanRanks: [Double]
  /// The treatments in ascending order of mean rank; equal ones in the order in which they were given.
  public let order: [Int]
  /// The smallest difference of mean ranks that is significant.
  public let difference: Double
  /// The largest groups of treatments next to each other in ``order`` whose mean ranks differ by less than
  /// ``difference``; as positions in ``order``. A treatment that differs from all others is in none.
  public let groups: [ClosedRange<Int>]

  /// The critical difference of Nemenyi's comparison, q(a) sqrt(k (k + 1) / (12 n)) with *q* the quantile of the range of
  /// *k* normal values, and the groups. Undefined as ``PairwiseComparison/nemenyi(_:treatments:)``.
  ///
  /// - Parameters:
  ///   - matrix: The values, block by block: a row is a block, a column a treatment.
  ///   - treatments: How many columns there are.
  ///   - level: The probability *a* of any false difference, between 0 and 1.
  ///
  /// Source: Demšar, "Statistical comparisons of classifiers over multiple data sets", JMLR 7 (2006), section 3.2.2.
  public static func nemenyi(
    _ matrix: [Double], treatments: Int, level: Double
  ) -> Measured<CriticalDifference> {
    guard level > 0, level < 1 else { return .unaccepted(confidence: level, "level") }
    return BlockRanks.measured(matrix, treatments: treatments).map { ranks in
      let (n, k) = (Double(ranks.blocks), Double(treatments))
      let quantile = RangeOfNormals.quantile(upperTail: level, count: treatments)
      return CriticalDifference(
        meanRanks: ranks.sums.map { $0 / n }, difference: quantile * (k * (k + 1) / (12 * n)).squareRoot())
    }
  }

  init(meanRanks: [Double], difference: Double) {
    self.meanRanks = meanRanks
    self.difference = difference
    let order = meanRanks.indices.sorted { (meanRanks[$0], $0) < (meanRanks[$1], $1) }
    self.order = order
    var groups: [ClosedRange<Int>] = []
    for start in order.indices {
      var end = start
      while end + 1 < order.count, meanRanks[order[end + 1]] - meanRanks[order[start]] < difference {
        end += 1
      }
      if end > start, groups.last.map({ $0.upperBound < end }) ?? true { groups.append(start...end) }
    }
    self.groups = groups
  }
}
