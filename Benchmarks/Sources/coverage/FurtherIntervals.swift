import Ground
import CreditStatistics

extension Study {
  /// Intervals that are variations of others: rescaled, of means, of differences, of other aggregates.
  func further(_ generator: inout Generator, _ bootstrap: Bootstrap, _ report: (String, Bool?) -> Void) {
    let level = Self.confidence
    func record(_ name: String, _ interval: Measured<ConfidenceInterval>, _ truth: Double) {
      report(name, interval.optional?.contains(truth))
    }
    let shift = 0.5 * distribution.variance.squareRoot()
    let first = distribution.draw(count, &generator).map { $0 + shift }
    let second = distribution.draw(count, &generator)
    record("Hedges's g", StandardizedDifference.hedgesG(first, second, confidence: level), 0.5)
    let few = Bootstrap(resamples: 300, seed: bootstrap.seed)
    record(
      "paired rank-biserial: bootstrap",
      Dominance.pairedRankBiserial(
        differences: zip(first, second).map { $0 - $1 }, confidence: level, bootstrap: few),
      truths.pairedRankBiserial)
    let high = distribution.pairMarginal(count, &generator).map { $0 + shift }
    let low = distribution.pairMarginal(count, &generator)
    record("A12", Dominance.varghaDelaneyA(high, low, confidence: level), (truths.cliffDelta + 1) / 2)
    // Two scores of the same units, equally good.
    let labels = (0..<(2 * count)).map { $0 < count }
    let (one, other) = Self.pairs(distribution, 2 * count, &generator)
    let lifted = { (scores: [Double]) in zip(scores, labels).map { $1 ? $0 + shift : $0 } }
    record(
      "ROC areas: difference",
      RocArea.difference(lifted(one), lifted(other), isPositive: labels, confidence: level), 0)
    let (estimates, references) = Self.pairs(distribution, count, &generator)
    record(
      "recall of the top fifth: bootstrap",
      Association.topRecall(
        count / 5, of: estimates, against: references, confidence: level, bootstrap: few),
      truths.topRecall[count] ?? 0)
    let targets = distribution.draw(count, &generator)
    let ratings = zip((0..<(3 * count)).map { targets[$0 / 3] }, distribution.draw(3 * count, &generator))
      .map { $0 + $1 }
    for form in IntraclassCorrelation.allCases {
      record(
        "intraclass correlation of means: \(form.rawValue)",
        form.measure(ratings, raters: 3, confidence: level, ofMeans: true), 0.75)
    }
    if distribution == .bernoulli {
      // As for kappa: what is not by chance has the same share whatever disagreements weigh.
      let base = (0..<count).map { _ in Int(generator.next() % 3) }
      let copies = (0..<2).map { _ in
        base.map { generator.uniform() < 0.3 ? Int(generator.next() % 3) : $0 }
      }
      record(
        "kappa: linear",
        Association.kappa(copies[0], copies[1], categories: 3, weights: .linear, confidence: level), 0.49)
    }
    scores(&generator, few, report)
  }

  private func scores(_ generator: inout Generator, _ few: Bootstrap, _ report: (String, Bool?) -> Void) {
    let level = Self.confidence
    let matrices = (0..<3).compactMap { _ in
      ScoreMatrix.measured(distribution.draw(5 * count, &generator), tasks: 5).optional
    }
    guard matrices.count == 3 else { return }
    let gap = few.distribution(of: .optimalityGap(target: distribution.target), matrices[0])
    report(
      "5 tasks: optimality gap",
      gap.flatMap { $0.percentile(confidence: level) }.optional?.contains(truths.optimalityGap))
    let median = few.distribution(of: .median, matrices[0]).flatMap { $0.percentile(confidence: level) }
    // All tasks have the same mean, so that is the median of them.
    report("5 tasks: median", median.optional?.contains(distribution.mean))
    let profile = PerformanceProfile.measured(
      matrices[0], thresholds: [distribution.target], confidence: level, bootstrap: few)
    report("5 tasks: profile at a threshold", profile.optional?.shares.first?.contains(truths.shareAbove))
    let ranks = MethodRanks.measured(matrices, confidence: level, bootstrap: few)
    // Three equal methods have the mean rank 2.
    report("5 tasks: mean rank of 3", ranks.optional?.meanRanks.first?.contains(2))
  }
}
