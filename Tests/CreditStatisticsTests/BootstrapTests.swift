import Ground
import CreditStatistics
import Testing

struct BootstrapTests {
  /// The same resamples in Python: r = numpy.random.RandomState(f) is the same mt19937, f the upper half of
  /// SplitMix64's output for the seed; a draw takes r.randint(0, 2**32, dtype=numpy.uint32) // (0xffffffff // 8)
  /// until that is below 8; then numpy.quantile of the 500 means at 0.05 and 0.95.
  @Test(arguments: [
    (0 as UInt64, 0.5106249999999998, 2.8625000000000003), (42, 0.5125, 2.7875),
    (UInt64.max, 0.6368749999999999, 2.8756249999999994),
  ])
  func agreesWithNumPysTwister(seed: UInt64, lower: Double, upper: Double) throws {
    let interval = try #require(
      try ConfidenceInterval.bootstrap(ofMean: first, resamples: 500, confidence: 0.9, seed: seed)
        .optional)
    expectClose(interval.lower, lower)
    expectClose(interval.upper, upper)
    expectClose(interval.estimate, 1.7)
    #expect(interval.units == 8)
    #expect(interval.method == .percentileBootstrap)
    #expect(interval.resampling?.resamples == 500)
    #expect(interval.resampling?.defined == 500)
    #expect(interval.resampling?.seed == seed)
  }

  @Test func indicesResampleLikeValues() throws {
    let ofMean = try #require(
      try ConfidenceInterval.bootstrap(ofMean: first, resamples: 200, confidence: 0.9, seed: 7).optional)
    let ofIndices = try #require(
      try ConfidenceInterval.bootstrap(units: 8, resamples: 200, confidence: 0.9, seed: 7) { units in
        units.map { first[$0] }.reduce(0, +) / 8
      }.optional)
    expectClose(ofIndices.lower, ofMean.lower)
    expectClose(ofIndices.upper, ofMean.upper)
    expectClose(ofIndices.estimate, ofMean.estimate)
  }

  @Test func seedsDetermineTheInterval() throws {
    func interval(_ seed: UInt64) throws -> Measured<ConfidenceInterval> {
      try ConfidenceInterval.bootstrap(ofMean: first, resamples: 300, confidence: 0.95, seed: seed)
    }
    #expect(try interval(1) == interval(1))
    #expect(try interval(1).map(\.lower) != interval(2).map(\.lower))
    #expect(try interval(1).map(\.lower) != interval(1 << 32 | 1).map(\.lower))
  }

  @Test func theEstimateSeesEachUnitOnceInOrder() throws {
    var seen: [[Int]] = []
    _ = try ConfidenceInterval.bootstrap(units: 4, resamples: 50, confidence: 0.9, seed: 3) { units in
      seen.append(units)
      return 0
    }
    #expect(seen.count == 51)
    #expect(seen.first == [0, 1, 2, 3])
    #expect(seen.allSatisfy { $0.count == 4 && $0.allSatisfy((0..<4).contains) })
    #expect(Set(seen).count > 20)
  }

  /// With shift and scale the mean's interval moves along: the seed fixes which units are drawn.
  @Test func shiftAndScale() throws {
    let interval = try #require(
      try ConfidenceInterval.bootstrap(ofMean: first, resamples: 200, confidence: 0.9, seed: 1).optional)
    let moved = try #require(
      try ConfidenceInterval.bootstrap(
        ofMean: first.map { 5 - 2 * $0 }, resamples: 200, confidence: 0.9, seed: 1
      ).optional)
    expectClose(moved.lower, 5 - 2 * interval.upper)
    expectClose(moved.upper, 5 - 2 * interval.lower)
  }

  @Test func tooFewUnits() throws {
    for units in 0...1 {
      let reason = UndefinedReason.tooFew(found: units, needed: 2)
      #expect(
        try ConfidenceInterval.bootstrap(units: units, resamples: 10, confidence: 0.9, seed: 0) { _ in 1 }
          == .undefined(reason))
      #expect(
        try ConfidenceInterval.bootstrap(
          ofMean: [Double](repeating: 1, count: units), resamples: 10, confidence: 0.9, seed: 0)
          == .undefined(reason))
    }
  }

  @Test func constantsAndWhatIsNotFinite() throws {
    let constant = try #require(
      try ConfidenceInterval.bootstrap(ofMean: [0.1, 0.1, 0.1], resamples: 20, confidence: 0.9, seed: 0)
        .optional)
    #expect(constant.lower == 0.1 && constant.upper == 0.1)
    #expect(
      try ConfidenceInterval.bootstrap(ofMean: [1, .nan], resamples: 20, confidence: 0.9, seed: 0)
        == .undefined(.notFinite))
  }

  @Test func aStatisticWithoutAValueOnTheSample() throws {
    for value in [nil, .nan, .infinity] as [Double?] {
      #expect(
        try ConfidenceInterval.bootstrap(units: 5, resamples: 20, confidence: 0.9, seed: 0) { _ in value }
          == .undefined(.undefinedOnSample))
    }
  }

  /// The statistic has no value on every tenth resample, or on every hundredth.
  @Test func undefinedResamplesAreCounted() throws {
    func interval(skippingEvery period: Int) throws -> Measured<ConfidenceInterval> {
      var calls = -1
      return try ConfidenceInterval.bootstrap(units: 5, resamples: 1000, confidence: 0.9, seed: 0) { units in
        calls += 1
        return calls > 0 && calls % period == 0 ? nil : Double(units[0])
      }
    }
    #expect(
      try interval(skippingEvery: 10) == .undefined(.undefinedOnResamples(undefined: 100, resamples: 1000)))
    let few = try #require(try interval(skippingEvery: 100).optional)
    #expect(few.resampling?.defined == 990)
    #expect(few.resampling?.resamples == 1000)
    let atTheLimit = try #require(try interval(skippingEvery: 20).optional)
    #expect(atTheLimit.resampling?.defined == 950)
  }

  /// 2000 samples of 20 uniform values, 200 resamples, confidence 0.9. The percentile bootstrap's own coverage there
  /// is 0.8723, measured with NumPy on 100,000 samples, with a standard error of 0.0011. A correct interval misses
  /// the bounds with probability below 1e-6: scipy.stats.binom.ppf(5e-7, 2000, 0.8673) and isf(5e-7, 2000, 0.8773),
  /// that is, with five standard errors to spare. Intervals of confidence 0.8 must miss them.
  @Test func coversTheMeanOfUniformValues() throws {
    func covered(confidence: Double, seed: UInt64) throws -> Int {
      var generator = SeededGenerator(seed: seed)
      var covered = 0
      for sample in 0..<2000 {
        let values = generator.numbers(20, in: 0..<1)
        let interval = try ConfidenceInterval.bootstrap(
          ofMean: values, resamples: 200, confidence: confidence, seed: UInt64(sample))
        if try #require(interval.optional).contains(0.5) { covered += 1 }
      }
      return covered
    }
    #expect((1658...1823).contains(try covered(confidence: 0.9, seed: 1)))
    #expect(try covered(confidence: 0.8, seed: 1) < 1658)
  }
}
