import Ground
import CreditStatistics
import Testing

struct EffectSizeTests {
  private static func numbers(_ interval: Measured<ConfidenceInterval>) throws -> [Double] {
    let interval = try #require(interval.optional, "\(interval)")
    return [interval.estimate, interval.lower, interval.upper]
  }

  /// pingouin's estimates; SciPy's noncentral t, which is good to about 1e-9, inverted for the ends.
  @Test func standardizedDifferencesAgree() throws {
    let (small1, small2) = (try Reference.input("small1"), try Reference.input("small2"))
    let (normal, other) = (try Reference.input("normal"), try Reference.input("other"))
    for (name, sample) in [("small", small1), ("far", normal.map { $0 + 6 })] {
      expectClose(
        try Self.numbers(StandardizedDifference.cohenD(sample, small2, confidence: 0.9)),
        try Reference.numbers("cohen." + name), tolerance: 1e-8)
      expectClose(
        try Self.numbers(StandardizedDifference.hedgesG(sample, small2, confidence: 0.9)),
        try Reference.numbers("hedges." + name), tolerance: 1e-8)
    }
    expectClose(
      try Self.numbers(StandardizedDifference.cohenDz(normal, other, confidence: 0.9)),
      try Reference.numbers("cohendz"), tolerance: 1e-8)
  }

  @Test func dominanceAgreesWithItsDefinition() throws {
    let small2 = try Reference.input("small2")
    let samples: [(String, [Double], [Double])] = [
      ("small", try Reference.input("small1"), small2),
      ("tied", try Reference.input("tied"), try Reference.input("tied2").map { $0 + 1 }),
      ("apart", try Reference.input("normal").map { $0 + 50 }, small2),
    ]
    for (name, first, second) in samples {
      let expected = try Reference.numbers("cliff." + name)
      expectClose(
        try Self.numbers(Dominance.cliffDelta(first, second, confidence: 0.9)), Array(expected[..<3]))
      let a = try #require(Dominance.varghaDelaneyA(first, second, confidence: 0.9).optional)
      expectClose(a.estimate, expected[3])
      expectClose(a.lower, (expected[1] + 1) / 2)
      let turned = try #require(Dominance.cliffDelta(second, first, confidence: 0.9).optional)
      expectClose([-turned.estimate, -turned.upper, -turned.lower], Array(expected[..<3]))
    }
  }

  /// The effect of the signed ranks: all positive is 1 in every resample.
  @Test func pairedRankBiserial() throws {
    let bootstrap = Bootstrap(resamples: 300, seed: 2)
    let positive = try #require(
      Dominance.pairedRankBiserial(differences: [1.0, 2, 3, 4], confidence: 0.9, bootstrap: bootstrap)
        .optional)
    #expect(positive.estimate == 1 && positive.lower == 1 && positive.upper == 1)
    let differences = zip(try Reference.input("normal"), try Reference.input("other")).map { $0 - $1 }
    let interval = try #require(
      Dominance.pairedRankBiserial(differences: differences, confidence: 0.9, bootstrap: bootstrap).optional)
    let test = try #require(WilcoxonSignedRank.test(differences: differences).optional)
    expectClose(interval.estimate, test.rankBiserialCorrelation)
    #expect(interval.lower < interval.estimate && interval.estimate < interval.upper)
    #expect(
      Dominance.pairedRankBiserial(differences: [0.0, 0], confidence: 0.9, bootstrap: bootstrap)
        == .undefined(.allZero))
  }

  @Test func undefined() {
    let constant: [Double] = [1, 1, 1]
    #expect(
      StandardizedDifference.cohenD(constant, constant, confidence: 0.9) == .undefined(.noVariance))
    #expect(
      StandardizedDifference.hedgesG([1.0], constant, confidence: 0.9)
        == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(
      StandardizedDifference.cohenDz(constant, constant, confidence: 0.9) == .undefined(.noVariance))
    #expect(
      Dominance.cliffDelta([1.0], constant, confidence: 0.9) == .undefined(.tooFew(found: 1, needed: 2)))
    // All pairs tie: delta is 0, and the variance is the least one.
    #expect(Dominance.cliffDelta(constant, constant, confidence: 0.9).map(\.estimate) == .value(0))
  }
}
