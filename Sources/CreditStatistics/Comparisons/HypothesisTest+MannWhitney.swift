public import Ground

extension HypothesisTest {
  /// Up to this many values in both samples together, Mann and Whitney's p-value is exact, also with ties.
  public static let largestExactMannWhitney = 50

  /// Mann and Whitney's test of two independent samples: whether a value of the first is larger than one of the second as
  /// often as smaller. The statistic is U, the number of pairs in which it is larger, ties counting half.
  ///
  /// The exact p-value counts, among all ways to give `n` of the ranks at hand (shared ranks included) to the first
  /// sample, those with a rank sum at least as far out. Beyond ``largestExactMannWhitney`` values, U is taken as
  /// normal, with the variance n m ((N + 1) - Σ(t³ - t) / (N (N - 1))) / 12 and a continuity correction of 1/2. It tests
  /// equal distributions; with unequal spreads it does not test equal medians. Undefined for an empty sample, and when all
  /// values are equal.
  ///
  /// - Complexity: O(N log N); the exact p-value O(n N³) with N at most ``largestExactMannWhitney``.
  ///
  /// Source: Mann and Whitney, Annals of Mathematical Statistics 18 (1947); Hollander, Wolfe and Chicken (2014),
  /// section 4.1, for ties.
  public static func mannWhitney(
    _ first: some Numbers, _ second: some Numbers, alternative: Alternative = .twoSided
  ) -> Measured<HypothesisTest> {
    pooled(first, second) { pooled, count in
      guard !pooled.isConstant else { return .undefined(.noVariance) }
      var doubledRanks: [Int] = []
      var doubledSum = 0
      var tieSum = 0.0
      for tie in pooled.ties {
        let size = Double(tie.positions.count)
        tieSum += size * size * size - size
        for position in tie.positions {
          doubledRanks.append(tie.doubledRank)
          if position < count { doubledSum += tie.doubledRank }
        }
      }
      let others = pooled.count - count
      let u = Double(doubledSum - count * (count + 1)) / 2
      let isExact = pooled.count <= largestExactMannWhitney
      let tails =
        isExact
        ? subsetTails(doubledRanks, size: count, sum: doubledSum)
        : normalTails(u, Double(count), Double(others), tieSum: tieSum)
      return .value(
        HypothesisTest(
          .mannWhitney, alternative: alternative, statistic: u,
          pValue: pValue(alternative, lower: tails.lower, upper: tails.upper), isExact: isExact,
          units: pooled.count))
    }
  }

  /// Both samples, one after the other, and how many belong to the first.
  static func pooled<Result>(
    _ first: some Numbers, _ second: some Numbers, _ body: (Sample, Int) -> Measured<Result>
  ) -> Measured<Result> {
    first.measured(atLeast: 1) { first in
      second.measured(atLeast: 1) { second in
        let values = (0..<first.count).map { first[$0] } + (0..<second.count).map { second[$0] }
        return values.measured(atLeast: 2) { body($0, first.count) }
      }
    }
  }

  /// The shares of the subsets of a size whose sum is at most, and at least, the one found. Counts are whole and below
  /// 2^53.
  private static func subsetTails(
    _ doubledRanks: [Int], size: Int, sum: Int
  ) -> (lower: Double, upper: Double) {
    let total = doubledRanks.reduce(0, +)
    let width = total + 1
    var subsets = [Double](repeating: 0, count: (size + 1) * width)
    subsets[0] = 1
    for (seen, rank) in doubledRanks.enumerated() {
      for chosen in Swift.stride(from: min(size, seen + 1), through: 1, by: -1) {
        let (row, previous) = (chosen * width, (chosen - 1) * width)
        for reached in rank...total where subsets[previous + reached - rank] != 0 {
          subsets[row + reached] += subsets[previous + reached - rank]
        }
      }
    }
    let row = subsets[(size * width)...]
    let all = row.reduce(0, +)
    return (row.prefix(sum + 1).reduce(0, +) / all, row.dropFirst(sum).reduce(0, +) / all)
  }

  private static func normalTails(
    _ u: Double, _ n: Double, _ m: Double, tieSum: Double
  ) -> (lower: Double, upper: Double) {
    let all = n + m
    let deviation = (n * m / 12 * ((all + 1) - tieSum / (all * (all - 1)))).squareRoot()
    let distance = u - n * m / 2
    return (
      Distributions.normalUpperTail(-(distance + 0.5) / deviation),
      Distributions.normalUpperTail((distance - 0.5) / deviation)
    )
  }
}
