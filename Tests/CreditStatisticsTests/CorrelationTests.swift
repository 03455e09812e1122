import Ground
import CreditStatistics
import Testing
import TestSupport

struct CorrelationTests {
  /// Deviations -1.5 -0.5 0.5 1.5 and -1.5 0.5 -0.5 1.5: cross 4, squares 5 and 5, so r = 4/5. No ties, so the ranks
  /// are the values and Spearman's is the same.
  @Test func byHand() {
    let x: [Double] = [1, 2, 3, 4]
    let y: [Double] = [1, 3, 2, 4]
    expectClose(Association.pearson(x, y), 0.8)
    expectClose(Association.spearman(x, y), 0.8)
  }

  /// Average ranks 1 2.5 2.5 4 and 1 3 2 4: deviations -1.5 0 0 1.5 and -1.5 0.5 -0.5 1.5; cross 4.5, squares 4.5 and
  /// 5, so rho = sqrt(0.9). Ranks that broke the tie by position would give 0.8 or 1.
  @Test func tiesShareAverageRanks() {
    expectClose(Association.spearman([1.0, 2, 2, 3], [1.0, 3, 2, 4]), 0.9.squareRoot())
  }

  /// scipy.stats.pearsonr(x, y)[0] and scipy.stats.spearmanr(x, y)[0];
  /// scipy.stats.spearmanr([1, 1, 1, 2, 5, 5], [3, 1, 2, 2, 2, 9])[0].
  @Test func agreesWithSciPy() {
    expectClose(Association.pearson(first, second), 0.8854184764628902)
    expectClose(Association.spearman(first, second), 0.9047619047619048)
    expectClose(
      Association.spearman([1.0, 1, 1, 2, 5, 5], [3.0, 1, 2, 2, 2, 9]), 0.3934955014703719)
  }

  @Test func tooFewPairs() {
    for count in 0...1 {
      let x = [Double](repeating: 1, count: count)
      #expect(Association.pearson(x, x) == .undefined(.tooFew(found: count, needed: 2)))
      #expect(Association.spearman(x, x) == .undefined(.tooFew(found: count, needed: 2)))
    }
  }

  @Test func twoPairsAreAlwaysPerfect() {
    expectClose(Association.pearson([1.0, 2], [5.0, -3]), -1)
    expectClose(Association.spearman([1.0, 2], [5.0, 7]), 1)
  }

  @Test func aConstantHasNoCorrelation() {
    let constant = [0.1, 0.1, 0.1]
    let varying = [1.0, 2, 3]
    for (x, y) in [(constant, varying), (varying, constant), (constant, constant)] {
      #expect(Association.pearson(x, y) == .undefined(.noVariance))
      #expect(Association.spearman(x, y) == .undefined(.noVariance))
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsUndefined(intruder: Double) {
    let spoiled = [1, intruder, 3]
    let sound = [1.0, 2, 4]
    for (x, y) in [(spoiled, sound), (sound, spoiled)] {
      #expect(Association.pearson(x, y) == .undefined(.notFinite))
      #expect(Association.spearman(x, y) == .undefined(.notFinite))
    }
  }

  /// GSL's correlation would silently give 0 for the first and infinity for the second.
  @Test(arguments: [1e200, 1e-200, 1e308])
  func squaresThatLeaveTheRangeAreUndefined(unit: Double) {
    let x = [-1.7, 0.2, 1.7].map { $0 * unit }
    let y = [1.0, 3, 2]
    #expect(Association.pearson(x, y) == .undefined(.outOfRange))
    expectClose(Association.spearman(x, y), 0.5)
  }

  @Test func perfectCorrelationIsNotBeyondOne() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let x = generator.numbers(7, in: -1..<1)
      let y = x.map { 3 * $0 }
      for r in [Association.pearson(x, y), Association.spearman(x, y)] {
        expectClose(r, 1)
        #expect((r.optional ?? 2) <= 1)
      }
    }
  }

  /// Correlation is symmetric, and invariant to positive affine maps of either side (Spearman's to any increasing
  /// map) and to the order of the pairs; a sign turns with a sign.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func invariances(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let x = generator.wholeNumbers(25, in: -4...4)
    let y = zip(x, generator.wholeNumbers(25, in: -4...4)).map { $0 + $1 }
    let order = Array(x.indices).shuffled(using: &generator)
    let pearson = try #require(Association.pearson(x, y).optional)
    let spearman = try #require(Association.spearman(x, y).optional)
    expectClose(Association.pearson(y, x), pearson)
    expectClose(Association.spearman(y, x), spearman)
    expectClose(Association.pearson(order.map { x[$0] }, order.map { y[$0] }), pearson)
    expectClose(Association.spearman(order.map { x[$0] }, order.map { y[$0] }), spearman)
    expectClose(Association.pearson(x.map { 3 * $0 + 7 }, y.map { -$0 }), -pearson)
    expectClose(Association.spearman(x.map { $0 * $0 * $0 }, y.map { -$0 }), -spearman)
    let ranksOfX = try #require(Association.ranks(of: x).optional)
    let ranksOfY = try #require(Association.ranks(of: y).optional)
    expectClose(Association.pearson(ranksOfX, ranksOfY), spearman)
  }
}

struct RanksTests {
  @Test func tiesShareTheAverage() {
    #expect(Association.ranks(of: [30.0, 10, 20, 20, 20]) == .value([5, 1, 3, 3, 3]))
    #expect(Association.ranks(of: [2.0, 2, 1]) == .value([2.5, 2.5, 1]))
    #expect(Association.ranks(of: [7.0, 7, 7, 7]) == .value([2.5, 2.5, 2.5, 2.5]))
    #expect(Association.ranks(of: [0.0, -0.0, 1]) == .value([1.5, 1.5, 3]))
  }

  /// scipy.stats.rankdata([1, 1, 1, 2, 5, 5]) and scipy.stats.rankdata([3, 1, 2, 2, 2, 9]).
  @Test func agreesWithSciPy() {
    #expect(Association.ranks(of: [1.0, 1, 1, 2, 5, 5]) == .value([2, 2, 2, 4, 5.5, 5.5]))
    #expect(Association.ranks(of: [3.0, 1, 2, 2, 2, 9]) == .value([5, 1, 3, 3, 3, 6]))
  }

  @Test func edges() {
    #expect(Association.ranks(of: ([] as [Double])) == .value([]))
    #expect(Association.ranks(of: [3.0]) == .value([1]))
    #expect(Association.ranks(of: [3.0, .nan]) == .undefined(.notFinite))
    #expect(Association.ranks(of: [3.0, .infinity]) == .undefined(.notFinite))
  }

  /// A rank is 1 + the number of smaller values + half the number of other equal ones; the ranks sum to n (n + 1) /
  /// 2.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func agreesWithCounting(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let values = generator.wholeNumbers(40, in: 0...12)
    let counted = values.map { value in
      Double(values.count { $0 < value }) + Double(values.count { $0 == value } + 1) / 2
    }
    #expect(Association.ranks(of: values) == .value(counted))
    #expect(counted.reduce(0, +) == 820)
  }
}
