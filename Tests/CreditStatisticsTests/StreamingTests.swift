import Ground
import CreditStatistics
import Testing
import TestSupport

struct StreamingTests {
  /// Numbers that cancel almost wholly: the plain sum is 0 or far away, the compensated one is right.
  @Test func compensatedSumKeepsWhatRoundingDrops() {
    let values: [Double] = [1, 1e100, 1, -1e100]
    #expect(CompensatedSum(of: values).value == .value(2))
    let tenths = CompensatedSum(of: [Double](repeating: 0.1, count: 10_000))
    // 10,000 times the Double nearest to 0.1, which exceeds 0.1 by 5.551115123125783e-18, is 1000 + 5.55e-14, whose
    // nearest Double is 1000.
    #expect(tenths.value == .value(1000))
    #expect(tenths.mean == .value(0.1))
  }

  /// In any order and grouping the sum is within the stated bound of the exact one, which whole numbers over 2^40 have
  /// in 128 bits.
  @Test(arguments: 1...8 as ClosedRange<UInt64>) func anyOrderOfMerging(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let whole = (0..<2000).map { _ in Int64.random(in: -1 << 52...1 << 52, using: &generator) }
    let values = whole.map { Double($0) * 0x1p-40 }
    let exact = Double(whole.reduce(0, +)) * 0x1p-40
    let size = values.map(abs).reduce(0, +)
    let bound = abs(exact) * 0x1p-53 + 4e6 * 0x1p-104 * size
    for shards in [1, 2, 7, 50] {
      var parts = [CompensatedSum](repeating: CompensatedSum(), count: shards)
      for value in values.shuffled(using: &generator) {
        parts[Int.random(in: 0..<shards, using: &generator)].add(value)
      }
      var total = CompensatedSum()
      for part in parts.shuffled(using: &generator) { total.merge(part) }
      let found = try #require(total.value.optional)
      #expect(abs(found - exact) <= bound, "seed \(seed), \(shards) shards")
      #expect(total.count == 2000)
    }
  }

  @Test func sumsOfNothingAndOfWhatIsNotFinite() {
    #expect(CompensatedSum().value == .value(0))
    #expect(CompensatedSum().mean == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(CompensatedSum(of: [1.0, .nan]).value == .undefined(.notFinite))
    #expect(CompensatedSum(of: [1.0, .infinity]).value == .undefined(.notFinite))
    #expect(CompensatedSum(of: [1e308, 1e308]).value == .undefined(.notFinite))
  }

  /// Shards of the shape, merged in any order, give the digits of one pass up to 1e-11 of their size.
  @Test(arguments: 1...4 as ClosedRange<UInt64>) func shapesMerge(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.numbers(500, in: 3..<9).map { $0 * $0 }
    let whole = RunningShape(of: values)
    var parts = [RunningShape](repeating: RunningShape(), count: 9)
    for value in values { parts[Int.random(in: 0..<8, using: &generator)].add(value) }
    var total = RunningShape()
    for part in parts.shuffled(using: &generator) { total.merge(part) }
    #expect(total.count == 500)
    expectClose(total.mean, try #require(whole.mean.optional), tolerance: 1e-13)
    expectClose(total.variance, try #require(whole.variance.optional), tolerance: 1e-12)
    expectClose(total.skewness, try #require(whole.skewness.optional), tolerance: 1e-11)
    expectClose(total.excessKurtosis, try #require(whole.excessKurtosis.optional), tolerance: 1e-11)
  }

  /// Whole numbers of 20 bits beside a mean of 2^30: the sums of the numbers and of their squares are whole, and so the
  /// variance is known to the last digit. In any order of merging it comes out within 4 units of the last place.
  @Test(arguments: 1...4 as ClosedRange<UInt64>) func variancesMergeInAnyOrder(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let whole = (0..<1000).map { _ in Int64.random(in: 0..<1 << 20, using: &generator) }
    // n Σx² - (Σx)² does not depend on the 2^30 that the values have more.
    let sum = whole.reduce(0, +)
    let squares = whole.reduce(0) { $0 + $1 * $1 }
    let exact = Double(1000 * squares - sum * sum) / 1000 / 999
    let values = whole.map { Double($0 + (1 << 30)) }
    for shards in [1, 3, 40] {
      var parts = [CompensatedMoments](repeating: CompensatedMoments(), count: shards)
      for value in values.shuffled(using: &generator) {
        parts[Int.random(in: 0..<shards, using: &generator)].add(value)
      }
      var total = CompensatedMoments()
      for part in parts.shuffled(using: &generator) { total.merge(part) }
      let found = try #require(total.variance.optional)
      #expect(abs(found - exact) <= 4 * exact.ulp, "seed \(seed), \(shards) shards: \(found) and \(exact)")
      #expect(total.count == 1000)
    }
    expectClose(CompensatedMoments(of: values).mean, Double(sum) / 1000 + 0x1p30, tolerance: 1e-15)
  }

  @Test func compensatedMomentsOfLittle() {
    #expect(CompensatedMoments().variance == .undefined(.tooFew(found: 0, needed: 2)))
    #expect(CompensatedMoments(of: [1.0]).variance == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(CompensatedMoments(of: [2.0, 2, 2]).variance == .value(0))
    #expect(CompensatedMoments(of: [1.0, 3]).standardDeviation == .value(2.0.squareRoot()))
    #expect(CompensatedMoments(of: [1.0, .nan]).variance == .undefined(.notFinite))
    #expect(CompensatedMoments(of: [1e200, 1]).variance == .undefined(.notFinite))
    // The squares of 0.1 cancel to what rounding leaves of them.
    expectClose(CompensatedMoments(of: [0.1, 0.1, 0.1]).variance, 0, tolerance: 1e-30)
  }
}

struct HistogramTests {
  @Test(arguments: ["normal", "skewed", "even"]) func binsAgreeWithNumPy(name: String) throws {
    let histogram = try #require(Histogram.automatic(of: try Reference.input(name)).optional)
    expectClose(histogram.edges, try Reference.numbers("edges." + name))
    #expect(histogram.counts.map(Double.init) == (try Reference.numbers("histogram." + name)))
  }

  /// A bin holds its lower edge; the last one holds its upper edge, too.
  @Test func edgesBelongToOneBin() throws {
    var histogram = try Histogram(edges: [0, 1, 3])
    for value in [0.0, -0.0, 0.5, 1, 2.9, 3, 3.1, -0.1, .nan, .infinity] { histogram.add(value) }
    #expect(histogram.counts == [3, 3])
    #expect(histogram.below == 1)
    #expect(histogram.above == 1)
    #expect(histogram.notFinite == 2)
    #expect(histogram.total == 10)
    #expect(histogram.densities == .value([0.5, 0.25]))
  }

  @Test func shardsMergeExactly() throws {
    var generator = SplitMix64(seed: 8)
    let values = generator.numbers(300, in: -1..<11)
    var whole = try Histogram(range: 0...10, bins: 13)
    var parts = [Histogram](repeating: whole, count: 3)
    for (index, value) in values.enumerated() {
      whole.add(value)
      parts[index % 3].add(value)
    }
    var total = parts[2]
    try total.merge(parts[0])
    try total.merge(parts[1])
    #expect(total == whole)
    #expect(total.edges.last == 10)
  }

  @Test func noWidthNoBins() throws {
    let none: [Double] = []
    #expect(Histogram.automatic(of: none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(Histogram.automatic(of: [1.0, 1]) == .undefined(.noVariance))
    #expect(Histogram.automatic(of: [1.0, .nan]) == .undefined(.notFinite))
    #expect(try Histogram(edges: [0, 1]).densities == .undefined(.noUnits))
    // Equal quartiles: ceil(log2 16) + 1 bins.
    let spike: [Double] = [0] + [Double](repeating: 5, count: 14) + [10]
    #expect(Histogram.automatic(of: spike).map(\.counts.count) == .value(5))
  }
}
