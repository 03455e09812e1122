import Ground
import CreditStatistics

/// True values that have no closed form, from one large sample of a distribution.
struct Truths {
  let spearman: Double
  let kendall: Double
  let cliffDelta: Double
  let interquartileMean: Double
  let optimalityGap: Double
  let pairedRankBiserial: Double
  let shareAbove: Double
  /// The expected recall of the top fifth, by the number of pairs.
  let topRecall: [Int: Double]

  init(_ distribution: Distribution) {
    var generator = Generator(seed: 0xFACE)
    let (first, second) = Study.pairs(distribution, 1_000_000, &generator)
    spearman = Association.spearman(first, second).optional ?? 0
    kendall = Association.kendall(first, second).map(\.tauB).optional ?? 0
    let shift = 0.5 * distribution.variance.squareRoot()
    cliffDelta =
      Dominance.cliffDelta(
        first.map { $0 + shift }, distribution.pairMarginal(1_000_000, &generator), confidence: 0.95
      ).map(\.estimate).optional ?? 0
    let many = distribution.draw(4_000_000, &generator)
    interquartileMean = Descriptive.interquartileMean(of: many).optional ?? 0
    optimalityGap = many.reduce(0) { $0 + max(0, distribution.target - $1) } / Double(many.count)
    shareAbove = Double(many.count { $0 > distribution.target }) / Double(many.count)
    var recalls: [Int: Double] = [:]
    for count in Coverage.counts {
      var sum = 0.0
      for _ in 0..<20_000 {
        let (first, second) = Study.pairs(distribution, count, &generator)
        sum += Association.topRecall(count / 5, of: first, against: second).optional ?? 0
      }
      recalls[count] = sum / 20_000
    }
    topRecall = recalls
    let differences = zip(many[..<1_000_000], many[1_000_000..<2_000_000]).map { $0 - $1 + shift }
    pairedRankBiserial =
      WilcoxonSignedRank.test(differences: differences).map(\.rankBiserialCorrelation).optional ?? 0
  }
}

extension Distribution {
  /// What scores are held against: half a standard deviation above the mean, which no value takes.
  var target: Double { mean + 0.5 * variance.squareRoot() }

  /// Values as those of either side of ``Study/pairs(_:_:_:)``.
  func pairMarginal(_ count: Int, _ generator: inout Generator) -> [Double] {
    zip(draw(count, &generator), draw(count, &generator)).map { $0 + $1 }
  }
}

/// One repetition: which intervals cover. `nil` where an interval is undefined.
struct Study {
  let distribution: Distribution
  let count: Int
  let truths: Truths
  static let confidence = 0.95

  /// Pairs with a common part: their correlation and their concordance are 1/2, whatever the distribution.
  static func pairs(
    _ distribution: Distribution, _ count: Int, _ generator: inout Generator
  ) -> ([Double], [Double]) {
    let common = distribution.draw(count, &generator)
    return (
      zip(common, distribution.draw(count, &generator)).map { $0 + $1 },
      zip(common, distribution.draw(count, &generator)).map { $0 + $1 }
    )
  }

  func intervals(_ repetition: Int, _ report: (String, Bool?) -> Void) {
    var generator = Generator(seed: UInt64(repetition) << 20 | UInt64(count) << 4)
    let bootstrap = Bootstrap(resamples: 1000, seed: UInt64(repetition))
    func record(_ name: String, _ interval: Measured<ConfidenceInterval>, _ truth: Double) {
      report(name, interval.optional?.contains(truth))
    }
    let level = Self.confidence
    let values = distribution.draw(count, &generator)
    let mean = distribution.mean
    if let student = try? ConfidenceInterval.studentT(ofMean: values, confidence: level) {
      record("mean: t", student, mean)
    }
    record("mean: normal", ConfidenceInterval.normal(ofMean: values, confidence: level), mean)
    let means = bootstrap.distribution(ofMean: values)
    record("mean: percentile bootstrap", means.flatMap { $0.percentile(confidence: level) }, mean)
    record("mean: basic bootstrap", means.flatMap { $0.basic(confidence: level) }, mean)
    record("mean: BCa bootstrap", means.flatMap { $0.accelerated(confidence: level) }, mean)
    record("mean: studentised bootstrap", bootstrap.studentized(ofMean: values, confidence: level), mean)
    let clusters = (0..<(3 * count)).map { $0 / 3 }
    let parts = distribution.draw(3 * count, &generator)
    let shifted = zip(clusters, parts).map { values[$0] + $1 }
    let byCluster = Bootstrap(resamples: 300, seed: bootstrap.seed).distribution(.clustered(by: clusters)) {
      units in
      units.reduce(0) { $0 + shifted[$1] } / Double(units.count)
    }
    record("mean: cluster bootstrap", byCluster.flatMap { $0.percentile(confidence: level) }, 2 * mean)
    let jackknife = Jackknife.estimate(.independent(count)) { units in
      Descriptive.variance(of: units.map { values[$0] }).optional
    }
    record("variance: jackknife", jackknife.flatMap { $0.interval(confidence: level) }, distribution.variance)
    if distribution == .bernoulli {
      let successes = values.count { $0 == 1 }
      record(
        "share: Wilson", ConfidenceInterval.wilson(successes: successes, trials: count, confidence: level),
        mean)
      record(
        "share: Clopper-Pearson",
        ConfidenceInterval.clopperPearson(successes: successes, trials: count, confidence: level), mean)
      var sequence = BoundedMeanSequence(bounds: 0...1, confidence: level)
      var holds = true
      for value in values {
        sequence.add(value)
        holds = holds && (sequence.interval.optional?.contains(mean) ?? false)
      }
      report("mean: bounded sequence, at all sizes", holds)
      var mixture = BetaBinomialSequence(confidence: level, tunedFor: count)
      holds = true
      for value in values {
        mixture.add(value)
        holds = holds && (mixture.interval.optional?.contains(mean) ?? false)
      }
      report("mean: beta-binomial sequence, at all sizes", holds)
    }
    var stopping = SequentialMean(confidence: level)
    let longer = values + distribution.draw(3 * count, &generator)
    let looks = [1, 2, 4].map { stopping.look(at: RunningMoments(of: longer[..<($0 * count)])) }
    report("mean: sequential, at three looks", looks.allSatisfy { $0.optional?.contains(mean) ?? true })
    if let plan = TwoStageMean.plan(
      firstStage: values, margin: distribution.variance.squareRoot() / 4, confidence: level
    ).optional {
      let all = values + distribution.draw(max(0, min(plan.count, 2000) - count), &generator)
      report(
        "mean: two stages", all.count < plan.count ? nil : plan.interval(ofAll: all).optional?.contains(mean))
    } else {
      report("mean: two stages", nil)
    }
    joint(&generator, bootstrap, report)
    associations(&generator, bootstrap, report)
    further(&generator, bootstrap, report)
    effects(&generator, bootstrap, report)
    scenarios(&generator, bootstrap, report)
  }

  private func joint(_ generator: inout Generator, _ bootstrap: Bootstrap, _ report: (String, Bool?) -> Void)
  {
    let cells = distribution.draw(5 * count, &generator)
    func record(_ name: String, _ intervals: [Measured<ConfidenceInterval>]) {
      let covered = intervals.compactMap { $0.optional?.contains(distribution.mean) }
      report(name, covered.isEmpty ? nil : covered.allSatisfy { $0 })
    }
    for (name, correction) in [
      ("Bonferroni", SimultaneousIntervals.Correction.bonferroni), ("Sidak", .sidak),
    ] {
      record(
        "5 means: \(name)",
        SimultaneousIntervals.studentT(
          ofColumns: cells, columns: 5, confidence: Self.confidence, correction: correction))
    }
    record(
      "5 means: max-t bootstrap",
      SimultaneousIntervals.maximumT(
        ofColumns: cells, columns: 5, confidence: Self.confidence, bootstrap: bootstrap))
  }

  private func associations(
    _ generator: inout Generator, _ bootstrap: Bootstrap, _ report: (String, Bool?) -> Void
  ) {
    let level = Self.confidence
    func record(_ name: String, _ interval: Measured<ConfidenceInterval>, _ truth: Double) {
      report(name, interval.optional?.contains(truth))
    }
    let (first, second) = Self.pairs(distribution, count, &generator)
    record("Pearson: Fisher z", Association.pearson(first, second, confidence: level), 0.5)
    record("Spearman: Bonett-Wright", Association.spearman(first, second, confidence: level), truths.spearman)
    let resampled = bootstrap.distribution(ofSpearman: first, second)
    record(
      "Spearman: percentile bootstrap", resampled.flatMap { $0.percentile(confidence: level) },
      truths.spearman)
    record(
      "Spearman: BCa bootstrap", resampled.flatMap { $0.accelerated(confidence: level) }, truths.spearman)
    let kendall = Association.kendall(first, second)
    record("Kendall: Fieller", kendall.flatMap { $0.interval(confidence: level) }, truths.kendall)
    record("concordance: Lin", Association.concordance(first, second, confidence: level), 0.5)
    let limits = Association.limitsOfAgreement(first, second, confidence: level)
    let spread = 1.959963984540054 * (2 * distribution.variance).squareRoot()
    record("limit of agreement", limits.map(\.upper), spread)
    let targets = distribution.draw(count, &generator)
    let ratings = zip((0..<(3 * count)).map { targets[$0 / 3] }, distribution.draw(3 * count, &generator))
      .map { $0 + $1 }
    for form in IntraclassCorrelation.allCases {
      record(
        "intraclass correlation: \(form.rawValue)", form.measure(ratings, raters: 3, confidence: level), 0.5)
    }
    if distribution == .bernoulli {
      // Two copies of a fair rating, each redrawn with chance 0.3: they agree by themselves with chance 0.49.
      let base = (0..<count).map { _ in Int(generator.next() % 3) }
      func copy(_ rating: Int, _ generator: inout Generator) -> Int {
        generator.uniform() < 0.3 ? Int(generator.next() % 3) : rating
      }
      let ratings = (base.map { copy($0, &generator) }, base.map { copy($0, &generator) })
      record(
        "kappa",
        Association.kappa(ratings.0, ratings.1, categories: 3, weights: .unweighted, confidence: level), 0.49)
      record(
        "kappa: quadratic",
        Association.kappa(ratings.0, ratings.1, categories: 3, weights: .quadratic, confidence: level), 0.49)
    }
  }

  private func effects(
    _ generator: inout Generator, _ bootstrap: Bootstrap, _ report: (String, Bool?) -> Void
  ) {
    let level = Self.confidence
    func record(_ name: String, _ interval: Measured<ConfidenceInterval>, _ truth: Double) {
      report(name, interval.optional?.contains(truth))
    }
    let shift = 0.5 * distribution.variance.squareRoot()
    let first = distribution.draw(count, &generator).map { $0 + shift }
    let second = distribution.draw(count, &generator)
    record("Cohen's d", StandardizedDifference.cohenD(first, second, confidence: level), 0.5)
    record(
      "Cohen's d_z", StandardizedDifference.cohenDz(first, second, confidence: level), 0.5 / 2.0.squareRoot())
    let high = distribution.pairMarginal(count, &generator).map { $0 + shift }
    let low = distribution.pairMarginal(count, &generator)
    record("Cliff's delta", Dominance.cliffDelta(high, low, confidence: level), truths.cliffDelta)
    let labels = (0..<(2 * count)).map { $0 < count }
    let area = (truths.cliffDelta + 1) / 2
    record("ROC area: logit", RocArea.measure(high + low, isPositive: labels, confidence: level), area)
    record(
      "ROC area: plain", RocArea.measure(high + low, isPositive: labels, confidence: level, scale: .area),
      area)
  }

  private func scenarios(
    _ generator: inout Generator, _ bootstrap: Bootstrap, _ report: (String, Bool?) -> Void
  ) {
    let level = Self.confidence
    guard let first = ScoreMatrix.measured(distribution.draw(5 * count, &generator), tasks: 5).optional,
      let second = ScoreMatrix.measured(distribution.draw(5 * count, &generator), tasks: 5).optional
    else { return }
    let few = Bootstrap(resamples: 400, seed: bootstrap.seed)
    let middle = few.distribution(of: .interquartileMean, first).flatMap { $0.percentile(confidence: level) }
    report("5 tasks: interquartile mean", middle.optional?.contains(truths.interquartileMean))
    let improvement = ProbabilityOfImprovement.distribution(first, over: second, bootstrap: few)
    report(
      "5 tasks: probability of improvement",
      improvement.flatMap { $0.percentile(confidence: level) }.optional?.contains(0.5))
  }
}
