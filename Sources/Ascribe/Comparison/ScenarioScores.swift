public import Ground
public import CreditStatistics

/// The gradient alignments of several methods as runs x scenarios: a run is a batch. What the package
/// rliable reads, and what it would compute. All gradients are held against one, whatever the credits compare, so that all
/// methods are ranked.
public struct ScenarioScores: Sendable {
  /// Labels of the methods.
  public let methods: [String]
  /// Labels of the scenarios, the columns.
  public let scenarios: [String]
  /// Number of rows: the batches that every scenario has. With a precision, scenarios may have more.
  public let runs: Int
  /// For each method the scores, run by run; NaN where a score is undefined.
  public let scores: [[Double]]
  private let confidence: Double
  private let bootstrap: Bootstrap

  /// The scores of comparisons of the same methods on at least one scenario.
  ///
  /// - Parameter comparisons: The comparison of each scenario.
  public init?(_ comparisons: [ScenarioComparison]) {
    guard let first = comparisons.first else { return nil }
    let runs = comparisons.map(\.sampled.batches).min() ?? 0
    let requests = first.methods.map(\.method)
    methods = requests.map(\.label)
    scenarios = comparisons.map(\.scenario.names.label)
    self.runs = runs
    confidence = first.plan.confidence
    bootstrap = Bootstrap(resamples: first.plan.resamples, seed: first.plan.seed)
    scores = requests.indices.map { method in
      (0..<runs).flatMap { run in
        comparisons.map { $0.methods[method].alignmentByBatch[run].optional ?? .nan }
      }
    }
  }

  /// Scores that were put together otherwise.
  ///
  /// - Parameter scores: For each method, run by run.
  package init(
    of scores: [[Double]], methods: [String], scenarios: [String], confidence: Double, bootstrap: Bootstrap
  ) {
    self.methods = methods
    self.scenarios = scenarios
    self.scores = scores
    self.confidence = confidence
    self.bootstrap = bootstrap
    runs = (scores.first?.count ?? 0) / max(1, scenarios.count)
  }

  /// Whether some score is undefined.
  public var hasUndefined: Bool { scores.contains { $0.contains(where: \.isNaN) } }

  /// The bytes of an archive for numpy with one array of shape [runs, scenarios] a method, under its label.
  ///
  /// - Throws: ``ComparisonError/archiveTooLarge``.
  public func archive() throws(ComparisonError) -> [UInt8] {
    try NumpyArchive.bytes(
      zip(methods, scores).map { NumpyArchive.Matrix(name: $0, rows: runs, values: $1) })
  }

  /// The interquartile mean of each method's scores, taking the scenarios as given. Its interval is the jackknife's over
  /// runs, on a scale on which the range of a cosine has no ends: percentiles of resamples of few runs are too narrow.
  public var interquartileMeans: [Estimate] {
    matrices.map { matrix in
      estimate([matrix], within: -1...1) { AggregateScore.interquartileMean.measure($0[0]) }
    }
  }

  /// The mean rank of each method over the scenarios, 1 the best. Undefined where a method has an undefined score.
  ///
  /// The intervals of its ranks are percentiles of resamples, which cover too seldom with few runs.
  public var ranks: Measured<MethodRanks> {
    let all = matrices
    if let reason = all.compactMap(\.reason).first { return .undefined(reason) }
    return MethodRanks.measured(
      all.compactMap(\.optional), confidence: confidence, bootstrap: bootstrap)
  }

  /// The probability that a run of one method scores higher than one of another, mean over the scenarios. Its interval is the
  /// jackknife's over runs, which leaves out a run of both.
  ///
  /// - Parameters:
  ///   - first: Place of the method that may be better.
  ///   - second: Place of the other.
  public func improvement(of first: Int, over second: Int) -> Estimate {
    let all = matrices
    return estimate([all[first], all[second]], within: 0...1) {
      ProbabilityOfImprovement.measure($0[0], over: $0[1])
    }
  }

  /// A number of some methods' scores with its interval.
  private func estimate(
    _ matrices: [Measured<ScoreMatrix>], within range: ClosedRange<Double>,
    _ number: ([ScoreMatrix]) -> Measured<Double>
  ) -> Estimate {
    if let reason = matrices.compactMap(\.reason).first { return .undefined(reason) }
    let all = matrices.compactMap(\.optional)
    let found = number(all)
    let without = (0..<runs).map { run -> Double? in
      let rest = all.compactMap { matrix in
        let kept = matrix.scores.indices.filter { $0 / matrix.tasks != run }
        return ScoreMatrix.measured(kept.map { matrix.scores[$0] }, tasks: matrix.tasks).optional
      }
      return rest.count == all.count ? number(rest).optional : nil
    }
    let interval = Jackknife.ofBatches(found, without: without, batches: runs).flatMap {
      ConfidenceInterval.bounded(
        $0.estimate, standardError: $0.standardError, units: runs, within: range, confidence: confidence)
    }
    return Estimate(mean: found, interval: interval, batches: runs)
  }

  private var matrices: [Measured<ScoreMatrix>] {
    scores.map { ScoreMatrix.measured($0, tasks: scenarios.count) }
  }
}
