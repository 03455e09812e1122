import Ground
import CreditStatistics
import Testing

struct HypothesisTestTests {
  private static func groups(_ name: String, _ count: Int) throws -> [[Double]] {
    try (0..<count).map { try Reference.input("\(name).\($0)") }
  }

  private static func numbers(_ test: Measured<HypothesisTest>, degrees: Bool = false) throws -> [Double] {
    let test = try #require(test.optional, "\(test)")
    return [test.statistic] + (degrees ? test.degreesOfFreedom : []) + [test.pValue]
  }

  @Test(arguments: Alternative.allCases) func tTestsAgreeWithSciPy(alternative: Alternative) throws {
    let (normal, other) = (try Reference.input("normal"), try Reference.input("other"))
    let (small1, small2) = (try Reference.input("small1"), try Reference.input("small2"))
    let name = alternative.rawValue
    expectClose(
      try Self.numbers(HypothesisTest.pairedT(normal, other, alternative: alternative), degrees: true),
      try Reference.numbers("t.paired." + name))
    expectClose(
      try Self.numbers(HypothesisTest.studentT(small1, small2, alternative: alternative), degrees: true),
      try Reference.numbers("t.student." + name))
    expectClose(
      try Self.numbers(
        HypothesisTest.welch(normal, try Reference.input("skewed"), alternative: alternative), degrees: true),
      try Reference.numbers("t.welch." + name))
  }

  @Test(arguments: Alternative.allCases) func rankTestsAgreeWithSciPy(alternative: Alternative) throws {
    let name = alternative.rawValue
    let (small1, small2) = (try Reference.input("small1"), try Reference.input("small2"))
    expectClose(
      try Self.numbers(HypothesisTest.mannWhitney(small1, small2, alternative: alternative)),
      try Reference.numbers("mannwhitney.exact." + name))
    let (tied, tied2) = (try Reference.input("tied"), try Reference.input("tied2"))
    expectClose(
      try Self.numbers(HypothesisTest.mannWhitney(tied, tied2, alternative: alternative)),
      try Reference.numbers("mannwhitney.ties." + name))
    let few = HypothesisTest.mannWhitney(
      try Reference.input("tiedgroups.0"), try Reference.input("tiedgroups.2"), alternative: alternative)
    expectClose(few.map(\.pValue), try Reference.numbers("mannwhitney.tiedexact." + name)[0])
    #expect(few.optional?.isExact == true)
    let differences = zip(tied, tied2).map { $0 - $1 }
    let pratt = try Reference.numbers("wilcoxon.pratt." + name)
    let exact = WilcoxonSignedRank.test(
      differences: differences.prefix(14), zeros: .pratt, alternative: alternative)
    expectClose(exact.map(\.pValue), pratt[0])
    let long = differences + differences + differences
    let approximate = WilcoxonSignedRank.test(differences: long, zeros: .pratt, alternative: alternative)
    expectClose(approximate.map(\.pValue), pratt[1])
    #expect(approximate.optional?.isExact == false)
    let (normal, other) = (try Reference.input("normal"), try Reference.input("other"))
    expectClose(
      WilcoxonSignedRank.test(normal, other, alternative: alternative).map(\.pValue),
      try Reference.numbers("wilcoxon.exact." + name)[0])
    expectClose(
      HypothesisTest.sign(differences: zip(normal, other).map { $0 - $1 }, alternative: alternative)
        .map(\.pValue),
      try Reference.numbers("sign." + name)[0])
  }

  @Test(arguments: Alternative.allCases) func permutationsAgreeWithSciPy(alternative: Alternative) throws {
    let name = alternative.rawValue
    let (normal, other) = (try Reference.input("normal"), try Reference.input("other"))
    let differences = zip(normal, other).prefix(12).map { $0 - $1 }
    let paired = try #require(
      HypothesisTest.pairedPermutation(differences: differences, alternative: alternative).optional)
    expectClose(paired.pValue, try Reference.numbers("permutation.paired." + name)[0])
    expectClose(Descriptive.mean(of: differences), paired.statistic)
    let (small1, small2) = (try Reference.input("small1"), try Reference.input("small2"))
    let two = try #require(
      HypothesisTest.permutation(small1, small2, alternative: alternative).optional)
    // SciPy doubles the smaller tail; here the two-sided p-value counts what is as far out on either side.
    if alternative != .twoSided {
      expectClose(two.pValue, try Reference.numbers("permutation.two." + name)[0])
    } else {
      let doubled = try Reference.numbers("permutation.two." + name)[0]
      #expect(two.pValue <= doubled + 1e-12 && two.pValue > doubled / 2)
    }
    #expect(paired.isExact && two.isExact)
  }

  /// Beyond the exact sizes, 4,000 random permutations: the p-value of the t test of 60 normal differences is within 6
  /// standard errors of the count (probability below 2e-9) and 0.005 for the difference of the tests themselves.
  @Test func randomPermutationsApproximateTheTTest() throws {
    let long = try Reference.input("normal") + (try Reference.input("other")) + (try Reference.input("even"))
    let shifted = long.map { $0 - 0.45 }
    let t = try #require(HypothesisTest.studentT(of: shifted).optional)
    let random = try #require(
      HypothesisTest.pairedPermutation(differences: shifted, resamples: 4000, seed: 3).optional)
    #expect(!random.isExact)
    let bound = 6 * (t.pValue / 4000).squareRoot() + 0.005
    #expect(abs(random.pValue - t.pValue) < bound, "\(random.pValue) and \(t.pValue)")
    let halves = (Array(shifted[..<38]), Array(shifted[38...]))
    let welch = try #require(HypothesisTest.welch(halves.0, halves.1).optional)
    let exchanged = try #require(
      HypothesisTest.permutation(halves.0, halves.1, resamples: 4000, seed: 3).optional)
    #expect(!exchanged.isExact)
    #expect(abs(exchanged.pValue - welch.pValue) < 0.06)
    #expect(
      HypothesisTest.permutation(halves.0, halves.1, resamples: 4000, seed: 3) == .value(exchanged))
  }

  @Test func equivalenceAgreesWithStatsmodels() throws {
    let (normal, other) = (try Reference.input("normal"), try Reference.input("other"))
    let paired = try #require(Equivalence.paired(normal, other, limits: -1...1.5).optional)
    expectClose(paired.pValue, try Reference.numbers("tost.paired")[0])
    let welch = Equivalence.welch(normal, try Reference.input("skewed"), limits: -1.2...1.7)
    expectClose(welch.map(\.pValue), try Reference.numbers("tost.welch")[0])
    // p is at most a exactly when the interval of confidence 1 - 2 a lies within the limits.
    let differences = zip(normal, other).map { $0 - $1 }
    for limit in [0.4, 0.7, 0.9, 1.1, 1.4] {
      let interval = try #require(
        try ConfidenceInterval.studentT(ofMean: differences, confidence: 0.9).optional)
      let p = try #require(Equivalence.paired(normal, other, limits: -limit...limit).optional).pValue
      #expect((p <= 0.05) == (interval.lower > -limit && interval.upper < limit))
    }
  }

  @Test func mcNemarAgreesWithStatsmodels() throws {
    let expected = try Reference.numbers("mcnemar")
    expectClose(HypothesisTest.mcNemar(onlyFirst: 6, onlySecond: 16).map(\.pValue), expected[0])
    expectClose(HypothesisTest.mcNemarChiSquared(onlyFirst: 6, onlySecond: 16).map(\.pValue), expected[1])
    #expect(HypothesisTest.mcNemar(onlyFirst: 0, onlySecond: 0) == .undefined(.noUnits))
    #expect(HypothesisTest.mcNemarChiSquared(onlyFirst: 0, onlySecond: 0) == .undefined(.noUnits))
    expectClose(HypothesisTest.mcNemar(onlyFirst: 0, onlySecond: 3).map(\.pValue), 0.25)
  }

  @Test func kolmogorovSmirnovAgreesWithSciPy() throws {
    let short = HypothesisTest.kolmogorovSmirnov(
      try Reference.input("small1"), try Reference.input("small2"))
    let medium = HypothesisTest.kolmogorovSmirnov(
      try Reference.input("normal"), try Reference.input("skewed"))
    expectClose(
      try Self.numbers(short) + Self.numbers(medium), try Reference.numbers("ks.exact"), tolerance: 1e-11)
    let long = HypothesisTest.kolmogorovSmirnov(
      try Reference.numbers("ks.long.first"), try Reference.numbers("ks.long.second"))
    expectClose(try Self.numbers(long), try Reference.numbers("ks.long"), tolerance: 1e-11)
    #expect(long.optional?.isExact == false)
  }

  /// With ties: the share of all divisions of the pooled values, counted one by one.
  @Test func kolmogorovSmirnovCountsTiesExactly() throws {
    let first: [Double] = [1, 1, 2, 4]
    let second: [Double] = [1, 2, 2, 3, 3, 3]
    func distance(_ first: [Double], _ second: [Double]) -> Double {
      [1.0, 2, 3, 4].map { at in
        abs(Double(first.count { $0 <= at }) / 4 - Double(second.count { $0 <= at }) / 6)
      }.max() ?? 0
    }
    let found = distance(first, second)
    let pooled = first + second
    var reached = 0
    var all = 0
    for mask in 0..<(1 << 10) where mask.nonzeroBitCount == 4 {
      let chosen = pooled.indices.filter { mask >> $0 & 1 == 1 }.map { pooled[$0] }
      let rest = pooled.indices.filter { mask >> $0 & 1 == 0 }.map { pooled[$0] }
      all += 1
      if distance(chosen, rest) >= found - 1e-12 { reached += 1 }
    }
    let test = try #require(HypothesisTest.kolmogorovSmirnov(first, second).optional)
    expectClose(test.statistic, found)
    expectClose(test.pValue, Double(reached) / Double(all))
    #expect(HypothesisTest.kolmogorovSmirnov(first, first).map(\.pValue) == .value(1))
  }

  @Test(arguments: [("groups", 4), ("tiedgroups", 3)])
  func groupTestsAgreeWithSciPy(name: String, count: Int) throws {
    let groups = try Self.groups(name, count)
    expectClose(
      try Self.numbers(HypothesisTest.kruskalWallis(groups)), try Reference.numbers("kruskal." + name))
    expectClose(
      try Self.numbers(HypothesisTest.levene(groups)) + Self.numbers(HypothesisTest.brownForsythe(groups)),
      try Reference.numbers("levene." + name))
    let conover = try #require(PairwiseComparison.conover(groups: groups).optional)
    let nemenyi = try #require(PairwiseComparison.nemenyi(groups: groups).optional)
    for (comparison, key) in [(conover, "conover."), (nemenyi, "nemenyi.")] {
      expectClose(
        (0..<count).flatMap { i in (0..<count).compactMap { comparison.pValue(i, $0).optional } },
        try Reference.numbers(key + name), tolerance: 1e-9)
    }
  }

  @Test(arguments: [("blocks", 5), ("tiedblocks", 4)])
  func blockTestsAgreeWithSciPy(name: String, treatments: Int) throws {
    let blocks = try Reference.input(name)
    expectClose(
      try Self.numbers(HypothesisTest.friedman(blocks, treatments: treatments))
        + Self.numbers(HypothesisTest.imanDavenport(blocks, treatments: treatments)),
      try Reference.numbers("friedman." + name))
    let conover = try #require(PairwiseComparison.conover(blocks, treatments: treatments).optional)
    let nemenyi = try #require(PairwiseComparison.nemenyi(blocks, treatments: treatments).optional)
    func table(_ comparison: PairwiseComparison) -> [Double] {
      (0..<treatments).flatMap { i in (0..<treatments).compactMap { comparison.pValue(i, $0).optional } }
    }
    expectClose(table(conover), try Reference.numbers("conoverfriedman." + name), tolerance: 1e-9)
    expectClose(
      table(nemenyi) + nemenyi.meanRanks, try Reference.numbers("nemenyifriedman." + name), tolerance: 1e-9)
    // scikit-posthocs interpolates the range in a table, to about two digits.
    for (found, posthocs) in zip(table(nemenyi), try Reference.numbers("posthocs." + name)) {
      #expect(abs(found - posthocs) < 0.02)
    }
  }

  /// Demšar (2006), table 5: q(0.05) / sqrt 2 of 2, 3, 5 and 10 treatments are 1.960, 2.343, 2.728, 3.164, and those at
  /// 0.10 are 1.645, 2.052, 2.459, 2.920. SciPy's range has more digits.
  @Test func criticalDifferences() throws {
    let expected = try Reference.numbers("range.quantile")
    let published: [(Int, Double, Double)] = [
      (2, 1.960, 1.645), (3, 2.343, 2.052), (5, 2.728, 2.459), (10, 3.164, 2.920),
    ]
    for (index, row) in published.enumerated() {
      let (treatments, five, ten) = row
      var blocks: [Double] = []
      for _ in 0..<14 { blocks += (0..<treatments).map(Double.init) }
      let scale = (Double(treatments * (treatments + 1)) / (6 * 14)).squareRoot()
      for (place, level) in [0.1, 0.05, 0.01].enumerated() {
        let found = try #require(
          CriticalDifference.nemenyi(blocks, treatments: treatments, level: level).optional)
        let quantile = found.difference / scale
        expectClose(quantile, expected[3 * index + place] / 2.0.squareRoot(), tolerance: 1e-8)
        if level == 0.05 { #expect(abs(quantile - five) < 1e-3) }
        if level == 0.1 { #expect(abs(quantile - ten) < 1e-3) }
      }
    }
  }

  /// Mean ranks 1, 2, 3, 4 over 5 blocks; the difference at 0.05 for 4 treatments is 2.569 sqrt(4 · 5 / 30) = 2.098, so
  /// neighbours and seconds go together: groups 0...2 and 1...3.
  @Test func criticalDifferenceGroups() throws {
    var blocks: [Double] = []
    for _ in 0..<5 { blocks += [3, 1, 4, 2] }
    let found = try #require(CriticalDifference.nemenyi(blocks, treatments: 4, level: 0.05).optional)
    #expect(abs(found.difference - 2.098) < 1e-3)
    #expect(found.order == [1, 3, 0, 2])
    #expect(found.meanRanks == [3, 1, 4, 2])
    #expect(found.groups == [0...2, 1...3])
    // Over 40 blocks the difference is below 1, and no two go together.
    let many = try #require(
      CriticalDifference.nemenyi(
        [[Double]](repeating: [3, 1, 4, 2], count: 40).flatMap { $0 }, treatments: 4, level: 0.05
      ).optional)
    #expect(many.groups.isEmpty)
  }
}
