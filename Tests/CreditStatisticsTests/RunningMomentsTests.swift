import Ground
import CreditStatistics
import Testing
import TestSupport

struct RunningMomentsTests {
  @Test func emptyAndSingle() {
    var moments = RunningMoments()
    #expect(moments.count == 0)
    #expect(moments.mean == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(moments.populationVariance == .undefined(.tooFew(found: 0, needed: 1)))
    moments.add(4)
    #expect(moments.mean == .value(4))
    #expect(moments.variance == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(moments.populationVariance == .value(0))
    #expect(moments.standardErrorOfMean == .undefined(.tooFew(found: 1, needed: 2)))
  }

  /// 1, 2, 3, 4, 10: mean 4, squared deviations 50.
  @Test func momentsByHand() {
    let moments = RunningMoments(of: [1, 2, 3, 4, 10])
    #expect(moments.count == 5)
    expectClose(moments.mean, 4)
    expectClose(moments.sumOfSquaredDeviations, 50)
    expectClose(moments.variance, 12.5)
    expectClose(moments.populationVariance, 10)
    expectClose(moments.standardDeviation, 12.5.squareRoot())
    expectClose(moments.populationStandardDeviation, 10.0.squareRoot())
    expectClose(moments.standardErrorOfMean, 2.5.squareRoot())
  }

  @Test func constantsHaveNoVariance() {
    let moments = RunningMoments(of: [Double](repeating: 0.1, count: 1000))
    #expect(moments.mean == .value(0.1))
    #expect(moments.variance == .value(0))
  }

  /// The naive formula loses all digits here: the mean is 1e9, the variance 1.
  @Test func aLargeOffsetDoesNotHurt() {
    expectClose(RunningMoments(of: [1e9 - 1, 1e9, 1e9 + 1]).variance, 1)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func mergingIsAddingAndAgreesWithTwoPasses(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = generator.numbers(60, in: 1000..<1010)
    let whole = RunningMoments(of: values)
    var merged = RunningMoments()
    var start = 0
    for end in [0, 1, 17, 17, 60] {
      merged.merge(RunningMoments(of: values.span.extracting(start..<end)))
      start = end
    }
    #expect(merged.count == whole.count)
    let mean = try #require(Descriptive.mean(of: values).optional)
    let variance = try #require(Descriptive.variance(of: values).optional)
    for moments in [whole, merged] {
      expectClose(moments.mean, mean)
      expectClose(moments.variance, variance, tolerance: 1e-11)
    }
  }

  @Test func mergingWithNoneChangesNothing() {
    let moments = RunningMoments(of: [1, 5, 7])
    var merged = moments
    merged.merge(RunningMoments())
    #expect(merged == moments)
    var none = RunningMoments()
    none.merge(moments)
    #expect(none == moments)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsUndefinedFromThenOn(intruder: Double) {
    var moments = RunningMoments(of: [1, intruder, 3])
    #expect(moments.mean == .undefined(.notFinite))
    #expect(moments.variance == .undefined(.notFinite))
    moments.merge(RunningMoments(of: [1, 2]))
    #expect(moments.mean == .undefined(.notFinite))
    var other = RunningMoments(of: [1, 2])
    other.merge(moments)
    #expect(other.mean == .undefined(.notFinite))
  }

  @Test func itFitsInACell() {
    #expect(MemoryLayout<RunningMoments>.stride == 24)
  }
}
