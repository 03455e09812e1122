import Ground
@testable import Ascribe
import CreditNumerics
import CreditStatistics
import Testing
import Simulation
import TestSupport

/// Gradients of batches against the exact one, in numbers made by hand.
@Suite struct GradientFidelityTests {
  private func fidelity(
    _ batches: [[Double]], exact: [Double], scale: Double = 1, confidence: Double = 0.95
  ) throws -> GradientFidelity {
    let mdp = try compiled("or")
    var plan = try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp), methods: [], episodes: 1, groupSize: 1, batches: 2, seed: 3,
      threads: 1)
    plan.resamples = 100
    plan.confidence = confidence
    var sums = GradientSums(exact: exact, scale: scale)
    for batch in batches { sums.add(SparseVector(batch, at: batch.indices.map { Int32($0) })) }
    return sums.fidelity(plan)
  }

  /// g* = (3, 4), batches (2, 0), (4, 2) and (6, 4): m = (4, 2), and the covariance has the trace 4 + 4 = 8, so that |m|² = 20 is
  /// 8/3 too large. cosine = (12 + 8) / (sqrt(52/3) · 5); |m - g*|² = 1 + 4 is 7/3 without the noise, so the error is
  /// sqrt(7/3) / 5; the ratio is 52/3 / 8.
  @Test func measuresByHand() throws {
    let found = try fidelity([[2, 0], [4, 2], [6, 4]], exact: [3, 4])
    let cosine = 4 / (52.0 / 3).squareRoot()
    let values = [
      found.cosine.mean, found.relativeError.mean, found.scaledError.mean, found.signalToNoise.mean,
      found.size,
    ].compactMap(\.optional)
    let expected = [
      cosine, (7.0 / 3).squareRoot() / 5, (1 - cosine * cosine).squareRoot(), 52.0 / 24,
      20.0.squareRoot() / 5,
    ]
    #expect(near(values, expected))
    #expect(found.cosine.batches == 3)
    // The correction as it is usually written: the cosine of the mean over sqrt(1 - 1 / (ratio · batches)), where the ratio is
    // that of the mean as it is, 20/8.
    let share = 1 - 1 / (2.5 * 3)
    #expect(near([cosine], [4 / (20 * share).squareRoot()]))
    #expect(found.relativeError.interval == .undefined(.tooFew(found: 3, needed: 100)))
  }

  /// The three batches 34 times: the squared error |m - g*|² less the trace of the covariance over the batches, without each of
  /// them in turn, by plain sums. Student's t with 101 degrees of freedom has its 0.975 quantile at 1.983731002955606.
  @Test func theErrorIsJackknifed() throws {
    let batches = (0..<34).flatMap { _ -> [[Double]] in [[2, 0], [4, 2], [6, 4]] }
    let square = { (kept: [[Double]]) -> Double in
      let n = Double(kept.count)
      let mean = (0..<2).map { entry in kept.reduce(0) { $0 + $1[entry] } / n }
      let trace = kept.reduce(0.0) { sum, batch in
        sum + (0..<2).reduce(0) { $0 + (batch[$1] - mean[$1]) * (batch[$1] - mean[$1]) }
      }
      let distance = (mean[0] - 3) * (mean[0] - 3) + (mean[1] - 4) * (mean[1] - 4)
      return (distance - trace / (n - 1) / n) / 25
    }
    let left = batches.indices.map { place in
      square(batches.indices.filter { $0 != place }.map { batches[$0] })
    }
    let mean = left.reduce(0, +) / 102
    let squares = left.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
    let margin = 1.983731002955606 * (squares * 101 / 102).squareRoot()
    let interval = try #require(
      try fidelity(batches, exact: [3, 4]).relativeError.interval.optional)
    let expected = [square(batches) - margin, square(batches) + margin].map { max(0, $0).squareRoot() }
    #expect(near([interval.lower, interval.upper], expected, 1e-9))
  }

  /// Gradients that are noise about 0 have no direction in the limit: their squared mean is below its noise.
  @Test func noiseHasNoDirection() throws {
    let found = try fidelity([[1, 0], [-1, 0.1]], exact: [3, 4])
    #expect(found.cosine.mean == .undefined(.belowNoise))
  }

  /// Gradients of expectation (1, 1) with noise of standard deviation 1 in either entry, held against (10, 0): the squared distance
  /// is 82, and that of the mean of 4 batches is 82.5 on average. Over 4,000 samples the mean squared error is within 6 of its
  /// standard errors of .82: a false alarm in 10⁸, and without the correction it would be 10 of them off.
  @Test func theCorrectionIsUnbiased() throws {
    var random = SplitMix64(seed: 3)
    let squares = try (0..<4000).map { _ in
      let batches = (0..<4).map { _ in
        // Sums of twelve uniform numbers have the variance 1.
        (0..<2).map { _ in 1 + random.numbers(12, in: 0..<1).reduce(0, +) - 6 }
      }
      let error = try #require(fidelity(batches, exact: [10, 0]).relativeError.mean.optional)
      return error * error - 0.82
    }
    let average = squares.reduce(0, +) / 4000
    let variance = squares.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 3999
    #expect(abs(average) < 6 * (variance / 4000).squareRoot())
  }

  /// A single batch that is left has no covariance.
  @Test func aRatioThatIsUndefinedWithoutABatchHasNoInterval() throws {
    let found = try fidelity([[2, 0], [4, 2]], exact: [3, 4])
    #expect(found.signalToNoise.interval.optional == nil)
  }

  @Test func intervalsHoldTheirEstimates() throws {
    let found = try fidelity([[2, 0], [4, 2], [1, 6], [7, 5], [3, 1]], exact: [3, 4])
    #expect(found.signalToNoise.interval == .undefined(.tooFew(found: 5, needed: 20)))
    for estimate in [found.cosine, found.scaledError] {
      let interval = try #require(estimate.interval.optional)
      #expect(interval.contains(try #require(estimate.mean.optional)))
      #expect(interval.width > 0)
    }
  }

  @Test func equalGradientsHaveNoNoise() throws {
    let found = try fidelity([[3, 4], [3, 4], [3, 4]], exact: [3, 4])
    #expect(near([found.cosine.mean, found.relativeError.mean].compactMap(\.optional), [1, 0]))
    #expect(found.signalToNoise.mean == .undefined(.noVariance))
  }

  @Test func withoutAGradientThereIsNoDirection() throws {
    let flat = try fidelity([[1, 0], [0, 1]], exact: [1e-14, 0])
    #expect(flat.cosine.mean == .undefined(.allZero))
    #expect(flat.relativeError.mean == .undefined(.allZero))
    #expect(flat.size == .undefined(.allZero))
    // |m|² = 1/2, and as much of it is noise.
    #expect(flat.signalToNoise.mean.optional.map { abs($0) < 1e-12 } == true)
    let silent = try fidelity([[0, 0], [0, 0]], exact: [3, 4])
    #expect(silent.cosine.mean == .undefined(.allZero))
    #expect(silent.relativeError.mean == .value(1))
    #expect(silent.size == .value(0))
  }

  @Test func oneBatchHasNoLimit() throws {
    let found = try fidelity([[3, 4]], exact: [3, 4])
    #expect(found.cosine.mean == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(found.cosine.interval == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(found.signalToNoise.mean == .undefined(.tooFew(found: 1, needed: 2)))
  }

  /// More than 512 batches are left out in blocks; estimates are those of all batches, and the noise stays that of
  /// one batch.
  @Test func manyBatchesAreLeftOutInBlocks() throws {
    var state: UInt64 = 9
    let noise = { () -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53 - 0.5
    }
    let batches = (0..<1101).map { _ in [3 + 40 * noise(), 4 + 40 * noise()] }
    let all = try fidelity(batches, exact: [3, 4], confidence: 0.999)
    let some = try fidelity(Array(batches.prefix(500)), exact: [3, 4], confidence: 0.999)
    let mean = [0, 1].map { entry in batches.reduce(0) { $0 + $1[entry] } / 1101 }
    let spread = batches.reduce(0.0) { sum, batch in
      let (one, other) = (batch[0] - mean[0], batch[1] - mean[1])
      return sum + one * one + other * other
    }
    let (one, other) = (mean[0] - 3, mean[1] - 4)
    let square = max(0, one * one + other * other - spread / 1100 / 1101) / 25
    #expect(near([try #require(all.relativeError.mean.optional)], [square.squareRoot()], 1e-9))
    let wide = try #require(some.signalToNoise.interval.optional)
    let narrow = try #require(all.signalToNoise.interval.optional)
    #expect(wide.units == 500 && narrow.units == 275)
    // A batch's covariance has the trace 2 · 40²/12, whatever is resampled; four times it would be far outside.
    let ratio = try #require(all.signalToNoise.interval.optional)
    #expect(ratio.contains(25 / (2 * 1600.0 / 12)))
    #expect(!ratio.contains(4 * 25 / (2 * 1600.0 / 12)) && !ratio.contains(25 / (8 * 1600.0 / 12)))
  }

  @Test func sparseVectorsAdd() {
    let first = SparseVector([1, 0, 2, 0], at: [0, 2])
    let second = SparseVector([0, 5, 3, 0], at: [1, 2])
    let sum = first + second
    #expect(sum.indices == [0, 1, 2])
    #expect(sum.values == [1, 5, 5])
    #expect(sum.dot([1, 1, 2, 9]) == 16)
    #expect((sum + SparseVector()).values == sum.values)
    #expect(sum.squaredNorm == 51)
  }
}
