import Ground
import CreditStatistics
import Testing

struct IntervalTests {
  private static func ends(_ interval: Measured<ConfidenceInterval>) throws -> [Double] {
    let interval = try #require(interval.optional, "\(interval)")
    return [interval.lower, interval.upper]
  }

  /// statsmodels' proportion_confint; the closed forms where no trial or every trial succeeds.
  @Test func sharesAgreeWithStatsmodels() throws {
    let cases = try Reference.numbers("share.cases")
    let levels = try Reference.numbers("share.levels")
    var wilson: [Double] = []
    var clopper: [Double] = []
    for start in stride(from: 0, to: cases.count, by: 2) {
      let (k, n) = (Int(cases[start]), Int(cases[start + 1]))
      for level in levels {
        wilson += try Self.ends(ConfidenceInterval.wilson(successes: k, trials: n, confidence: level))
        clopper += try Self.ends(
          ConfidenceInterval.clopperPearson(successes: k, trials: n, confidence: level))
      }
    }
    expectClose(wilson, try Reference.numbers("share.wilson"), tolerance: 1e-12)
    expectClose(clopper, try Reference.numbers("share.clopper"), tolerance: 1e-12)
  }

  /// The probability of covering, summed over all outcomes of 12 trials: Clopper and Pearson never fall below the
  /// confidence; Wilson does, but not on average.
  @Test func sharesCover() throws {
    func coverage(_ chance: Double, _ interval: (Int) -> Measured<ConfidenceInterval>) throws -> Double {
      var covered = 0.0
      var outcome = 1.0
      for _ in 0..<12 { outcome *= 1 - chance }
      for successes in 0...12 {
        if try #require(interval(successes).optional).contains(chance) { covered += outcome }
        outcome *= Double(12 - successes) / Double(successes + 1) * chance / (1 - chance)
      }
      return covered
    }
    var wilson: [Double] = []
    for step in 1..<100 {
      let chance = Double(step) / 100
      let exact = try coverage(chance) {
        ConfidenceInterval.clopperPearson(successes: $0, trials: 12, confidence: 0.9)
      }
      #expect(exact >= 0.9 - 1e-12, "chance \(chance)")
      wilson.append(
        try coverage(chance) { ConfidenceInterval.wilson(successes: $0, trials: 12, confidence: 0.9) })
    }
    let mean = try #require(Descriptive.mean(of: wilson).optional)
    #expect(mean > 0.89 && mean < 0.92)
    #expect(wilson.contains { $0 < 0.9 })
  }

  @Test func noTrials() {
    #expect(
      ConfidenceInterval.wilson(successes: 0, trials: 0, confidence: 0.9)
        == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(
      ConfidenceInterval.clopperPearson(successes: 0, trials: 0, confidence: 0.9)
        == .undefined(.tooFew(found: 0, needed: 1)))
  }

  @Test func normalAgreesWithSciPy() throws {
    expectClose(
      try Self.ends(ConfidenceInterval.normal(ofMean: try Reference.input("normal"), confidence: 0.9)),
      try Reference.numbers("normal.mean"))
    #expect(ConfidenceInterval.normal(ofMean: [1.0], confidence: 0.9).reason == .tooFew(found: 1, needed: 2))
    #expect(
      ConfidenceInterval.normal(estimate: .nan, standardError: 1, confidence: 0.9, units: 3).reason
        == .notFinite)
    #expect(
      ConfidenceInterval.normal(estimate: 1e308, standardError: 1e308, confidence: 0.9, units: 3).reason
        == .outOfRange)
  }

  /// SciPy's own replicates go in, and its three intervals come out.
  @Test(arguments: ["mean", "sd"]) func bootstrapAgreesWithSciPy(name: String) throws {
    let key = "bootstrap." + name + "."
    let values = try Reference.input(name == "mean" ? "skewed" : "normal")
    let estimate = name == "mean" ? Descriptive.mean(of: values) : Descriptive.standardDeviation(of: values)
    let replicates = try Reference.numbers(key + "replicates")
    let jackknife = try Reference.numbers(key + "jackknife")
    let measured = estimate.flatMap { estimate in
      BootstrapDistribution.measured(
        estimate: estimate, replicates: replicates, jackknife: jackknife, units: values.count, seed: 3)
    }
    let distribution = try #require(measured.optional)
    let percentile = try #require(distribution.percentile(confidence: 0.9).optional)
    expectClose([percentile.lower, percentile.upper], try Reference.numbers(key + "percentile"))
    expectClose(
      try Self.ends(distribution.basic(confidence: 0.9)), try Reference.numbers(key + "basic"))
    expectClose(
      try Self.ends(distribution.accelerated(confidence: 0.9)), try Reference.numbers(key + "BCa"))
    expectClose(distribution.standardError, try Reference.numbers(key + "error")[0])
  }

  @Test(arguments: ["mean", "sd"]) func jackknifeAgrees(name: String) throws {
    let values = try Reference.input(name == "mean" ? "skewed" : "normal")
    let jackknife = try #require(
      Jackknife.estimate(.independent(values.count)) { units in
        let chosen = units.map { values[$0] }
        return (name == "mean" ? Descriptive.mean(of: chosen) : Descriptive.standardDeviation(of: chosen))
          .optional
      }.optional)
    expectClose(
      [jackknife.bias, jackknife.standardError], try Reference.numbers("jackknife." + name), tolerance: 1e-9)
    let pseudovalues = jackknife.pseudovalues
    expectClose(
      try #require(Descriptive.mean(of: pseudovalues).optional), jackknife.estimate, tolerance: 1e-9)
    expectClose(
      try #require(Descriptive.standardErrorOfMean(of: pseudovalues).optional), jackknife.standardError,
      tolerance: 1e-9)
    if name == "mean" {
      // The test of a mean is Student's.
      let test = try #require(jackknife.test(units: values.count).optional)
      expectClose(
        test.pValue, try #require(HypothesisTest.studentT(of: values).optional).pValue, tolerance: 1e-9)
      #expect(!test.isExact)
      // The jackknife of a mean is the t interval.
      let t = try ConfidenceInterval.studentT(ofMean: values, confidence: 0.9)
      expectClose(
        try Self.ends(jackknife.interval(confidence: 0.9)), try Self.ends(t), tolerance: 1e-9)
    }
  }

  /// The jackknife removes the bias of the population variance: what is left has the denominator *n* - 1.
  @Test func jackknifeRemovesTheBiasOfTheVariance() throws {
    let values = try Reference.input("even")
    let jackknife = try #require(
      Jackknife.estimate(.independent(values.count)) { units in
        Descriptive.populationVariance(of: units.map { values[$0] }).optional
      }.optional)
    expectClose(
      Descriptive.variance(of: values), jackknife.biasCorrected, tolerance: 1e-12)
  }

  @Test func jackknifeUndefined() {
    #expect(Jackknife.estimate(.independent(1)) { _ in 1 } == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(Jackknife.estimate(.independent(3)) { _ in nil } == .undefined(.undefinedOnSample))
    #expect(
      Jackknife.estimate(.independent(3)) { $0.contains(1) ? 1 : nil }
        == .undefined(.undefinedOnResamples(undefined: 1, resamples: 3)))
  }

  @Test func simultaneousAgreesWithSciPy() throws {
    let blocks = try Reference.input("blocks")
    for (name, correction) in [
      ("bonferroni", SimultaneousIntervals.Correction.bonferroni), ("sidak", .sidak),
    ] {
      let found = SimultaneousIntervals.studentT(
        ofColumns: blocks, columns: 5, confidence: 0.9, correction: correction)
      expectClose(
        try found.reduce(into: []) { $0 += try Self.ends($1) }, try Reference.numbers("simultaneous." + name),
        tolerance: 1e-11)
    }
  }

  /// Cells that are copies of each other need no correction, so max-t is narrower than Bonferroni there; undefined
  /// cells leave the family alone.
  @Test func maximumTUsesTheCorrelation() throws {
    let column = try Reference.input("even")
    let matrix = column.flatMap { (value: Double) -> [Double] in [value, 2 * value + 1, -value, 5, value] }
    let bootstrap = Bootstrap(resamples: 500, seed: 1)
    let joint = SimultaneousIntervals.maximumT(
      ofColumns: matrix, columns: 5, confidence: 0.95, bootstrap: bootstrap)
    let bonferroni = SimultaneousIntervals.studentT(
      ofColumns: matrix, columns: 5, confidence: 0.95, correction: .bonferroni)
    #expect(joint[3] == .undefined(.noVariance))
    #expect(bonferroni[3] == .undefined(.noVariance))
    for cell in [0, 1, 2, 4] {
      let narrow = try #require(joint[cell].optional)
      let wide = try #require(bonferroni[cell].optional)
      #expect(narrow.width < 0.95 * wide.width)
      #expect(narrow.method == .maximumT)
      expectClose(narrow.estimate, wide.estimate)
    }
    let single = try #require(joint[0].optional)
    expectClose(joint[1].map(\.width), 2 * single.width)
    let few: [Measured<ConfidenceInterval>] = SimultaneousIntervals.maximumT(
      ofColumns: [1.0, 2], columns: 2, confidence: 0.9, bootstrap: bootstrap)
    let tooFew = UndefinedReason.tooFew(found: 1, needed: 2)
    #expect(few.map(\.reason) == [tooFew, tooFew])
    let none: [Double] = []
    #expect(
      SimultaneousIntervals.studentT(ofColumns: none, columns: 2, confidence: 0.9, correction: .sidak)[1]
        == .undefined(.tooFew(found: 0, needed: 2)))
    // Two rows are equal in half of the resamples, so that the largest ratio is infinite too often.
    let twoRows = SimultaneousIntervals.maximumT(
      ofColumns: [1.0, 2, 3, 5], columns: 2, confidence: 0.9, bootstrap: bootstrap)
    guard case .undefined(.undefinedOnResamples) = twoRows[0] else {
      Issue.record("found \(twoRows[0])")
      return
    }
  }
}
