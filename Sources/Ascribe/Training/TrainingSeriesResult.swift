import CreditStatistics
import Ground

/// What a study of learning on several scenarios found, with everything that its report says.
///
/// What a run is worth is put on a scale that scenarios have in common: 0 is the return of the policy that it starts from, 1 the
/// optimum of the scenario, or the best return that any run of it came to. Scores of all scenarios and starting policies are
/// summed up by the interquartile mean, with intervals that draw the starting policies of every scenario anew: the scenarios
/// are those of interest, the starting policies are a sample.
///
/// Source: Agarwal et al., "Deep reinforcement learning at the edge of the statistical precipice", NeurIPS 2021.
public struct TrainingSeriesResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.trainings/1"

  /// What was found on each scenario.
  public let scenarios: [TrainingResult]
  /// Places of the scenarios that are summed up: all on which there is something to learn from every starting policy.
  public let summed: [Int]
  /// All arms at one common rate, then, where rates were tuned, each at its own.
  public let tables: [Table]
  /// What of it is shown.
  public var view = ResultView()

  /// The arms at some rates.
  public struct Table: Sendable, Hashable, Codable {
    /// Whether each arm has the rate that suits it.
    public let isTuned: Bool
    /// Each arm that has runs on every scenario, in the plans' order.
    public let arms: [Arm]
    /// Each pair of arms.
    public let pairs: [Pair]
  }

  /// What became of one arm.
  public struct Arm: Sendable, Hashable, Codable {
    /// What it is called.
    public let label: String
    /// The interquartile mean of the scores of the mean return over the budget, and of the return at its end.
    public let area, final: Estimate
    /// The scores of the mean return over the budget: by scenario of ``TrainingSeriesResult/summed``, then by unit of
    /// replication.
    public let scores: [[Double]]
  }

  /// Two arms compared, the one of the larger interquartile mean first.
  public struct Pair: Sendable, Hashable, Codable {
    /// Labels of the arms.
    public let first, second: String
    /// The probability that a run of the first has a larger mean return over the budget than one of the second, mean over
    /// scenarios.
    public let improvement: Estimate
  }
}

extension TrainingSeriesResult {
  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    if scenarios.isEmpty { return "scenarios is empty" }
    for (place, scenario) in scenarios.enumerated() {
      if let flaw = scenario.flaw { return "scenarios[\(place)]: \(flaw)" }
    }
    if summed.contains(where: { !scenarios.indices.contains($0) }) {
      return "summed has a scenario that is none"
    }
    if tables.isEmpty { return "tables is empty" }
    return tables.flatMap(\.arms).contains {
      $0.scores.count != summed.count || $0.scores.contains(where: \.isEmpty)
    }
      ? "an arm has not scores of every scenario" : nil
  }

  init(
    _ found: [(result: TrainingResult, tables: [TrainingTable])], _ study: StudyPlan
  ) throws(GSLError) {
    let summed = found.indices.filter {
      Self.canBeLearned(found[$0].tables, found[$0].result.optimum.value)
    }
    self.summed = summed
    scenarios = found.map(\.result)
    let own = summed.map { place in
      (tables: found[place].tables, optimum: found[place].result.optimum.value)
    }
    let kinds = Set(found.flatMap { $0.tables.map(\.isTuned) })
    tables = [false, true].filter(kinds.contains).map { isTuned in
      let tables = own.map { scenario in
        (table: scenario.tables.first { $0.isTuned == isTuned }, optimum: scenario.optimum)
      }
      return Table(isTuned: isTuned, tables, found[0].tables[0].plan.arms, study)
    }
  }

  /// Whether from every start some run came to more than rounding beyond it.
  private static func canBeLearned(_ tables: [TrainingTable], _ optimum: Double) -> Bool {
    let range = tables.reduce(0) { max($0, $1.range) }
    return tables.allSatisfy { table in
      table.arms.allSatisfy { arm in
        table.curves(of: arm).allSatisfy {
          optimum - $0.value[0] > max(TrainingResult.Pair.resolution * range, 1e-12 * abs(optimum))
        }
      }
    }
  }
}

extension TrainingSeriesResult.Table {
  /// - Parameters:
  ///   - scenarios: The table of each scenario with its optimum; `nil` where all arms failed.
  ///   - arms: The arms of the plans.
  fileprivate init(
    isTuned: Bool, _ scenarios: [(table: TrainingTable?, optimum: Double)], _ arms: [TrainingArm],
    _ study: StudyPlan
  ) {
    self.isTuned = isTuned
    let places = arms.indices.filter { arm in scenarios.allSatisfy { $0.table?.arms.contains(arm) == true } }
    /// By arm, scenario and unit.
    func scores(_ number: (TrainingTable, TrainingCurve) -> Double) -> [[[Double]]] {
      places.map { arm in
        scenarios.compactMap { scenario in
          scenario.table.map { table in
            table.units(arm) { (number(table, $0) - $0.value[0]) / (scenario.optimum - $0.value[0]) }
          }
        }
      }
    }
    let areas = scores { $1.area(budget: Double($0.plan.budget)) }
    let finals = scores { $1.value(at: Double($0.plan.budget)) }
    let bootstrap = Bootstrap(resamples: study.resamples, seed: study.seed)
    let labels = places.map { arms[$0].label }
    let found = zip(labels, zip(areas, finals)).map { label, scores in
      TrainingSeriesResult.Arm(
        label: label, area: .interquartileMean(of: scores.0, bootstrap, study),
        final: .interquartileMean(of: scores.1, bootstrap, study), scores: scores.0)
    }
    self.arms = found
    let mean = { (place: Int) in found[place].area.mean.optional ?? -.infinity }
    pairs = places.indices.flatMap { one in
      places.indices.dropFirst(one + 1).map { other in
        let (first, second) = mean(other) > mean(one) ? (other, one) : (one, other)
        let improvement = Measured<ScoreMatrix>.ofScenarios(areas[first]).flatMap { better in
          Measured<ScoreMatrix>.ofScenarios(areas[second]).flatMap { worse in
            ProbabilityOfImprovement.distribution(better, over: worse, bootstrap: bootstrap).flatMap {
              $0.percentile(confidence: study.confidence)
            }
          }
        }
        return TrainingSeriesResult.Pair(
          first: labels[first], second: labels[second],
          improvement: Estimate(
            mean: improvement.map(\.estimate), interval: improvement,
            batches: areas[first].reduce(0) { $0 + $1.count }))
      }
    }
  }
}

extension Measured<ScoreMatrix> {
  /// - Parameter scores: By scenario, then unit, of which all have as many.
  fileprivate static func ofScenarios(_ scores: [[Double]]) -> Measured<ScoreMatrix> {
    guard let first = scores.first else { return .undefined(.tooFew(found: 0, needed: 1)) }
    return ScoreMatrix.measured(
      first.indices.flatMap { unit in scores.map { $0[unit] } }, tasks: scores.count)
  }
}

extension Estimate {
  /// - Parameter scores: By scenario, then unit.
  fileprivate static func interquartileMean(
    of scores: [[Double]], _ bootstrap: Bootstrap, _ study: StudyPlan
  ) -> Estimate {
    let matrix = Measured<ScoreMatrix>.ofScenarios(scores)
    return Estimate(
      mean: matrix.flatMap { AggregateScore.interquartileMean.measure($0) },
      interval: matrix.flatMap { bootstrap.distribution(of: .interquartileMean, $0) }.flatMap {
        $0.percentile(confidence: study.confidence)
      }, batches: scores.reduce(0) { $0 + $1.count })
  }
}
