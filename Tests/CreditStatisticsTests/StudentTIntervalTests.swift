import Ground
import CreditStatistics
import Testing
import TestSupport

struct StudentTIntervalTests {
  /// scipy.stats.t.interval(c, 7, loc=numpy.mean(x), scale=scipy.stats.sem(x)).
  @Test(arguments: [
    (0.9, 0.24386592278801822, 3.1561340772119815), (0.95, -0.11740147560810921, 3.51740147560811),
    (0.99, -0.9896307538868871, 4.3896307538868875),
  ])
  func agreesWithSciPy(confidence: Double, lower: Double, upper: Double) throws {
    let interval = try #require(
      try ConfidenceInterval.studentT(ofMean: first, confidence: confidence).optional)
    expectClose(interval.lower, lower, tolerance: 1e-11)
    expectClose(interval.upper, upper, tolerance: 1e-11)
    expectClose(interval.estimate, 1.7)
    #expect(interval.confidence == confidence)
    #expect(interval.units == 8)
    #expect(interval.method == .studentT)
    #expect(interval.resampling == nil)
    #expect(interval.contains(interval.lower) && interval.contains(interval.upper))
    #expect(!interval.contains(upper + 0.001))
  }

  /// With one degree of freedom the t distribution is Cauchy's, whose upper quantile at q is 1 / tan(pi q), so that
  /// the interval of 1 and 2 at confidence 1/2 is 1.5 ± 1 · 0.5.
  @Test func twoValuesByHand() throws {
    let interval = try #require(
      try ConfidenceInterval.studentT(ofMean: [1, 2], confidence: 0.5).optional)
    expectClose(interval.lower, 1)
    expectClose(interval.upper, 2)
  }

  @Test func aStrideReadsAColumn() throws {
    let matrix = first.flatMap { [$0, .nan] }
    #expect(
      try ConfidenceInterval.studentT(ofMean: matrix, stride: 2, confidence: 0.9)
        == ConfidenceInterval.studentT(ofMean: first, confidence: 0.9))
  }

  @Test func edges() throws {
    let none: [Double] = []
    #expect(
      try ConfidenceInterval.studentT(ofMean: none, confidence: 0.9)
        == .undefined(.tooFew(found: 0, needed: 2)))
    #expect(
      try ConfidenceInterval.studentT(ofMean: [1.0], confidence: 0.9)
        == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(
      try ConfidenceInterval.studentT(ofMean: [1.0, .nan], confidence: 0.9) == .undefined(.notFinite))
    #expect(
      try ConfidenceInterval.studentT(ofMean: [1e308, -1e308], confidence: 0.9)
        == .undefined(.outOfRange))
    let constant = try #require(
      try ConfidenceInterval.studentT(ofMean: [0.1, 0.1, 0.1], confidence: 0.9).optional)
    #expect(constant.lower == 0.1 && constant.upper == 0.1)
  }

  /// Each of 2000 samples of 5 normal values covers its mean with probability 0.9 exactly. The sum of 12 uniform
  /// numbers stands in for a normal one, with which NumPy measures 0.8992 on a million samples. A correct interval
  /// misses the bounds with probability below 1e-6: scipy.stats.binom.ppf(5e-7, 2000, 0.898) and isf(5e-7, 2000,
  /// 0.901). The normal quantile in place of Student's covers 0.825 only, and must miss them.
  @Test func coversTheMeanOfNormalValues() throws {
    var generator = SplitMix64(seed: 11)
    var covered = 0
    var coveredByNormalQuantile = 0
    for _ in 0..<2000 {
      let values = (0..<5).map { _ in generator.numbers(12, in: -0.5..<0.5).reduce(0, +) }
      let interval = try #require(
        try ConfidenceInterval.studentT(ofMean: values, confidence: 0.9).optional)
      if interval.contains(0) { covered += 1 }
      let error = try #require(Descriptive.standardErrorOfMean(of: values).optional)
      if abs(interval.estimate) <= 1.6448536269514722 * error { coveredByNormalQuantile += 1 }
    }
    #expect((1727...1864).contains(covered))
    #expect(coveredByNormalQuantile < 1727)
  }
}
