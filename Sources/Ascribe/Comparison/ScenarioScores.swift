public import Ground
public import CreditStatistics

/// The gradient alignments of several methods as runs x scenarios: a run is a batch. What the package
/// rliable reads, and what it would compute.
public struct ScenarioScores: Sendable {
  /// Labels of the methods.
  public let methods: [String]
  /// Labels of the scenarios, the columns.
  public let scenarios: [String]
  /// Number of rows: the batches that every scenario has. With a precision, scenarios may have more.
  public let runs: Int
  /// For each method the scores, run by run; NaN where a score is undefined.
  public let scores: [[Double]]
  private let isComparable: [[Bool]]
  private let plan: PlanSummary

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
    plan = first.plan
    scores = requests.indices.map { method in
      (0..<runs).flatMap { run in
        comparisons.map { $0.methods[method].alignmentByBatch[run].optional ?? .nan }
      }
    }
    let crosses = plan.ranksAcrossContrasts
    isComparable = requests.map { one in
      requests.map { crosses || one.contrastDifferences(from: $0).isEmpty }
    }
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

  /// The interquartile mean of each method's scores with its interval, which takes the scenarios as given.
  public var interquartileMeans: [Measured<ConfidenceInterval>] {
    matrices.map { matrix in
      matrix.flatMap { bootstrap.distribution(of: .interquartileMean, $0) }.map {
        $0.percentile(confidence: plan.confidence)
      }
    }
  }

  /// The mean rank of each method over the scenarios, 1 the best. Undefined where a method has an undefined score, and where
  /// contrasts differ, unless methods are ranked across contrasts.
  public var ranks: Measured<MethodRanks> {
    guard isComparable.allSatisfy({ $0.allSatisfy { $0 } }) else { return .undefined(.notComparable) }
    let all = matrices
    if let reason = all.compactMap(\.reason).first { return .undefined(reason) }
    return MethodRanks.measured(
      all.compactMap(\.optional), confidence: plan.confidence, bootstrap: bootstrap)
  }

  /// The probability that a run of one method scores higher than one of another, mean over the scenarios.
  ///
  /// - Parameters:
  ///   - first: Place of the method that may be better.
  ///   - second: Place of the other.
  public func improvement(of first: Int, over second: Int) -> Measured<ConfidenceInterval> {
    guard isComparable[first][second] else { return .undefined(.notComparable) }
    let all = matrices
    return all[first].flatMap { one in
      all[second].flatMap { other in
        ProbabilityOfImprovement.distribution(one, over: other, bootstrap: bootstrap).map {
          $0.percentile(confidence: plan.confidence)
        }
      }
    }
  }

  private var matrices: [Measured<ScoreMatrix>] {
    scores.map { ScoreMatrix.measured($0, tasks: scenarios.count) }
  }

  private var bootstrap: Bootstrap { Bootstrap(resamples: plan.resamples, seed: plan.seed) }
}
