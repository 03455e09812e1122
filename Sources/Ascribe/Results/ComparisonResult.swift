import CreditStatistics
public import Ground

/// What a comparison of methods on one or several scenarios found, with everything that its report says.
public struct ComparisonResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.method-comparison/4"

  /// The scenarios, as they were named.
  public let scenarios: [ScenarioComparison]
  /// What all scenarios together say.
  public let scores: ScoreSummary
  /// What of it is shown.
  public var view: ResultView

  /// The result of comparisons of the same methods; `nil` without any.
  public init?(_ scenarios: [ScenarioComparison], view: ResultView = ResultView()) {
    guard let scores = ScenarioScores(scenarios) else { return nil }
    self.scenarios = scenarios
    self.scores = ScoreSummary(scores)
    self.view = view
  }
}

extension ComparisonResult {
  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    if scenarios.isEmpty { return "scenarios is empty" }
    for scenario in scenarios {
      if let flaw = scenario.scenario.flaw { return flaw }
      let slices = scenario.methods.first?.errors.map(\.slice) ?? []
      if slices.first != .all { return "errors does not begin with all decisions" }
      if scenario.methods.contains(where: { $0.errors.map(\.slice) != slices }) {
        return "errors has other slices for one method than for another"
      }
      let components =
        scenario.methods.map(\.components) + [scenario.components, scenario.referenceComponents]
      if components.contains(where: { ($0.optional?.levels.count ?? 0) > 4 }) {
        return "components has more than 4 levels"
      }
    }
    return nil
  }
}

/// What the gradient alignments of all scenarios together say of the methods; see ``ScenarioScores``.
public struct ScoreSummary: Sendable, Hashable, Codable {
  /// Number of batches that every scenario has.
  public let runs: Int
  /// Labels of the scenarios.
  public let scenarios: [String]
  /// Each method, in order.
  public let methods: [Method]
  /// Each pair of methods, in order.
  public let improvements: [Improvement]

  /// One method over all scenarios.
  public struct Method: Sendable, Hashable, Codable {
    /// Its label.
    public let label: String
    /// The interquartile mean of its scores.
    public let interquartileMean: Estimate
    /// Its mean rank over the scenarios, 1 the best; ``shareOfBest`` says how sure it is.
    public let meanRank: Measured<Double>
    /// Share of resamples in which its mean rank is the best.
    public let shareOfBest: Measured<Double>
  }

  /// Two methods.
  public struct Improvement: Sendable, Hashable, Codable {
    /// Labels of the method that may be better, and of the other.
    public let method, over: String
    /// The probability that a run of the one scores higher than one of the other, mean over the scenarios.
    public let probability: Estimate
  }

  /// The summary of scores.
  public init(_ scores: ScenarioScores) {
    runs = scores.runs
    scenarios = scores.scenarios
    let ranks = scores.ranks
    let means = scores.interquartileMeans
    methods = scores.methods.indices.map { index in
      Method(
        label: scores.methods[index], interquartileMean: means[index],
        meanRank: ranks.map { $0.meanRanks[index].estimate },
        shareOfBest: ranks.map { $0.sharesOfBest[index] })
    }
    improvements = scores.methods.indices.flatMap { first in
      scores.methods.indices.filter { $0 > first }.map { second in
        Improvement(
          method: scores.methods[first], over: scores.methods[second],
          probability: scores.improvement(of: first, over: second))
      }
    }
  }
}
