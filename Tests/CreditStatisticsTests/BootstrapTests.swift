import Ground
import CreditStatistics
import Testing
import TestSupport

struct BootstrapTests {
  /// The same resamples in Python: resample r draws from numpy.random.Philox(counter=[r, b, 0, 0], key=[seed,
  /// 0x626f6f74]) less one, because NumPy counts before it draws, with b = 0, 1, ...; a word gives its lower 32 bits,
  /// then its upper ones, and 32 bits give the index bits * 8 >> 32; then numpy.quantile of the 500 means at 0.05 and
  /// 0.95.
  @Test(arguments: [
    (0 as UInt64, 0.5, 2.9756249999999995), (42, 0.5625, 2.8131249999999994), (UInt64.max, 0.6375, 2.85),
  ])
  func agreesWithNumPysPhilox(seed: UInt64, lower: Double, upper: Double) throws {
    let interval = try #require(
      ConfidenceInterval.bootstrap(ofMean: first, resamples: 500, confidence: 0.9, seed: seed)
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
      ConfidenceInterval.bootstrap(ofMean: first, resamples: 200, confidence: 0.9, seed: 7).optional)
    let ofIndices = try #require(
      ConfidenceInterval.bootstrap(units: 8, resamples: 200, confidence: 0.9, seed: 7) { units in
        units.map { first[$0] }.reduce(0, +) / 8
      }.optional)
    expectClose(ofIndices.lower, ofMean.lower)
    expectClose(ofIndices.upper, ofMean.upper)
    expectClose(ofIndices.estimate, ofMean.estimate)
  }

  @Test func seedsDetermineTheInterval() {
    func interval(_ seed: UInt64) -> Measured<ConfidenceInterval> {
      ConfidenceInterval.bootstrap(ofMean: first, resamples: 300, confidence: 0.95, seed: seed)
    }
    #expect(interval(1) == interval(1))
    #expect(interval(1).map(\.lower) != interval(2).map(\.lower))
    #expect(interval(1).map(\.lower) != interval(1 << 32 | 1).map(\.lower))
  }

  @Test func theEstimateSeesEachUnitOnceInOrder() {
    var seen: [[Int]] = []
    _ = ConfidenceInterval.bootstrap(units: 4, resamples: 50, confidence: 0.9, seed: 3) { units in
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
      ConfidenceInterval.bootstrap(ofMean: first, resamples: 200, confidence: 0.9, seed: 1).optional)
    let moved = try #require(
      ConfidenceInterval.bootstrap(
        ofMean: first.map { 5 - 2 * $0 }, resamples: 200, confidence: 0.9, seed: 1
      ).optional)
    expectClose(moved.lower, 5 - 2 * interval.upper)
    expectClose(moved.upper, 5 - 2 * interval.lower)
  }

  @Test func tooFewUnits() {
    for units in 0...1 {
      let reason = UndefinedReason.tooFew(found: units, needed: 2)
      #expect(
        ConfidenceInterval.bootstrap(units: units, resamples: 10, confidence: 0.9, seed: 0) { _ in 1 }
          == .undefined(reason))
      #expect(
        ConfidenceInterval.bootstrap(
          ofMean: [Double](repeating: 1, count: units), resamples: 10, confidence: 0.9, seed: 0)
          == .undefined(reason))
    }
  }

  @Test func constantsAndWhatIsNotFinite() throws {
    let constant = try #require(
      ConfidenceInterval.bootstrap(ofMean: [0.1, 0.1, 0.1], resamples: 20, confidence: 0.9, seed: 0)
        .optional)
    #expect(constant.lower == 0.1 && constant.upper == 0.1)
    #expect(
      ConfidenceInterval.bootstrap(ofMean: [1, .nan], resamples: 20, confidence: 0.9, seed: 0)
        == .undefined(.notFinite))
  }

  @Test func aStatisticWithoutAValueOnTheSample() {
    for value in [nil, .nan, .infinity] as [Double?] {
      #expect(
        ConfidenceInterval.bootstrap(units: 5, resamples: 20, confidence: 0.9, seed: 0) { _ in value }
          == .undefined(.undefinedOnSample))
    }
  }

  /// The statistic has no value on every tenth resample, or on every hundredth.
  @Test func undefinedResamplesAreCounted() throws {
    func interval(skippingEvery period: Int) -> Measured<ConfidenceInterval> {
      var calls = -1
      return ConfidenceInterval.bootstrap(units: 5, resamples: 1000, confidence: 0.9, seed: 0) { units in
        calls += 1
        return calls > 0 && calls % period == 0 ? nil : Double(units[0])
      }
    }
    #expect(
      interval(skippingEvery: 10) == .undefined(.undefinedOnResamples(undefined: 100, resamples: 1000)))
    let few = try #require(interval(skippingEvery: 100).optional)
    #expect(few.resampling?.defined == 990)
    #expect(few.resampling?.resamples == 1000)
    let atTheLimit = try #require(interval(skippingEvery: 20).optional)
    #expect(atTheLimit.resampling?.defined == 950)
  }

  /// 2000 samples of 20 uniform values, 200 resamples, confidence 0.9. The percentile bootstrap's own coverage there
  /// is 0.8723, measured with NumPy on 100,000 samples, with a standard error of 0.0011. A correct interval misses
  /// the bounds with probability below 1e-6: scipy.stats.binom.ppf(5e-7, 2000, 0.8673) and isf(5e-7, 2000, 0.8773),
  /// that is, with five standard errors to spare. Intervals of confidence 0.8 must miss them.
  @Test func coversTheMeanOfUniformValues() throws {
    func covered(confidence: Double, seed: UInt64) throws -> Int {
      var generator = SplitMix64(seed: seed)
      var covered = 0
      for sample in 0..<2000 {
        let values = generator.numbers(20, in: 0..<1)
        let interval = ConfidenceInterval.bootstrap(
          ofMean: values, resamples: 200, confidence: confidence, seed: UInt64(sample))
        if try #require(interval.optional).contains(0.5) { covered += 1 }
      }
      return covered
    }
    #expect((1658...1823).contains(try covered(confidence: 0.9, seed: 1)))
    #expect(try covered(confidence: 0.8, seed: 1) < 1658)
  }
}
