import Ground
import CreditStatistics
import Testing
import TestSupport

struct WilcoxonSignedRankTests {
  /// Ranks 1, 2, 3 of 1, -2, 3: W+ = 1 + 3 = 4, W- = 2. Of the 8 signs, those with a rank sum of at most 2 are the
  /// sums 0, 1 and 2, so p = 2 · 3/8.
  @Test func byHand() throws {
    let result = try #require(WilcoxonSignedRank.test(differences: [1, -2, 3]).optional)
    #expect(result.positiveRankSum == 4)
    #expect(result.count == 3)
    #expect(result.zeros == 0)
    #expect(result.pValue == 0.75)
    #expect(result.isExact)
    expectClose(result.rankBiserialCorrelation, 1.0 / 3)
  }

  /// |d| = 1, 1, 2 has the ranks 1.5, 1.5, 3; W+ = 1.5 + 3 = 4.5, W- = 1.5. The rank sums 0, 1.5, 1.5, 3, 3, 4.5,
  /// 4.5, 6 have three that are at most 1.5, so p = 2 · 3/8.
  @Test func tiesByHand() throws {
    let result = try #require(WilcoxonSignedRank.test(differences: [1, -1, 2]).optional)
    #expect(result.positiveRankSum == 4.5)
    #expect(result.pValue == 0.75)
  }

  @Test func zerosAreDropped() throws {
    let with = try #require(WilcoxonSignedRank.test(differences: [0, 1, -2, -0.0, 3]).optional)
    let without = try #require(WilcoxonSignedRank.test(differences: [1, -2, 3]).optional)
    #expect(with.zeros == 2)
    #expect(with.count == 3)
    #expect(with.positiveRankSum == without.positiveRankSum)
    #expect(with.pValue == without.pValue)
  }

  @Test func undefined() {
    let none: [Double] = []
    #expect(WilcoxonSignedRank.test(differences: none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(WilcoxonSignedRank.test(differences: [0, 0]) == .undefined(.allZero))
    #expect(WilcoxonSignedRank.test(differences: [1, .nan]) == .undefined(.notFinite))
    #expect(WilcoxonSignedRank.test(differences: [1, -.infinity]) == .undefined(.notFinite))
    #expect(WilcoxonSignedRank.test([1.0, 2], [1.0, 2]) == .undefined(.allZero))
    #expect(WilcoxonSignedRank.test([1e308], [-1e308]) == .undefined(.outOfRange))
  }

  @Test func oneAndTwoDifferences() throws {
    let one = try #require(WilcoxonSignedRank.test(differences: [2]).optional)
    #expect(one.pValue == 1)
    #expect(one.rankBiserialCorrelation == 1)
    let two = try #require(WilcoxonSignedRank.test(differences: [-2, -1]).optional)
    #expect(two.pValue == 0.5)
    #expect(two.rankBiserialCorrelation == -1)
  }

  /// scipy.stats.wilcoxon(x, y, method="exact") on the depression scores of Hollander and Wolfe.
  @Test func pairsAgreeWithSciPy() throws {
    let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    let result = try #require(WilcoxonSignedRank.test(before, after).optional)
    #expect(result.positiveRankSum == 40)
    #expect(result.pValue == 0.0390625)
  }

  /// The differences 0.37 i² + i, positive where 7 i mod 5 is 0, 2 or 3, for i = 1 to n: no ties.
  private static func untied(_ count: Int) -> [Double] {
    (1...count).map { i in
      let size = Double(i * i) * 0.37 + Double(i)
      return [0, 2, 3].contains(i * 7 % 5) ? size : -size
    }
  }

  /// scipy.stats.wilcoxon(d, method="exact").pvalue.
  @Test(arguments: [
    (5, 10.0, 0.625), (10, 35, 0.4921875), (25, 200, 0.325391948223114), (50, 775, 0.18768390417341507),
  ])
  func exactAgreesWithSciPy(count: Int, rankSum: Double, pValue: Double) throws {
    let result = try #require(WilcoxonSignedRank.test(differences: Self.untied(count)).optional)
    #expect(result.isExact)
    #expect(result.positiveRankSum == rankSum)
    expectClose(result.pValue, pValue, tolerance: 1e-13)
  }

  /// scipy.stats.wilcoxon(d, method="approx", correction=True).pvalue.
  @Test(arguments: [
    (51, 826.0, 0.12771158588875983), (80, 1960, 0.10345291792437672), (200, 12100, 0.01239345509571007),
  ])
  func approximationAgreesWithSciPy(count: Int, rankSum: Double, pValue: Double) throws {
    let result = try #require(WilcoxonSignedRank.test(differences: Self.untied(count)).optional)
    #expect(!result.isExact)
    #expect(result.positiveRankSum == rankSum)
    expectClose(result.pValue, pValue)
  }

  /// scipy.stats.wilcoxon(d, method="approx", correction=True, zero_method="wilcox").pvalue, with 7 distinct sizes.
  @Test func approximationWithTiesAgreesWithSciPy() throws {
    let tied = (1...80).map { (i: Int) -> Double in
      let size = Double(i % 7 + 1)
      return [0, 2, 3].contains(i * 7 % 5) ? size : -size
    }
    let result = try #require(WilcoxonSignedRank.test(differences: (tied + [0, 0, 0])).optional)
    #expect(result.positiveRankSum == 1999.5)
    #expect(result.zeros == 3)
    expectClose(result.pValue, 0.06840154206725865)
  }

  /// All 2^n signs, with twice the ranks from ``Association/ranks(of:)``, which are whole.
  @Test(arguments: 1...10, 1...5 as ClosedRange<UInt64>)
  func agreesWithEnumerationOfSigns(count: Int, seed: UInt64) throws {
    var generator = SplitMix64(seed: seed &* 100 &+ UInt64(count))
    let sizes = generator.wholeNumbers(count, in: 1...4)
    let differences = sizes.map { Bool.random(using: &generator) ? $0 : -$0 }
    let ranks = try #require(Association.ranks(of: sizes).optional).map { Int(2 * $0) }
    /// The distance of the rank sum from its mean, times 4.
    func distance(_ isPositive: (Int) -> Bool) -> Int {
      var difference = 0
      for unit in ranks.indices { difference += isPositive(unit) ? ranks[unit] : -ranks[unit] }
      return abs(difference)
    }
    let found = distance { differences[$0] > 0 }
    let assignments = 1 << count
    let asExtreme = (0..<assignments).count { signs in distance { unit in signs >> unit & 1 == 1 } >= found }
    let result = try #require(WilcoxonSignedRank.test(differences: differences).optional)
    expectClose(result.pValue, Double(asExtreme) / Double(assignments), tolerance: 1e-15)
  }

  /// At the boundary between the two, the approximation is within 0.01 of the exact value.
  @Test func theApproximationContinuesTheExactValues() throws {
    let exact = try #require(WilcoxonSignedRank.test(differences: Self.untied(50)).optional)
    let approximate = try #require(
      WilcoxonSignedRank.test(differences: (Self.untied(50) + [0.001])).optional)
    #expect(exact.isExact && !approximate.isExact)
    #expect(abs(exact.pValue - approximate.pValue) < 0.01)
  }

  /// p is in (0, 1], also for samples so lopsided that the tail underflows, and for perfectly balanced ones.
  @Test(arguments: [1, 10, 50, 51, 5000])
  func pIsAProbability(count: Int) throws {
    let positive = (1...count).map(Double.init)
    let lopsided = try #require(WilcoxonSignedRank.test(differences: positive).optional)
    #expect(lopsided.pValue > 0 && lopsided.pValue <= 1)
    #expect(lopsided.rankBiserialCorrelation == 1)
    let balanced = positive.flatMap { [$0, -$0] }
    #expect(WilcoxonSignedRank.test(differences: balanced).map(\.pValue) == .value(1))
  }

  @Test func theSmallestExactPValue() throws {
    let positive = (1...50).map(Double.init)
    let result = try #require(WilcoxonSignedRank.test(differences: positive).optional)
    #expect(result.pValue == 0x1p-49)
  }

  /// p does not change when all signs turn, when differences are scaled or reordered.
  @Test(arguments: [12, 70])
  func invariances(count: Int) throws {
    var generator = SplitMix64(seed: 9)
    let differences = generator.wholeNumbers(count, in: -6...9)
    let result = try #require(WilcoxonSignedRank.test(differences: differences).optional)
    let turned = try #require(WilcoxonSignedRank.test(differences: differences.map { -$0 }).optional)
    #expect(turned.pValue == result.pValue)
    #expect(turned.rankBiserialCorrelation == -result.rankBiserialCorrelation)
    let n = Double(result.count)
    #expect(turned.positiveRankSum + result.positiveRankSum == n * (n + 1) / 2)
    let moved = differences.map { 0.5 * $0 }.shuffled(using: &generator)
    #expect(WilcoxonSignedRank.test(differences: moved) == .value(result))
  }
}
