import CGSL

/// Wilcoxon's signed-rank test of paired measurements: whether the differences lie symmetrically about 0.
///
/// Differences of exactly 0 are dropped (Wilcoxon's convention; Pratt's would rank them); the rest are ranked by
/// absolute value, equal ones sharing the average of their ranks, and the ranks of the positive ones are summed.
///
/// Source: Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945).
public struct WilcoxonSignedRank: Sendable, Hashable {
  /// Up to this many non-zero differences the p-value is exact, also with ties; beyond, it is the normal
  /// approximation.
  public static let largestExactCount = 50

  /// W+, the sum of the ranks of the positive differences, in `0...n (n + 1) / 2`; a multiple of 1/2.
  public let positiveRankSum: Double
  /// How many differences were ranked: those that are not 0.
  public let count: Int
  /// How many differences were dropped because they are 0.
  public let zeros: Int
  /// The two-sided p-value, greater than 0 and at most 1. One below the smallest positive `Double` is given as that.
  public let pValue: Double
  /// Whether the p-value is exact.
  public let isExact: Bool

  /// The matched-pairs rank-biserial correlation, an effect size in `-1...1`: the share of the ranks that the
  /// positive differences hold minus the share of the negative ones.
  ///
  /// Source: Kerby, "The simple difference formula", Comprehensive Psychology 3 (2014).
  public var rankBiserialCorrelation: Double {
    let half = Double(count) * Double(count + 1) / 4
    return (positiveRankSum - half) / half
  }

  /// The test of `first[i] - second[i]`. Undefined as ``test(differences:)``, and when a difference overflows.
  public static func test(_ first: some Numbers, _ second: some Numbers) -> Measured<WilcoxonSignedRank> {
    first.measured(with: second, atLeast: 1) { first, second in
      let differences = (0..<first.count).map { first[$0] - second[$0] }
      guard differences.allSatisfy(\.isFinite) else { return .undefined(.outOfRange) }
      return test(differences: differences)
    }
  }

  /// The test of differences. Undefined for none, when all are 0, and for a NaN or an infinity among them.
  ///
  /// Under the hypothesis each non-zero difference is positive or negative with probability 1/2, independently. The
  /// exact p-value counts, among all 2^n assignments of signs to the ranks at hand (shared ranks included), those
  /// whose rank sum is as far from its mean as the one found, or farther. Beyond ``largestExactCount`` the rank sum
  /// is taken as normal, with the variance n (n + 1) (2 n + 1) / 24 less (t³ - t) / 48 for each *t* equal absolute
  /// values, and with a continuity correction of 1/2 towards the mean.
  ///
  /// Absolute values tie when exactly equal: round first what should tie.
  ///
  /// - Complexity: O(*n* log *n*); the exact p-value O(*n*³) with *n* at most ``largestExactCount``.
  ///
  /// Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed. (2014), section 3.1, for ties
  /// and the approximation.
  public static func test(differences: some Numbers) -> Measured<WilcoxonSignedRank> {
    differences.measured(atLeast: 1) { sample in
      let ranked = (0..<sample.count).map { sample[$0] }.filter { $0 != 0 }
      guard !ranked.isEmpty else { return .undefined(.allZero) }
      let magnitudes = ranked.map(abs)
      return magnitudes.measured(atLeast: 1) { magnitudes in
        .value(test(ranked, ties: magnitudes.ties, zeros: sample.count - ranked.count))
      }
    }
  }

  private static func test(_ ranked: [Double], ties: [Tie], zeros: Int) -> WilcoxonSignedRank {
    let count = ranked.count
    var doubledRanks: [Int] = []
    doubledRanks.reserveCapacity(count)
    var doubledSum = 0
    var tieCorrection = 0.0
    for tie in ties {
      let size = Double(tie.positions.count)
      tieCorrection += (size * size * size - size) / 48
      for position in tie.positions {
        doubledRanks.append(tie.doubledRank)
        if ranked[position] > 0 { doubledSum += tie.doubledRank }
      }
    }
    let isExact = count <= largestExactCount
    let pValue =
      isExact
      ? exactPValue(doubledRanks: doubledRanks, doubledSum: doubledSum)
      : normalPValue(count: count, rankSum: Double(doubledSum) / 2, tieCorrection: tieCorrection)
    return WilcoxonSignedRank(
      positiveRankSum: Double(doubledSum) / 2, count: count, zeros: zeros, pValue: pValue, isExact: isExact)
  }

  /// Twice the probability of a rank sum at most the smaller of W+ and W-, capped at 1; the null distribution is
  /// symmetric also with ties, because turning all signs around exchanges W+ and W-.
  ///
  /// Ranks are doubled, so that shared ones are whole and subsets can be counted by their sum. The counts are at most
  /// 2^50 and therefore exact.
  private static func exactPValue(doubledRanks: [Int], doubledSum: Int) -> Double {
    let total = doubledRanks.reduce(0, +)
    let smaller = min(doubledSum, total - doubledSum)
    var subsets = [UInt64](repeating: 0, count: smaller + 1)
    subsets[0] = 1
    for rank in doubledRanks where rank <= smaller {
      for sum in Swift.stride(from: smaller, through: rank, by: -1) { subsets[sum] += subsets[sum - rank] }
    }
    let asExtreme = subsets.reduce(0, +)
    return min(1, 2 * Double(asExtreme) / Double(UInt64(1) << UInt64(doubledRanks.count)))
  }

  private static func normalPValue(count: Int, rankSum: Double, tieCorrection: Double) -> Double {
    let n = Double(count)
    let mean = n * (n + 1) / 4
    let variance = n * (n + 1) * (2 * n + 1) / 24 - tieCorrection
    let distance = max(0, abs(rankSum - mean) - 0.5)
    let tail = GSL.call { gsl_cdf_ugaussian_Q(distance / variance.squareRoot()) }
    return min(1, max(Double.leastNonzeroMagnitude, 2 * tail))
  }
}
