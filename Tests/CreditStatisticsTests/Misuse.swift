import CreditStatistics
import Ground
import Testing

/// A call with an argument that is not accepted, and what it says of it.
struct Misuse: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let error: ArgumentError
  /// What the call leaves undefined.
  let reason: @Sendable () -> UndefinedReason?

  init<Value>(
    _ call: String, _ parameter: String, _ found: some CustomStringConvertible, _ accepted: String,
    _ body: @Sendable @escaping () -> Measured<Value>
  ) {
    testDescription = "\(call): \(parameter)"
    error = ArgumentError(parameter, found, accepted: accepted)
    reason = { body().reason }
  }

  /// The same of a confidence, or a number like one.
  init<Value>(
    _ call: String, _ parameter: String = "confidence", inside found: Double = 1,
    _ body: @Sendable @escaping (Double) -> Measured<Value>
  ) {
    self.init(call, parameter, found, "a number between 0 and 1, without either") { body(found) }
  }

  /// The same of a number of resamples.
  init<Value>(resampling call: String, _ body: @Sendable @escaping (Bootstrap) -> Measured<Value>) {
    self.init(call, "resamples", -1, "1 or more") { body(Bootstrap(resamples: -1, seed: 1)) }
  }
}

/// Numbers that all calls take.
private let one: [Double] = [1, 2, 4, 7]
private let two: [Double] = [2, 1, 5, 3]
private let flags = [true, false, true, false]

extension Misuse {
  /// Two samples, numbers of successes, and what else is compared.
  static let ofComparisons: [Misuse] = [
    Misuse("Pearson", "second sample", "3 values", "4, as many as the first has") {
      Association.pearson(one, [1, 2, 3])
    },
    Misuse("the mean", "stride", 0, "1 or more") { Descriptive.mean(of: one, stride: 0) },
    Misuse("Friedman", "treatments", 0, "1 or more") { HypothesisTest.friedman(one, treatments: 0) },
    Misuse("Friedman", "matrix", "4 numbers", "whole blocks of 3 treatments") {
      HypothesisTest.friedman(one, treatments: 3)
    },
    Misuse("McNemar", "onlyFirst", -1, "0...10^15") { HypothesisTest.mcNemar(onlyFirst: -1, onlySecond: 2) },
    Misuse("McNemar", "onlySecond", Int.max, "0...10^15") {
      HypothesisTest.mcNemarChiSquared(onlyFirst: 1, onlySecond: .max)
    },
    Misuse("Nemenyi's p-value", "second", 3, "0..<2, the treatments") {
      PairwiseComparison.nemenyi(one, treatments: 2).flatMap { $0.pValue(0, 3) }
    },
    Misuse("the critical difference", "level", inside: 0) {
      CriticalDifference.nemenyi(one, treatments: 2, level: $0)
    },
    Misuse("paired permutation", "resamples", 0, "1 or more") {
      HypothesisTest.pairedPermutation(differences: one, resamples: 0)
    },
    Misuse("permutation", "resamples", 0, "1 or more") { HypothesisTest.permutation(one, two, resamples: 0) },
    Misuse("Cliff's delta", inside: .nan) { Dominance.cliffDelta(one, two, confidence: $0) },
    Misuse("Cohen's d", inside: 95) { StandardizedDifference.cohenDz(one, two, confidence: $0) },
  ]

  /// Intervals of means, shares and whatever can be resampled.
  static let ofIntervals: [Misuse] = [
    Misuse("Wilson", "trials", -1, "0 or more") {
      ConfidenceInterval.wilson(successes: 0, trials: -1, confidence: 0.9)
    },
    Misuse("Clopper-Pearson", "successes", 5, "0...4, the trials") {
      ConfidenceInterval.clopperPearson(successes: 5, trials: 4, confidence: 0.9)
    },
    Misuse("Wilson") { ConfidenceInterval.wilson(successes: 1, trials: 4, confidence: $0) },
    Misuse("normal", "standardError", -1.0, "0 or more") {
      ConfidenceInterval.normal(estimate: 0, standardError: -1, confidence: 0.9, units: 3)
    },
    Misuse("normal", inside: 0) { ConfidenceInterval.normal(ofMean: one, confidence: $0) },
    Misuse("Student's t") { confidence in
      (try? ConfidenceInterval.studentT(ofMean: one, confidence: confidence)) ?? .undefined(.noUnits)
    },
    Misuse("a clustered share") {
      ConfidenceInterval.wilson(clusters: [(1, 2), (0, 2)], confidence: $0)
    },
    Misuse("within bounds") {
      ConfidenceInterval.bounded(0.5, standardError: 0.1, units: 4, within: 0...1, confidence: $0)
    },
    Misuse("the jackknife", "design", "one of 2 strata", "a design without strata") {
      Jackknife.estimate(.stratified(by: [0, 0, 1, 1])) { Double($0[0]) }
    },
    Misuse("the jackknife") { confidence in
      Jackknife.estimate(.independent(4)) { units in units.reduce(0) { $0 + one[$1] } }
        .flatMap { $0.interval(confidence: confidence) }
    },
    Misuse("percentiles") { confidence in
      Bootstrap(resamples: 20, seed: 1).distribution(ofMean: one).flatMap {
        $0.percentile(confidence: confidence)
      }
    },
    Misuse("the basic bootstrap") { confidence in
      Bootstrap(resamples: 20, seed: 1).distribution(ofMean: one).flatMap { $0.basic(confidence: confidence) }
    },
    Misuse("BCa") { confidence in
      Bootstrap(resamples: 20, seed: 1).distribution(ofMean: one).flatMap {
        $0.accelerated(confidence: confidence)
      }
    },
    Misuse("bootstrap-t") { Bootstrap(resamples: 20, seed: 1).studentized(ofMean: one, confidence: $0) },
    Misuse(resampling: "the mean") { $0.distribution(ofMean: one) },
    Misuse(resampling: "a statistic") { $0.distribution(.independent(4)) { Double($0[0]) } },
    Misuse(resampling: "bootstrap-t of the mean") { $0.studentized(ofMean: one, confidence: 0.9) },
    Misuse(resampling: "bootstrap-t") { bootstrap in
      bootstrap.studentized(.independent(4), confidence: 0.9) { (Double($0[0]), 1) }
    },
    Misuse("the percentile bootstrap", "resamples", 0, "1 or more") {
      ConfidenceInterval.bootstrap(ofMean: one, resamples: 0, confidence: 0.9, seed: 1)
    },
  ]

  /// Agreement of two numbers a unit.
  static let ofAgreement: [Misuse] = [
    Misuse("kappa", "categories", 0, "1...10000") {
      Association.kappa([], [], categories: 0, weights: .linear, confidence: 0.9)
    },
    Misuse("kappa", "second", "1 ratings", "2, as many as the first") {
      Association.kappa([0, 1], [0], categories: 2, weights: .linear, confidence: 0.9)
    },
    Misuse("kappa", "first", "a rating of 2", "ratings in 0..<2") {
      Association.kappa([0, 2], [0, 1], categories: 2, weights: .linear, confidence: 0.9)
    },
    Misuse("kappa") {
      Association.kappa([0, 1, 1], [0, 1, 0], categories: 2, weights: .linear, confidence: $0)
    },
    Misuse("limits of agreement", "share", inside: 2) {
      Association.limitsOfAgreement(one, two, share: $0, confidence: 0.9)
    },
    Misuse("limits of agreement") { Association.limitsOfAgreement(one, two, confidence: $0) },
    Misuse("the ROC area", "isPositive", "4 units", "5, as many as scores") {
      RocArea.measure([1.0, 2, 3, 4, 5], isPositive: flags, confidence: 0.9)
    },
    Misuse("the ROC area") { RocArea.measure(one, isPositive: flags, confidence: $0) },
    Misuse("sign agreement", "tolerance", Double.nan, "0 or more") {
      Association.signAgreement(of: one, with: two, tolerance: .nan)
    },
    Misuse("top recall", "k", 0, "1 or more") { Association.topRecall(0, of: one, against: two) },
    Misuse(resampling: "top recall") {
      Association.topRecall(1, of: one, against: two, confidence: 0.9, bootstrap: $0)
    },
    Misuse("information", "bins", 0, "1 or more") {
      MutualInformation.known(weights: [], conditional: [], bins: 0)
    },
    Misuse("information", "conditional", "2 numbers", "2 for each of 2 weights") {
      MutualInformation.known(weights: [1, 1], conditional: [1, 0], bins: 2)
    },
    Misuse("information of counts", "counts", "3 numbers", "2 for each value of J") {
      MutualInformation.smoothed(counts: [1, 2, 3], bins: 2)
    },
    Misuse("information of counts", "counts", "-2", "0 or more") {
      MutualInformation.smoothed(counts: [1, -2], bins: 2)
    },
    Misuse("ICC", "raters", 0, "1 or more") {
      IntraclassCorrelation.oneWay.measure(one, raters: 0, confidence: 0.9)
    },
    Misuse("ICC", "ratings", "4 numbers", "3 for each target") {
      IntraclassCorrelation.oneWay.measure(one, raters: 3, confidence: 0.9)
    },
    Misuse("ICC") { IntraclassCorrelation.agreement.measure(one, raters: 2, confidence: $0) },
  ]

  /// Plans, sequences, quantiles and scores on tasks.
  static let ofDesigns: [Misuse] = [
    Misuse("a sequence") { confidence in
      var sequence = SequentialMean(confidence: confidence)
      return sequence.look(at: RunningMoments(of: one))
    },
    Misuse("a bounded sequence", inside: -1) { BoundedMeanSequence(bounds: 0...1, confidence: $0).interval },
    Misuse("a bounded sequence", "bounds", "1.0...1.0", "a range of finite, positive width") {
      BoundedMeanSequence(bounds: 1...1, confidence: 0.9).interval
    },
    Misuse("a bounded sequence", "value", 1.5, "0.0...1.0, the bounds") {
      var sequence = BoundedMeanSequence(bounds: 0...1, confidence: 0.9)
      for value in [0.5, 1.5, 0.5] { sequence.add(value) }
      return sequence.interval
    },
    Misuse("a mixture sequence", inside: -1) { BetaBinomialSequence(confidence: $0).interval },
    Misuse("a mixture sequence", "bounds", "1.0...1.0", "a range of finite, positive width") {
      BetaBinomialSequence(bounds: 1...1, confidence: 0.9).interval
    },
    Misuse("a mixture sequence", "tunedFor", 0, "a whole number of at least 1") {
      BetaBinomialSequence(confidence: 0.9, tunedFor: 0).interval
    },
    Misuse("a mixture sequence", "value", 1.5, "0.0...1.0, the bounds") {
      var sequence = BetaBinomialSequence(confidence: 0.9)
      for value in [1, 1.5, 0] { sequence.add(value) }
      return sequence.interval
    },
    Misuse("two stages", "margin", 0.0, "a number above 0") {
      TwoStageMean.plan(firstStage: one, margin: 0, confidence: 0.9)
    },
    Misuse("two stages") { TwoStageMean.plan(firstStage: one, margin: 1, confidence: $0) },
    Misuse("power", "level") { PairedPower.studentT(effect: 1, pairs: 9, level: $0) },
    Misuse("pairs", "power", inside: 0) { PairedPower.pairsForWilcoxon(effect: 1, power: $0, level: 0.05) },
    Misuse("the sign test's power", "chance", 1.5, "0...1") {
      PairedPower.sign(chance: 1.5, pairs: 9, level: 0.05)
    },
    Misuse("the sign test's pairs", "power", inside: 1) {
      PairedPower.pairsForSign(chance: 0.7, power: $0, level: 0.05)
    },
    Misuse("equivalence", "level", 0.5, "a number between 0 and 1/2, without either") {
      PairedPower.equivalence(effect: 0, limits: -1...1, pairs: 9, level: 0.5)
    },
    Misuse("pairs for equivalence", "level", 0.5, "a number between 0 and 1/2, without either") {
      PairedPower.pairsForEquivalence(effect: 0, limits: -1...1, power: 0.8, level: 0.5)
    },
    Misuse("values for a margin", "standardDeviation", -1.0, "a number above 0") {
      PairedPower.valuesForMargin(1, standardDeviation: -1, confidence: 0.9)
    },
    Misuse("a quantile", "probability", 1.1, "0...1") { Descriptive.quantile(1.1, of: one) },
    Misuse("a quantile by type", "probability", -0.1, "0...1") {
      SortedSample.sorting(one).flatMap { $0.quantile(-0.1, type: .hazen) }
    },
    Misuse("the trimmed mean", "trim", 0.5, "0..<0.5") { Descriptive.trimmedMean(of: one, trim: 0.5) },
    Misuse("the winsorised mean", "trim", Double.nan, "0..<0.5") {
      Descriptive.winsorizedMean(of: one, trim: .nan)
    },
    Misuse("scores", "tasks", 0, "1 or more") { ScoreMatrix.measured(one, tasks: 0) },
    Misuse("scores", "scores", "4 numbers", "whole runs of 3 tasks") { ScoreMatrix.measured(one, tasks: 3) },
    Misuse("improvement", "second", "scores on 1 tasks", "2 tasks, as the first one's") {
      scores(2).flatMap { first in scores(1).flatMap { ProbabilityOfImprovement.measure(first, over: $0) } }
    },
    Misuse("ranks", "methods", "scores on 1 tasks", "2 tasks, as the first one's") {
      scores(2).flatMap { first in
        scores(1).flatMap {
          MethodRanks.measured([first, $0], confidence: 0.9, bootstrap: Bootstrap(resamples: 9, seed: 1))
        }
      }
    },
    Misuse(resampling: "improvement") { bootstrap in
      scores(2).flatMap { ProbabilityOfImprovement.distribution($0, over: $0, bootstrap: bootstrap) }
    },
    Misuse(resampling: "an aggregate") { bootstrap in
      scores(2).flatMap { bootstrap.distribution(of: .median, $0) }
    },
    Misuse("a profile") { confidence in
      scores(2).flatMap {
        PerformanceProfile.measured(
          $0, thresholds: [2], confidence: confidence, bootstrap: Bootstrap(resamples: 9, seed: 1))
      }
    },
  ]

  private static func scores(_ tasks: Int) -> Measured<ScoreMatrix> {
    ScoreMatrix.measured(one, tasks: tasks)
  }
}
