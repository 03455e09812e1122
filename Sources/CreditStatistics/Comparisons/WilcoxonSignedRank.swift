public import Ground

/// Wilcoxon's signed-rank test of paired measurements: whether the differences lie symmetrically about 0.
///
/// Differences are ranked by absolute value, equal ones sharing the average of their ranks, and the ranks of the positive
/// ones are summed. Differences of exactly 0 have no sign; ``ZeroConvention`` says what becomes of them.
///
/// Sources: Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945); Pratt, "Remarks on zeros
/// and ties in the Wilcoxon signed rank procedures", JASA 54 (1959).
public struct WilcoxonSignedRank: Sendable, Hashable, Codable {
  /// What becomes of differences of exactly 0.
  public enum ZeroConvention: String, Sendable, Hashable, Codable {
    /// They are dropped before ranking.
    case wilcoxon = "Wilcoxon"
    /// They are ranked, and then their ranks are dropped, so that the other ranks are higher by the number of zeros.
    case pratt = "Pratt"
  }

  /// Up to this many non-zero differences the p-value is exact, also with ties; beyond, it is the normal
  /// approximation.
  public static let largestExactCount = 50

  /// W+, the sum of the ranks of the positive differences, a multiple of 1/2; in `0...n (n + 1) / 2` when zeros are
  /// dropped.
  public let positiveRankSum: Double
  /// How many differences have a sign: those that are not 0.
  public let count: Int
  /// How many differences are 0.
  public let zeros: Int
  /// What became of them.
  public let convention: ZeroConvention
  /// Which alternative the p-value is for.
  public let alternative: Alternative
  /// The p-value, greater than 0 and at most 1. One below the smallest positive `Double` is given as that.
  public let pValue: Double
  /// Whether the p-value is exact.
  public let isExact: Bool

  /// The matched-pairs rank-biserial correlation, an effect size in `-1...1`: the share of the ranks that the
  /// positive differences hold minus the share of the negative ones.
  ///
  /// Source: Kerby, "The simple difference formula", Comprehensive Psychology 3 (2014).
  public var rankBiserialCorrelation: Double {
    let half = Self.meanRankSum(count: count, zeros: convention == .pratt ? zeros : 0)
    return (positiveRankSum - half) / half
  }

  /// The test of `first[i] - second[i]`. Undefined as ``test(differences:zeros:alternative:)``, and when a difference
  /// overflows.
  public static func test(
    _ first: some Numbers, _ second: some Numbers, zeros: ZeroConvention = .wilcoxon,
    alternative: Alternative = .twoSided
  ) -> Measured<WilcoxonSignedRank> {
    first.measured(with: second, atLeast: 1) { first, second in
      let differences = (0..<first.count).map { first[$0] - second[$0] }
      guard differences.allSatisfy(\.isFinite) else { return .undefined(.outOfRange) }
      return test(differences: differences, zeros: zeros, alternative: alternative)
    }
  }

  /// The test of differences. Undefined for none, when all are 0, and for a NaN or an infinity among them.
  ///
  /// Under the hypothesis each non-zero difference is positive or negative with probability 1/2, independently. The
  /// exact p-value counts, among all 2^n assignments of signs to the ranks at hand (shared ranks included), those
  /// whose rank sum is as far from its mean as the one found, or farther, in the direction of the alternative. Beyond
  /// ``largestExactCount`` the rank sum is taken as normal, with the variance n (n + 1) (2 n + 1) / 24 less (t³ - t) /
  /// 48 for each *t* equal absolute values (and, by Pratt, with *n* counting the zeros, less the same polynomial of
  /// their number), and with a continuity correction of 1/2 towards the mean.
  ///
  /// Absolute values tie when exactly equal: round first what should tie.
  ///
  /// - Complexity: O(*n* log *n*); the exact p-value O(*n*³) with *n* at most ``largestExactCount`` and few zeros.
  ///
  /// Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed. (2014), section 3.1, for ties
  /// and the approximation.
  public static func test(
    differences: some Numbers, zeros convention: ZeroConvention = .wilcoxon,
    alternative: Alternative = .twoSided
  ) -> Measured<WilcoxonSignedRank> {
    differences.measured(atLeast: 1) { sample in
      guard sample.magnitude > 0 else { return .undefined(.allZero) }
      return .value(WilcoxonSignedRank(SignedRanks(of: sample, zeros: convention), convention, alternative))
    }
  }

  private init(_ ranks: SignedRanks, _ convention: ZeroConvention, _ alternative: Alternative) {
    let counted = convention == .pratt ? ranks.zeros : 0
    let isExact = ranks.count <= Self.largestExactCount
    positiveRankSum = ranks.positiveSum
    count = ranks.count
    zeros = ranks.zeros
    self.convention = convention
    self.alternative = alternative
    self.isExact = isExact
    let tails = isExact ? Self.exactTails(ranks) : Self.normalTails(ranks, zeros: counted)
    let p = HypothesisTest.pValue(alternative, lower: tails.lower, upper: tails.upper)
    pValue = min(1, max(Double.leastNonzeroMagnitude, p))
  }

  /// The shares of the signs with a rank sum at most, and at least, the one found.
  ///
  /// Ranks are doubled, so that shared ones are whole and subsets can be counted by their sum. The counts are at most
  /// 2^50 and therefore exact. The distribution is symmetric also with ties, because turning all signs around exchanges
  /// W+ and W-, so that the upper tail is the lower one of the rest.
  private static func exactTails(_ ranks: SignedRanks) -> (lower: Double, upper: Double) {
    let total = ranks.doubled.reduce(0, +)
    let sum = Int(2 * ranks.positiveSum)
    let largest = max(sum, total - sum)
    var subsets = [UInt64](repeating: 0, count: largest + 1)
    subsets[0] = 1
    for rank in ranks.doubled where rank <= largest {
      for sum in Swift.stride(from: largest, through: rank, by: -1) { subsets[sum] += subsets[sum - rank] }
    }
    let all = Double(UInt64(1) << UInt64(ranks.count))
    return (
      Double(subsets[...sum].reduce(0, +)) / all, Double(subsets[...(total - sum)].reduce(0, +)) / all
    )
  }

  private static func normalTails(
    _ ranks: SignedRanks, zeros: Int
  ) -> (lower: Double, upper: Double) {
    func cubic(_ count: Int) -> Double { Double(count) * Double(count + 1) * Double(2 * count + 1) / 24 }
    let variance = cubic(ranks.count + zeros) - cubic(zeros) - ranks.tieCorrection
    let deviation = variance.squareRoot()
    let distance = ranks.positiveSum - meanRankSum(count: ranks.count, zeros: zeros)
    return (
      Distributions.normalUpperTail(-(distance + 0.5) / deviation),
      Distributions.normalUpperTail((distance - 0.5) / deviation)
    )
  }

  /// The mean of W+: half of all ranks but those of the first `zeros`.
  static func meanRankSum(count: Int, zeros: Int) -> Double {
    func triangle(_ count: Int) -> Double { Double(count) * Double(count + 1) / 4 }
    return triangle(count + zeros) - triangle(zeros)
  }
}

/// The ranks of the non-zero differences by absolute value.
struct SignedRanks {
  /// Twice the rank of each, in ascending order.
  let doubled: [Int]
  /// The sum of the ranks of the positive ones.
  let positiveSum: Double
  /// Σ(t³ - t) / 48 over the runs of equal absolute values.
  let tieCorrection: Double
  let zeros: Int

  var count: Int { doubled.count }

  init(of differences: Sample, zeros convention: WilcoxonSignedRank.ZeroConvention) {
    let signed = (0..<differences.count).map { differences[$0] }.filter { $0 != 0 }
    zeros = differences.count - signed.count
    let lift = convention == .pratt ? 2 * zeros : 0
    let ties = signed.map(abs).measured(atLeast: 1) { .value($0.ties) }.optional ?? []
    var doubled: [Int] = []
    doubled.reserveCapacity(signed.count)
    var positive = 0
    var correction = 0.0
    for tie in ties {
      let size = Double(tie.positions.count)
      correction += (size * size * size - size) / 48
      for position in tie.positions {
        doubled.append(tie.doubledRank + lift)
        if signed[position] > 0 { positive += tie.doubledRank + lift }
      }
    }
    self.doubled = doubled
    positiveSum = Double(positive) / 2
    tieCorrection = correction
  }
}
