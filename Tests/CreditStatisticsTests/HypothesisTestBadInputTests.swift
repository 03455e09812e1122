import Ground
import CreditStatistics
import Testing

struct HypothesisTestBadInputTests {
  private let none: [Double] = []
  private let constant: [Double] = [2, 2, 2]

  @Test func tTests() {
    #expect(HypothesisTest.studentT(of: [1.0]) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(HypothesisTest.studentT(of: constant) == .undefined(.noVariance))
    #expect(HypothesisTest.pairedT([1.0, 2], [0.0, 1]) == .undefined(.noVariance))
    #expect(HypothesisTest.pairedT([1.0, .nan], [0.0, 1]) == .undefined(.notFinite))
    #expect(HypothesisTest.pairedT([1e308, 1], [-1e308, 0]) == .undefined(.outOfRange))
    #expect(HypothesisTest.studentT(constant, [1.0]) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(HypothesisTest.studentT(constant, [1.0, 1]) == .undefined(.noVariance))
    #expect(HypothesisTest.welch(constant, [1.0, 1]) == .undefined(.noVariance))
    // One constant sample is no obstacle: the degrees of freedom are those of the other.
    #expect(HypothesisTest.welch(constant, [1.0, 2, 4]).optional?.degreesOfFreedom == [2])
    #expect(Equivalence.paired([1.0, 2], [0.0, 1], limits: -1...1) == .undefined(.noVariance))
    #expect(Equivalence.welch([1.0, 2], [0.0], limits: -1...1) == .undefined(.tooFew(found: 1, needed: 2)))
  }

  @Test func rankTests() {
    #expect(HypothesisTest.sign(differences: none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(HypothesisTest.sign(differences: [0.0, -0.0]) == .undefined(.allZero))
    #expect(HypothesisTest.mannWhitney(none, [1.0]) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(HypothesisTest.mannWhitney(constant, [2.0]) == .undefined(.noVariance))
    #expect(HypothesisTest.mannWhitney([.nan], [2.0]) == .undefined(.notFinite))
    #expect(HypothesisTest.pairedPermutation(differences: [0.0]) == .undefined(.allZero))
    #expect(HypothesisTest.pairedPermutation(differences: [1e308, 1e308]) == .undefined(.outOfRange))
    #expect(HypothesisTest.permutation(constant, [2.0]) == .undefined(.noVariance))
    #expect(HypothesisTest.permutation(constant, none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(HypothesisTest.kolmogorovSmirnov(constant, none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(HypothesisTest.kolmogorovSmirnov(constant, constant).map(\.pValue) == .value(1))
    #expect(WilcoxonSignedRank.test(differences: [0, 0], zeros: .pratt) == .undefined(.allZero))
  }

  @Test func groups() {
    #expect(HypothesisTest.kruskalWallis([constant]) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(HypothesisTest.kruskalWallis([constant, none]) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(HypothesisTest.kruskalWallis([constant, constant]) == .undefined(.noVariance))
    #expect(HypothesisTest.levene([[1, 2]]) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(HypothesisTest.levene([[1], [2]]) == .undefined(.tooFew(found: 2, needed: 3)))
    #expect(HypothesisTest.levene([constant, constant]) == .undefined(.noVariance))
    #expect(HypothesisTest.brownForsythe([[1, .nan], [2, 3]]) == .undefined(.notFinite))
    #expect(PairwiseComparison.conover(groups: [[1], [2]]) == .undefined(.tooFew(found: 2, needed: 3)))
    #expect(PairwiseComparison.conover(groups: [[1, 1], [2, 2]]) == .undefined(.onTheBoundary))
    #expect(PairwiseComparison.nemenyi(groups: [constant, constant]) == .undefined(.noVariance))
  }

  @Test func blocks() {
    let alike: [Double] = [1, 2, 3, 1, 2, 3]
    #expect(HypothesisTest.friedman([1, 2, 3], treatments: 3) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(HypothesisTest.friedman([1, 2, 3], treatments: 1) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(HypothesisTest.friedman([1, 1, 2, 2], treatments: 2) == .undefined(.noVariance))
    #expect(HypothesisTest.friedman([1, .nan, 2, 2], treatments: 2) == .undefined(.notFinite))
    #expect(HypothesisTest.friedman(alike, treatments: 3).map(\.statistic) == .value(4))
    #expect(HypothesisTest.imanDavenport(alike, treatments: 3) == .undefined(.onTheBoundary))
    #expect(PairwiseComparison.conover(alike, treatments: 3) == .undefined(.onTheBoundary))
    #expect(PairwiseComparison.conover([1, 1, 2, 2], treatments: 2) == .undefined(.noVariance))
    #expect(PairwiseComparison.nemenyi([1, 1, 2, 2], treatments: 2).flatMap { $0.pValue(0, 1) } == .value(1))
  }

  /// p is above 0 and at most 1 however far apart the samples are.
  @Test func pValuesStayInRange() throws {
    let low = (0..<300).map { Double($0) * 1e-6 }
    let high = low.map { $0 + 1e6 }
    for test in [
      HypothesisTest.welch(low, high), HypothesisTest.mannWhitney(low, high),
      HypothesisTest.sign(differences: [Double](repeating: 1, count: 3000)),
      HypothesisTest.kruskalWallis([low, high]), HypothesisTest.kolmogorovSmirnov(low, high),
      HypothesisTest.permutation(low, high, resamples: 50), HypothesisTest.studentT(of: high),
    ] {
      let p = try #require(test.optional, "\(test)").pValue
      #expect(p > 0 && p <= 1)
    }
  }

  /// With alternatives exchanged and samples exchanged nothing changes.
  @Test func exchangingTheSamples() throws {
    let (first, second) = (try Reference.input("tiedgroups.0"), try Reference.input("tiedgroups.2"))
    let welch = HypothesisTest.welch(first, second, alternative: .greater)
    expectClose(
      welch.map(\.pValue),
      try #require(HypothesisTest.welch(second, first, alternative: .less).optional).pValue)
    let greater = HypothesisTest.mannWhitney(first, second, alternative: .greater)
    let less = HypothesisTest.mannWhitney(second, first, alternative: .less)
    expectClose(greater.map(\.pValue), try #require(less.optional).pValue)
    let exact = HypothesisTest.permutation(first, second, alternative: .less)
    let mirrored = HypothesisTest.permutation(second, first, alternative: .greater)
    expectClose(exact.map(\.pValue), try #require(mirrored.optional).pValue)
  }
}
