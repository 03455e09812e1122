import Ground
import CreditStatistics
import Testing
import TestSupport

struct DescriptiveTests {
  /// 1, 2, 3, 4, 10: mean 20/5 = 4; squared deviations 9 + 4 + 1 + 0 + 36 = 50; variance 50/4, as a population 50/5.
  @Test func momentsByHand() {
    let values: [Double] = [1, 2, 3, 4, 10]
    expectClose(Descriptive.mean(of: values), 4)
    expectClose(Descriptive.variance(of: values), 12.5)
    expectClose(Descriptive.populationVariance(of: values), 10)
    expectClose(Descriptive.standardDeviation(of: values), 12.5.squareRoot())
    expectClose(Descriptive.populationStandardDeviation(of: values), 10.0.squareRoot())
    expectClose(Descriptive.standardErrorOfMean(of: values), 2.5.squareRoot())
    #expect(Descriptive.range(of: values) == .value(1...10))
  }

  /// numpy.mean(x), numpy.var(x, ddof=1), numpy.var(x), scipy.stats.sem(x).
  @Test func momentsAgreeWithSciPy() {
    expectClose(Descriptive.mean(of: first), 1.7000000000000002)
    expectClose(Descriptive.variance(of: first), 4.725714285714285)
    expectClose(Descriptive.populationVariance(of: first), 4.135)
    expectClose(Descriptive.standardErrorOfMean(of: first), 0.7685793945418298)
  }

  /// Definition 7 by hand: with 4 values, probability 0.4 is at position 1.2, so 20 + 0.2 (30 - 20) = 22.
  @Test func quantilesByHand() {
    let values: [Double] = [40, 10, 30, 20]
    expectClose(Descriptive.quantile(0.4, of: values), 22)
    expectClose(Descriptive.quantile(0, of: values), 10)
    expectClose(Descriptive.quantile(1, of: values), 40)
    expectClose(Descriptive.median(of: values), 25)
    expectClose(Descriptive.median(of: [5.0, 1, 3]), 3)
    expectClose(Descriptive.quantile(0.3, of: [7.0]), 7)
  }

  /// numpy.quantile(x, p), whose default method is definition 7.
  @Test(arguments: [(0.1, -0.8199999999999998), (0.25, 0.575), (0.5, 1.9), (0.9, 3.8699999999999997)])
  func quantilesAgreeWithNumPy(probability: Double, expected: Double) {
    expectClose(Descriptive.quantile(probability, of: first), expected)
  }

  @Test func aSortedSampleIsSortedOnce() throws {
    let sorted = try #require(SortedSample.sorting(first).optional)
    #expect(sorted.values == first.sorted())
    #expect(sorted.minimum == -1.8)
    #expect(sorted.maximum == 5.2)
    expectClose(sorted.median, 1.9)
  }

  /// The columns of the 3 x 2 matrix [[1, 10], [2, 20], [6, 60]], read in place.
  @Test func stridesReadColumns() {
    let matrix: [Double] = [1, 10, 2, 20, 6, 60]
    expectClose(Descriptive.mean(of: matrix, stride: 2), 3)
    expectClose(Descriptive.mean(of: matrix.span.extracting(1...), stride: 2), 30)
    expectClose(Descriptive.variance(of: matrix, stride: 2), 7)
    expectClose(Descriptive.median(of: matrix.span.extracting(1...), stride: 2), 20)
    expectClose(Descriptive.mean(of: matrix, stride: 6), 1)
    expectClose(Descriptive.mean(of: matrix, stride: .max), 1)
  }

  @Test func valuesBetweenTheStridesDoNotMatter() {
    let values: [Double] = [1, .nan, 3, .infinity]
    expectClose(Descriptive.mean(of: values, stride: 2), 2)
    expectClose(Descriptive.variance(of: values, stride: 2), 2)
  }

  @Test func slicesAndBuffersAreReadInPlace() {
    expectClose(Descriptive.mean(of: first[2..<5]), (3.3 + 0.9 + 5.2) / 3)
    expectClose(Descriptive.mean(of: ContiguousArray(first)), 1.7)
    first.withUnsafeBufferPointer { expectClose(Descriptive.mean(of: $0.span), 1.7) }
  }

  @Test func emptyAndSingle() {
    let none: [Double] = []
    #expect(Descriptive.mean(of: none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(Descriptive.variance(of: none) == .undefined(.tooFew(found: 0, needed: 2)))
    #expect(Descriptive.populationVariance(of: none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(Descriptive.standardErrorOfMean(of: none) == .undefined(.tooFew(found: 0, needed: 2)))
    #expect(Descriptive.median(of: none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(Descriptive.range(of: none) == .undefined(.tooFew(found: 0, needed: 1)))
    let one = [4.0]
    #expect(Descriptive.mean(of: one) == .value(4))
    #expect(Descriptive.variance(of: one) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(Descriptive.populationVariance(of: one) == .value(0))
    #expect(Descriptive.standardDeviation(of: one) == .undefined(.tooFew(found: 1, needed: 2)))
  }

  /// 0.1 has no exact binary form, so a mean that rounded would leave a variance behind.
  @Test func aConstantSampleHasNoVariance() {
    let values = [Double](repeating: 0.1, count: 1000)
    #expect(Descriptive.mean(of: values) == .value(0.1))
    #expect(Descriptive.variance(of: values) == .value(0))
    #expect(Descriptive.populationVariance(of: values) == .value(0))
    #expect(Descriptive.standardErrorOfMean(of: values) == .value(0))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsUndefined(intruder: Double) {
    let values = [1, intruder, 3]
    #expect(Descriptive.mean(of: values) == .undefined(.notFinite))
    #expect(Descriptive.variance(of: values) == .undefined(.notFinite))
    #expect(Descriptive.median(of: values) == .undefined(.notFinite))
    #expect(Descriptive.range(of: values) == .undefined(.notFinite))
  }

  @Test func squaresThatLeaveTheRangeAreUndefined() {
    let huge = [1e200, -1e200]
    #expect(Descriptive.mean(of: huge) == .value(0))
    #expect(Descriptive.variance(of: huge) == .undefined(.outOfRange))
    let tiny = [1e-200, 2e-200]
    #expect(Descriptive.variance(of: tiny) == .undefined(.outOfRange))
    let largest = [Double.greatestFiniteMagnitude, .greatestFiniteMagnitude]
    #expect(Descriptive.mean(of: largest) == .value(.greatestFiniteMagnitude))
    #expect(Descriptive.median(of: largest) == .value(.greatestFiniteMagnitude))
  }

  /// Shifting by 2^30 and scaling by 4 are exact on these inputs (multiples of 2^-10), so the results move exactly
  /// with them up to the rounding of the sums.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func shiftAndScale(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.wholeNumbers(30, in: -5000...5000).map { $0 * 0x1p-10 }
    let moved = values.map { 4 * $0 + 0x1p30 }
    let variance = try #require(Descriptive.variance(of: values).optional)
    let mean = try #require(Descriptive.mean(of: values).optional)
    let median = try #require(Descriptive.median(of: values).optional)
    expectClose(Descriptive.variance(of: moved), 16 * variance, tolerance: 1e-9)
    expectClose(Descriptive.mean(of: moved), 4 * mean + 0x1p30)
    expectClose(Descriptive.median(of: moved), 4 * median + 0x1p30)
    expectClose(Descriptive.variance(of: values.shuffled(using: &generator)), variance)
  }
}
