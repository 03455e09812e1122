import Ground
import CreditStatistics
import Testing
import TestSupport

struct AssociationIntervalTests {
  private static func numbers(_ interval: Measured<ConfidenceInterval>) throws -> [Double] {
    let interval = try #require(interval.optional, "\(interval)")
    return [interval.estimate, interval.lower, interval.upper]
  }

  private static func pairs(_ name: String) throws -> ([Double], [Double]) {
    name == "tied"
      ? (try Reference.input("tied"), try Reference.input("tied2"))
      : (try Reference.input("normal"), try Reference.input("other"))
  }

  /// SciPy's correlations and Pearson interval; the other intervals by their formula in the script.
  @Test(arguments: ["normal", "tied"]) func correlationsAgreeWithSciPy(name: String) throws {
    let (first, second) = try Self.pairs(name)
    expectClose(
      try Self.numbers(Association.pearson(first, second, confidence: 0.9)),
      try Reference.numbers("pearson." + name))
    expectClose(
      try Self.numbers(Association.spearman(first, second, confidence: 0.9)),
      try Reference.numbers("spearman." + name))
    let tau = try #require(Association.kendall(first, second).optional)
    expectClose(
      try Self.numbers(tau.interval(confidence: 0.9)), try Reference.numbers("kendall." + name))
    expectClose(
      try Self.numbers(Association.concordance(first, second, confidence: 0.9)),
      try Reference.numbers("concordance." + name))
    let limits = try #require(Association.limitsOfAgreement(first, second, confidence: 0.9).optional)
    expectClose(
      [limits.bias, limits.lower, limits.upper].flatMap { [$0.lower, $0.upper] },
      try Reference.numbers("bland." + name))
    expectClose(
      limits.upper.estimate - limits.lower.estimate, 2 * 1.959963984540054 * limits.standardDeviation)
  }

  @Test func kendallOfManyPairsAgreesWithSciPy() throws {
    let tau = try #require(
      Association.kendall(
        try Reference.numbers("kendall.long.first"), try Reference.numbers("kendall.long.second")
      ).optional)
    expectClose(tau.tauB, try Reference.numbers("kendall.long")[0])
    #expect(tau.count == 4000)
  }

  /// All pairs of pairs, one by one.
  @Test(arguments: [2, 3, 15, 16, 17, 33, 90], 1...3 as ClosedRange<UInt64>)
  func kendallCountsPairs(count: Int, seed: UInt64) throws {
    var generator = SplitMix64(seed: seed &* 1000 &+ UInt64(count))
    let first = [-1, 7] + generator.wholeNumbers(count - 2, in: -4...4)
    let second = [0.5, -0.0] + generator.wholeNumbers(count - 2, in: -3...3)
    var (concordant, discordant, tiedInFirst, tiedInSecond) = (0, 0, 0, 0)
    for i in 0..<count {
      for j in 0..<i {
        let product = (first[i] - first[j]) * (second[i] - second[j])
        if product > 0 { concordant += 1 }
        if product < 0 { discordant += 1 }
        if first[i] == first[j] { tiedInFirst += 1 }
        if second[i] == second[j] { tiedInSecond += 1 }
      }
    }
    let tau = try #require(Association.kendall(first, second).optional)
    #expect(tau.concordant == concordant)
    #expect(tau.discordant == discordant)
    #expect(tau.tiedInFirst == tiedInFirst)
    #expect(tau.tiedInSecond == tiedInSecond)
  }

  /// Long samples take the sort by bits: numbers of both signs, with ties, shuffled, constant but for one, and crowded
  /// beside one that is far away, which takes all bits to tell apart.
  @Test func longSamplesSortAlike() throws {
    var generator = SplitMix64(seed: 4)
    let crowded: [Double] = [1e300] + (0..<1500).map { 1 + Double($0) * 0x1p-52 }
    let almostConstant: [Double] = [Double](repeating: -1e-300, count: 700) + [Double.leastNonzeroMagnitude]
    let whole: [Double] = (1...2000).map(Double.init).shuffled(using: &generator)
    let samples: [[Double]] = [
      generator.numbers(2000, in: -1e9..<1e9), generator.wholeNumbers(2000, in: -40...40), whole,
      almostConstant, crowded.shuffled(using: &generator),
    ]
    for values in samples {
      #expect(SortedSample.sorting(values).map(\.values) == .value(values.sorted()))
      let falling = Association.kendall(values, values.map { -$0 })
      expectClose(falling.map(\.tauB), -1)
      #expect(falling.optional?.concordant == 0)
      let shuffled = values.shuffled(using: &generator)
      let tau = try #require(Association.kendall(values, shuffled).optional)
      let turned = try #require(Association.kendall(shuffled, values).optional)
      #expect(tau.concordant == turned.concordant && tau.discordant == turned.discordant)
    }
  }

  /// The counted ranks of a resample are its ranks: the general bootstrap draws the same and gets the same.
  @Test(arguments: ["normal", "tied"]) func spearmanBootstrapByTwoWays(name: String) throws {
    let (first, second) = try Self.pairs(name)
    let bootstrap = Bootstrap(resamples: 200, seed: 6)
    let fast = try #require(bootstrap.distribution(ofSpearman: first, second).optional)
    let general = try #require(
      bootstrap.distribution(.independent(first.count)) { units in
        Association.spearman(units.map { first[$0] }, units.map { second[$0] }).optional
      }.optional)
    expectClose(fast.replicates, general.replicates, tolerance: 1e-12)
    expectClose(fast.acceleration, general.acceleration, tolerance: 1e-9)
    expectClose(fast.estimate, general.estimate)
    #expect(bootstrap.distribution(ofSpearman: [1.0, 1], [1.0, 2]) == .undefined(.noVariance))
  }

  /// Shrout and Fleiss (1979) print .17, .29, .71 for single ratings and .44, .62, .91 for means of four; the script has
  /// more digits, and pingouin agrees.
  @Test func intraclassCorrelations() throws {
    let ratings = try Reference.numbers("icc.ratings")
    var found: [Double] = []
    for ofMeans in [false, true] {
      for form in IntraclassCorrelation.allCases {
        found += try Self.numbers(form.measure(ratings, raters: 4, confidence: 0.95, ofMeans: ofMeans))
      }
    }
    expectClose(found, try Reference.numbers("icc"), tolerance: 1e-9)
    let starts = Array(stride(from: 0, to: found.count, by: 3))
    let estimates = starts.map { found[$0] }
    expectClose(estimates, try Reference.numbers("icc.pingouin"), tolerance: 1e-9)
    expectClose(estimates, [0.17, 0.29, 0.71, 0.44, 0.62, 0.91], tolerance: 0.005)
    let ends: [Double] = starts.flatMap { [found[$0 + 1], found[$0 + 2]] }
    expectClose(ends, try Reference.numbers("icc.pingouin.ends"), tolerance: 0.005 + 1e-9)
  }

  @Test(arguments: KappaWeights.allCases) func kappaAgreesWithStatsmodels(weights: KappaWeights) throws {
    let kappa = Association.kappa(
      try Reference.numbers("kappa.first").map { Int($0) },
      try Reference.numbers("kappa.second").map { Int($0) },
      categories: 7, weights: weights, confidence: 0.95)
    expectClose(try Self.numbers(kappa), try Reference.numbers("kappa." + weights.rawValue))
  }

  @Test func rocAreasAgree() throws {
    let (first, second) = (try Reference.numbers("roc.first"), try Reference.numbers("roc.second"))
    let labels = try Reference.numbers("roc.labels").map { $0 == 1 }
    let areas = try Reference.numbers("roc.areas")
    let error = try Reference.numbers("roc.error.first")
    let plain = try #require(
      RocArea.measure(first, isPositive: labels, confidence: 0.95, scale: .area).optional)
    expectClose(plain.estimate, areas[0])
    expectClose((plain.estimate - plain.lower) / 1.959963984540054, error[1])
    let logit = try #require(RocArea.measure(first, isPositive: labels, confidence: 0.95).optional)
    #expect(logit.lower > 0 && logit.upper < 1 && logit.contains(logit.estimate))
    let difference = try #require(
      RocArea.difference(first, second, isPositive: labels, confidence: 0.95).optional)
    let expected = try Reference.numbers("roc.error.difference")
    expectClose(difference.estimate, areas[0] - areas[1])
    expectClose(difference.width / 2 / 1.959963984540054, expected[1])
    // Turning scores or labels around gives 1 less the area.
    let turned = RocArea.measure(first.map { -$0 }, isPositive: labels, confidence: 0.95, scale: .area)
    expectClose(turned.map(\.estimate), 1 - areas[0])
  }

  @Test func topRecallOfResamples() throws {
    let (first, second) = try Self.pairs("normal")
    let interval = try #require(
      Association.topRecall(
        5, of: first, against: second, confidence: 0.9, bootstrap: Bootstrap(resamples: 200, seed: 1)
      ).optional)
    expectClose(Association.topRecall(5, of: first, against: second), interval.estimate)
    #expect(interval.lower >= 0 && interval.upper <= 1 && interval.lower < interval.upper)
  }

  @Test func undefined() {
    let constant: [Double] = [1, 1, 1, 1, 1]
    let rising: [Double] = [1, 2, 3, 4, 5]
    let tooFew = UndefinedReason.tooFew(found: 3, needed: 4)
    #expect(Association.pearson([1, 2, 3], [1, 3, 2], confidence: 0.9) == .undefined(tooFew))
    #expect(Association.spearman([1, 2, 3], [1, 3, 2], confidence: 0.9) == .undefined(tooFew))
    #expect(Association.concordance([1, 2, 3], [1, 3, 2], confidence: 0.9) == .undefined(tooFew))
    #expect(Association.pearson(rising, constant, confidence: 0.9) == .undefined(.noVariance))
    #expect(Association.concordance(rising, constant, confidence: 0.9) == .undefined(.noVariance))
    #expect(Association.pearson(rising, rising, confidence: 0.9) == .undefined(.onTheBoundary))
    #expect(Association.concordance(rising, rising, confidence: 0.9) == .undefined(.onTheBoundary))
    #expect(Association.kendall(rising, constant) == .undefined(.noVariance))
    #expect(Association.kendall([1.0], [1.0]) == .undefined(.tooFew(found: 1, needed: 2)))
    let tau = Association.kendall(rising, rising)
    #expect(tau.flatMap { $0.interval(confidence: 0.9) } == .undefined(.onTheBoundary))
    let short = Association.kendall([1, 2, 3], [1, 3, 2])
    #expect(short.flatMap { $0.interval(confidence: 0.9) } == .undefined(.tooFew(found: 3, needed: 5)))
    #expect(Association.limitsOfAgreement(rising, rising, confidence: 0.9) == .undefined(.noVariance))
    #expect(
      Association.kappa([], [], categories: 2, weights: .linear, confidence: 0.9)
        == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(
      Association.kappa([1, 1], [1, 1], categories: 2, weights: .linear, confidence: 0.9)
        == .undefined(.noVariance))
    #expect(
      RocArea.measure(rising, isPositive: [true, false, false, false, false], confidence: 0.9)
        == .undefined(.tooFew(found: 1, needed: 2)))
    let apart = [false, false, false, true, true]
    #expect(RocArea.measure(rising, isPositive: apart, confidence: 0.9) == .undefined(.onTheBoundary))
    #expect(
      RocArea.measure(rising, isPositive: apart, confidence: 0.9, scale: .area).map(\.estimate) == .value(1))
    #expect(
      RocArea.measure([1, .nan, 2, 3], isPositive: [true, true, false, false], confidence: 0.9).reason
        == .notFinite)
    #expect(
      IntraclassCorrelation.oneWay.measure([1, 2], raters: 2, confidence: 0.9)
        == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(
      IntraclassCorrelation.consistency.measure([1, 1, 1, 1], raters: 2, confidence: 0.9)
        == .undefined(.noVariance))
    #expect(
      IntraclassCorrelation.consistency.measure([1, 2, 3, 4], raters: 2, confidence: 0.9)
        == .undefined(.onTheBoundary))
  }
}
