import Ground
import CreditStatistics
import Testing
import TestSupport

struct PairedPowerTests {
  @Test func studentTAgreesWithStatsmodels() throws {
    let cases = try Reference.numbers("power.cases")
    var twoSided: [Double] = []
    var greater: [Double] = []
    for start in stride(from: 0, to: cases.count, by: 3) {
      let (effect, pairs, level) = (cases[start], Int(cases[start + 1]), cases[start + 2])
      twoSided.append(
        try #require(PairedPower.studentT(effect: effect, pairs: pairs, level: level).optional))
      greater.append(
        try #require(
          PairedPower.studentT(effect: effect, pairs: pairs, level: level, alternative: .greater).optional))
    }
    // statsmodels takes SciPy's noncentral t, which is good to about 1e-9.
    expectClose(twoSided, try Reference.numbers("power.twoSided"), tolerance: 1e-8)
    expectClose(greater, try Reference.numbers("power.greater"), tolerance: 1e-8)
  }

  @Test func pairsAgreeWithStatsmodels() throws {
    var found: [Double] = []
    for effect in [0.2, 0.5, 0.8] {
      for power in [0.8, 0.95] {
        found.append(
          Double(
            try #require(
              PairedPower.pairsForStudentT(effect: effect, power: power, level: 0.05).optional)))
      }
    }
    #expect(found == (try Reference.numbers("power.pairs")))
    // Wilcoxon's test needs about pi / 3 times as many.
    let wilcoxon = try #require(
      PairedPower.pairsForWilcoxon(effect: 0.2, power: 0.8, level: 0.05).optional)
    #expect(abs(Double(wilcoxon) - found[0] * Double.pi / 3) < 3)
  }

  @Test func signAndEquivalenceAgree() throws {
    var equivalence: [Double] = []
    for effect in [0, 0.2] {
      for pairs in [5, 30, 60] {
        equivalence.append(
          try #require(
            PairedPower.equivalence(effect: effect, limits: -0.5...0.5, pairs: pairs, level: 0.05).optional))
      }
    }
    expectClose(equivalence, try Reference.numbers("power.tost"), tolerance: 1e-9)
    var sign: [Double] = []
    for chance in [0.6, 0.8] {
      for pairs in [5, 6, 20, 47] {
        sign.append(try #require(PairedPower.sign(chance: chance, pairs: pairs, level: 0.05).optional))
      }
    }
    expectClose(sign, try Reference.numbers("power.sign"))
  }

  /// The number found reaches the power, and one pair less does not.
  @Test func numbersAreTheSmallest() throws {
    let pairs = try #require(
      PairedPower.pairsForEquivalence(effect: 0.1, limits: -0.5...0.5, power: 0.9, level: 0.05).optional)
    func power(_ pairs: Int) throws -> Double {
      try #require(
        PairedPower.equivalence(effect: 0.1, limits: -0.5...0.5, pairs: pairs, level: 0.05).optional)
    }
    #expect(try power(pairs) >= 0.9)
    #expect(try power(pairs - 1) < 0.9)
    let signs = try #require(PairedPower.pairsForSign(chance: 0.7, power: 0.8, level: 0.05).optional)
    func signPower(_ pairs: Int) throws -> Double {
      try #require(PairedPower.sign(chance: 0.7, pairs: pairs, level: 0.05).optional)
    }
    #expect(try signPower(signs - 1) < 0.8)
    for more in signs..<(2 * signs) { #expect(try signPower(more) >= 0.8) }
    // s = 1, margin 0.5 at 0.95: t(17) 2.110 / sqrt 18 = 0.497 and t(16) 2.120 / sqrt 17 = 0.514.
    #expect(PairedPower.valuesForMargin(0.5, standardDeviation: 1, confidence: 0.95) == .value(18))
  }

  /// Counts whose probabilities underflow: 5,000 pairs at a chance of 0.52. The test rejects counts up to 2,430, where the
  /// normal approximation puts 2500 - 0.5 - 1.96 · 35.36 = 2430.2; its power is that of the normal one within 0.01:
  /// P(Z < (2430.5 - 2400) / 35.33) = 0.806.
  @Test func signOfManyPairs() throws {
    let power = try #require(PairedPower.sign(chance: 0.52, pairs: 5000, level: 0.05).optional)
    #expect(abs(power - 0.806) < 0.01)
  }

  @Test func undefined() {
    #expect(
      PairedPower.studentT(effect: 1, pairs: 1, level: 0.05) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(PairedPower.studentT(effect: .nan, pairs: 5, level: 0.05) == .undefined(.notFinite))
    #expect(PairedPower.pairsForStudentT(effect: 0, power: 0.8, level: 0.05) == .undefined(.allZero))
    #expect(
      PairedPower.pairsForStudentT(effect: -1, power: 0.8, level: 0.05, alternative: .greater)
        == .undefined(.allZero))
    #expect(PairedPower.pairsForStudentT(effect: 1e-6, power: 0.8, level: 0.05) == .undefined(.outOfRange))
    #expect(PairedPower.sign(chance: 0.5, pairs: 0, level: 0.05) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(PairedPower.sign(chance: 0.9, pairs: 5, level: 0.05) == .value(0))
    #expect(PairedPower.pairsForSign(chance: 0.5, power: 0.8, level: 0.05) == .undefined(.allZero))
    #expect(
      PairedPower.pairsForEquivalence(effect: 1, limits: -1...1, power: 0.8, level: 0.05)
        == .undefined(.onTheBoundary))
    // An effect of 0 is rejected at the level.
    expectClose(PairedPower.studentT(effect: 0, pairs: 7, level: 0.05), 0.05, tolerance: 1e-11)
  }
}

struct SequentialTests {
  /// Look 1 at the error a / 2, look 2 at a / 6: the t intervals of those errors.
  @Test func looksShareTheError() throws {
    let values = try Reference.input("normal")
    var mean = SequentialMean(confidence: 0.9)
    for (count, confidence) in [(10, 1 - 0.1 / 2), (23, 1 - 0.1 / 6)] {
      let look = try #require(mean.look(at: RunningMoments(of: values[..<count])).optional)
      let t = try #require(
        try ConfidenceInterval.studentT(ofMean: values[..<count], confidence: confidence).optional)
      expectClose(look.lower, t.lower)
      expectClose(look.upper, t.upper)
      #expect(look.confidence == 0.9)
    }
    #expect(mean.looks == 2)
  }

  @Test func looksWithoutVarianceAreFree() {
    var mean = SequentialMean(confidence: 0.9)
    #expect(mean.look(at: RunningMoments(of: [1.0])) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(mean.look(at: RunningMoments(of: [1.0, 1])) == .undefined(.noVariance))
    #expect(mean.look(at: RunningMoments(of: [1.0, .nan])) == .undefined(.notFinite))
    #expect(mean.looks == 0)
  }

  /// s² = 4 of the first stage of 5 and t(0.025, 4) = 2.776445: for a margin of 1, 4 · 7.70865 = 30.8 values.
  @Test func steinsTwoStages() throws {
    let first: [Double] = [1, 1, 3, 3, 2 + 10.0.squareRoot()]
    let variance = try #require(Descriptive.variance(of: first).optional)
    let plan = try #require(TwoStageMean.plan(firstStage: first, margin: 1, confidence: 0.95).optional)
    #expect(plan.count == Int((variance * 7.708647).rounded(.up)))
    let generous = try #require(TwoStageMean.plan(firstStage: first, margin: 100, confidence: 0.95).optional)
    #expect(generous.count == 5)
    let interval = try #require(generous.interval(ofAll: first).optional)
    expectClose(interval.width, 200)
    #expect(plan.interval(ofAll: first) == .undefined(.tooFew(found: 5, needed: plan.count)))
    #expect(TwoStageMean.plan(firstStage: [1.0, 1], margin: 1, confidence: 0.9) == .undefined(.noVariance))
    #expect(
      TwoStageMean.plan(firstStage: [1.0, 2], margin: 1e-9, confidence: 0.9) == .undefined(.outOfRange))
  }

  /// 300 sequences of 400 Bernoulli values, each looked at after every value: at most 5% of them may ever miss. A count of
  /// misses above 40 has a probability below 1e-7 then: scipy.stats.binom.sf(40, 300, 0.05). Student's intervals of single
  /// sample sizes, looked at from 10 values on, must miss more often than that.
  @Test func boundedSequencesCoverAtAllTimes() {
    var generator = SplitMix64(seed: 12)
    var misses = 0
    var naiveMisses = 0
    for _ in 0..<300 {
      var sequence = BoundedMeanSequence(bounds: 0...2, confidence: 0.95)
      var missed = false
      var missedNaively = false
      var moments = RunningMoments()
      for step in 1...400 {
        let value: Double = Double.random(in: 0..<1, using: &generator) < 0.3 ? 2 : 0
        sequence.add(value)
        moments.add(value)
        if !(sequence.interval.optional?.contains(0.6) ?? false) { missed = true }
        if step >= 10, let mean = moments.mean.optional, let error = moments.standardErrorOfMean.optional,
          abs(mean - 0.6) > 2 * error
        {
          missedNaively = true
        }
      }
      if missed { misses += 1 }
      if missedNaively { naiveMisses += 1 }
    }
    #expect(misses <= 40)
    #expect(naiveMisses > 60)
  }

  @Test func boundedSequencesNarrow() throws {
    var sequence = BoundedMeanSequence(bounds: 0...1, confidence: 0.95)
    #expect(sequence.interval == .undefined(.tooFew(found: 0, needed: 1)))
    var widths: [Double] = []
    for step in 0..<5000 {
      sequence.add(step % 2 == 0 ? 0.4 : 0.6)
      let interval = try #require(sequence.interval.optional)
      #expect(interval.contains(0.5) && interval.lower >= 0 && interval.upper <= 1)
      widths.append(interval.width)
    }
    #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(widths[4999] < 0.03)
  }

  /// confseq's intersections of all intervals so far, at the weights of the source's equation 15, of values within 0...1 and of
  /// zeros and ones.
  @Test(arguments: ["bounded", "binary"]) func boundedSequencesAreThoseOfConfseq(name: String) throws {
    var sequence = BoundedMeanSequence(bounds: 0...1, confidence: 0.95)
    let values = try Reference.input(name)
    var ends: [Double] = []
    let looks = try Reference.input("looks").map { Int($0) }
    for (index, value) in values.enumerated() {
      sequence.add(value)
      if looks.contains(index + 1) {
        let interval = try #require(sequence.interval.optional)
        ends += [interval.lower, interval.upper]
      }
    }
    expectClose(ends, try Reference.numbers("sequence." + name))
  }
}
