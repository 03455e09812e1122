import CreditStatistics
import Foundation
import Ground
import TestSupport
import Testing

struct BetaBinomialSequenceTests {
  /// confseq's `bernoulli_confidence_interval`, of few and of many values, all alike or not, and of a sum that is not whole.
  @Test func intervalsAreThoseOfConfseq() throws {
    let cases = try Reference.input("mixtures")
    let ends = try stride(from: 0, to: cases.count, by: 4).flatMap { place in
      let (sum, count) = (cases[place], Int(cases[place + 1]))
      var sequence = BetaBinomialSequence(
        bounds: 0...1, confidence: 1 - cases[place + 2], tunedFor: Int(cases[place + 3]))
      for value in 0..<count { sequence.add(min(1, max(0, sum - Double(value)))) }
      let interval = try #require(sequence.interval.optional)
      #expect(interval.units == count && interval.method == .confidenceSequence)
      expectClose(interval.estimate, sum / Double(count), tolerance: 1e-12)
      return [interval.lower, interval.upper]
    }
    expectClose(ends, try Reference.numbers("sequence.mixtures"))
  }

  /// The ends are where the likelihood of the values, averaged over chances by quadrature, is 1 / a times that of the mean.
  @Test func endsAreWhereTheMixtureIsTwentyTimesAsLikely() throws {
    var sequence = BetaBinomialSequence(confidence: 0.95, tunedFor: 40)
    for value in [1.0, 0, 0, 1, 0, 1, 0, 0, 1] { sequence.add(value) }
    let interval = try #require(sequence.interval.optional)
    let concentration = 40 / (2 * log(20.0) + log(1 + 2 * log(20.0))) - 1
    for mean in [interval.lower, interval.upper] {
      // Chances in logarithmic odds, where the density of the prior is smooth and falls fast.
      var (mixture, whole) = (0.0, 0.0)
      for step in -40_000...40_000 {
        let (chance, rest) = (1 / (1 + exp(-Double(step) / 100)), 1 / (1 + exp(Double(step) / 100)))
        let density = pow(chance, concentration * mean) * pow(rest, concentration * (1 - mean))
        whole += density
        mixture += density * pow(chance, 4) * pow(rest, 5)
      }
      expectClose(mixture / whole / (pow(mean, 4) * pow(1 - mean, 5)), 20, tolerance: 1e-9)
    }
  }

  @Test func theBoundsOnlyScale() throws {
    var (unit, wide) = (
      BetaBinomialSequence(confidence: 0.9), BetaBinomialSequence(bounds: -3...5, confidence: 0.9)
    )
    for value in [0.0, 1, 1, 1, 0, 1] {
      unit.add(value)
      wide.add(-3 + 8 * value)
    }
    let (one, other) = try (#require(unit.interval.optional), #require(wide.interval.optional))
    expectClose(other.lower, -3 + 8 * one.lower)
    expectClose(other.upper, -3 + 8 * one.upper)
    expectClose(other.estimate, -3 + 8 * one.estimate)
  }

  /// 300 sequences of 400 values, each looked at after every value, for the true mean alone: at most 5% may ever miss; more
  /// than 40 misses have a probability below 1e-7 then. Values between the ends are covered, too.
  @Test(arguments: [true, false]) func sequencesCoverAtAllTimes(isBinary: Bool) {
    var generator = SplitMix64(seed: 21)
    var misses = 0
    for _ in 0..<300 {
      var sequence = BetaBinomialSequence(confidence: 0.95, tunedFor: 100)
      var missed = false
      for step in 1...400 {
        let draw = Double.random(in: 0..<1, using: &generator)
        sequence.add(isBinary ? (draw < 0.3 ? 1 : 0) : 0.6 * draw)
        if step < 20 || step.isMultiple(of: 4), !(sequence.interval.optional?.contains(0.3) ?? false) {
          missed = true
        }
      }
      if missed { misses += 1 }
    }
    #expect(misses <= 40)
    // They are no trivial ones: some do miss where values vary as much as they can.
    #expect(misses > 0 || !isBinary)
  }

  /// Zeros and ones: about a sixth narrower than what measures the variance, at the count that it was tuned for.
  @Test func zerosAndOnesAreKnownBetterThanByTheVariance() throws {
    var (mixture, bounded) = (
      BetaBinomialSequence(confidence: 0.95, tunedFor: 512),
      BoundedMeanSequence(bounds: 0...1, confidence: 0.95)
    )
    for step in 0..<512 {
      let value = step % 10 < 3 ? 1.0 : 0
      mixture.add(value)
      bounded.add(value)
    }
    let (one, other) = try (#require(mixture.interval.optional), #require(bounded.interval.optional))
    #expect(one.width < 0.9 * other.width)
    #expect(one.contains(0.3) && other.contains(0.3))
  }
}
