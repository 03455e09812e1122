public import CreditStatistics
public import Ground

/// What a study of learning found, with everything that its report says.
public struct TrainingResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.training/1"

  /// The scenario, as it was asked for.
  public let scenario: ScenarioSummary
  /// The numbers that repeat the study.
  public let plan: TrainingSummary
  /// What kind of truth returns are; `nil` in results of earlier versions, whose returns are exact.
  public let truth: TruthSummary?
  /// How returns were sampled or bounded; `nil` for exact ones.
  public let evaluation: Evaluation?
  /// The best expected return.
  public let optimum: TrainingOptimum
  /// Expected return of the starting policies.
  public let startValue: Estimate
  /// What credits were judged by at the checks.
  public let quantities: [Quantity]
  /// All arms at one common rate, then, where rates were tuned, each at its own.
  public let tables: [Table]
  /// How rates were chosen; `nil` where there is one for all.
  public let tuning: Tuning?
  /// Rates at which runs failed while rates were tuned; `nil` where none did.
  public let failures: [Failure]?
  /// How long the episodes of all updates are; `nil` in results of versions that did not say it, and where no arm plays any.
  public var lengths: EpisodeLengthSummary?
  /// What of it is shown.
  public var view = ResultView()

  /// How returns were sampled or bounded, and how well they are known.
  public struct Evaluation: Sendable, Hashable, Codable {
    /// Episodes that a policy was evaluated on, 0 where returns were bounded, and after every how many updates one was.
    public let episodes, every: Int
    /// Cells (state and turn) that might be found to bound a return; `nil` where returns were sampled.
    public let cells: Int?
    /// What a return can be; `nil` where the scenario does not say.
    public let returnBounds: ClosedRange<Double>?
    /// Mean turns of a run that returns were sampled from, which no budget pays for.
    public let turns: Double
    /// Half the width of the intervals, or of the bounds, of single policies, in reward units: the mean of all, and the largest. Those of one run
    /// hold together.
    public let meanMargin, largestMargin: Measured<Double>
  }

  /// The arms at some rates.
  public struct Table: Sendable, Hashable, Codable {
    /// Whether each arm has the rate that suits it.
    public let isTuned: Bool
    /// Each arm, in the plan's order.
    public let arms: [Arm]
    /// Each pair of arms, in the plan's order.
    public let pairs: [Pair]
  }

  /// What became of one arm.
  public struct Arm: Sendable, Hashable, Codable {
    /// What it is called.
    public let label: String
    /// What it is; `nil` for the exact gradient, which no method gives.
    public let method: MethodSummary?
    /// The rate of its updates.
    public let rate: Double
    /// Episodes of an update.
    public let episodes: Int
    /// Mean number of updates of a run.
    public let updates: Double
    /// Mean turns of a run beside its episodes: continuations, and episodes for fits.
    public let extraTurns: Double
    /// Mean return over the budget, and return at its end, in reward units.
    public let area, final: Estimate
    /// The return at its end less that of the start.
    public let gain: Estimate
    /// Turns until half and until 90% of the way from the start to the optimum.
    public let half, ninety: Milestone
    /// The return along the way, at even distances, with bands that hold for all of them together.
    public let curve: [Point]
    /// What was found at the checks.
    public let checks: [Check]
    /// What its credits claim to be; `nil` for the exact gradient, and in results of versions that did not say it.
    public var card: CreditCard?
  }

  /// Some share of the way to the optimum.
  public struct Milestone: Sendable, Hashable, Codable {
    /// Median over runs of the simulated turns until then; undefined where most runs never came there.
    public let turns: Measured<Double>
    /// Share of the runs that came there.
    public let share: Double
  }

  /// A place of a mean curve.
  public struct Point: Sendable, Hashable, Codable {
    /// Simulated turns.
    public let turns: Double
    /// Mean return, in reward units.
    public let value: Double
    /// Its interval; those of one curve hold together.
    public let interval: Measured<ConfidenceInterval>
  }

  /// Means over runs of what was found at one check.
  public struct Check: Sendable, Hashable, Codable {
    /// Simulated turns before.
    public let turns: Double
    /// One a quantity of the result; empty for an arm without credits, and where returns are sampled.
    public let quantities: [Measured<Double>]
    /// Entropy of the policy and its divergence from the start, in nats.
    public let entropy, divergence: Double
    /// Shares of the return's variance.
    public let decisionShare, luckShare: Measured<Double>
  }

  /// Two arms compared unit by unit.
  public struct Pair: Sendable, Hashable, Codable {
    /// Labels of the arms.
    public let first, second: String
    /// Mean over units of the difference of the areas, first less second, in reward units.
    public let difference: Estimate
    /// Student's t test of the differences.
    public let test: Measured<HypothesisTest>
    /// Its p-value after Holm's correction for all pairs of the table.
    public let adjustedPValue: Measured<Double>

    /// Whether the two arms learn the same, but for what may be rounding.
    package var isTied: Bool { test.reason == .equal }
  }

  /// How rates were chosen.
  public struct Tuning: Sendable, Hashable, Codable {
    /// The rates that were tried, ascending.
    public let grid: [Double]
    /// Mean area by arm and rate, on runs with draws of their own; `nil` for a rate at which a run failed.
    public let areas: [[Double?]]
    /// The choice of each arm.
    public let rates: [Double]
  }

  /// A rate at which runs of an arm failed, so that it counts as the worst.
  public struct Failure: Sendable, Hashable, Codable {
    /// The arm.
    public let label: String
    /// The rate.
    public let rate: Double
    /// Whether the runs were those that rates are chosen by.
    public let isForTuning: Bool
    /// The runs that failed, of how many.
    public let failed, runs: Int
    /// Why the first of them did.
    public let reason: String
  }
}

extension TrainingResult {
  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    if let flaw = scenario.flaw { return flaw }
    if tables.isEmpty || tables.contains(where: { $0.arms.isEmpty }) { return "tables has no arms" }
    let arms = tables[tables.count - 1].arms.count
    if tables.contains(where: { failures == nil ? $0.arms.count != arms : $0.arms.count > arms }) {
      return "tables differ in their number of arms"
    }
    if let tuning,
      tuning.areas.count != arms || tuning.rates.count != arms
        || tuning.areas.contains(where: { $0.count != tuning.grid.count })
    {
      return "tuning has not one number an arm and rate"
    }
    if tables.joined(\.arms).contains(where: { $0.curve.isEmpty }) { return "an arm has no curve" }
    if let truth, (truth.kind == .exact) != (evaluation == nil) {
      return
        "truth is \(truth.kind.rawValue), and evaluation \(evaluation == nil ? "is missing" : "is there")"
    }
    let isWhole = tables.joined(\.arms).joined(\.checks).allSatisfy {
      $0.quantities.isEmpty || $0.quantities.count == quantities.count
    }
    return isWhole ? nil : "checks have not one number a quantity"
  }
}

extension Sequence {
  fileprivate func joined<Part>(_ parts: (Element) -> [Part]) -> [Part] { flatMap(parts) }
}

/// The numbers of a plan of training, which repeat its result.
public struct TrainingSummary: Sendable, Hashable, Codable {
  /// Seed of every draw.
  public let seed: UInt64
  /// Starting policies, and runs from each.
  public let starts, seeds: Int
  /// What the starting policies are.
  public let start: StartingPolicy
  /// What policies can express.
  public let policyClass: PolicyClass.Kind
  /// How many parameters a policy has; without tables those of what the run met that met most.
  public let parameters: Int
  /// How parameters move.
  public let rule: UpdateRule
  /// What is done to credits before.
  public let shaping: CreditShaping
  /// Simulated turns of a run, and about how many an update takes.
  public let budget, turnsOfUpdate: Int
  /// What all arms have equally much of.
  public let equality: TrainingPlan.Equality
  /// What restoring a state costs, in turns.
  public let restorePrice: Double
  /// Episodes of an update without anything beside them, and of a group.
  public let episodes, groupSize: Int
  /// Confidence of every interval.
  public let confidence: Double
  /// The updates whose episodes a critic is fitted to, that of the moment and those before it; `nil` for the one of the moment
  /// alone.
  public let criticWindow: Int?

  init(_ plan: TrainingPlan, parameters: Int) {
    seed = plan.study.seed
    (starts, seeds) = (plan.starts, plan.seeds)
    start = plan.start
    policyClass = plan.policyClass
    self.parameters = parameters
    rule = plan.rule
    shaping = plan.shaping
    (budget, turnsOfUpdate) = (plan.budget, plan.turnsOfUpdate)
    equality = plan.equality
    restorePrice = plan.restorePrice
    (episodes, groupSize) = (plan.study.episodes, plan.study.groupSize)
    confidence = plan.study.confidence
    criticWindow = plan.criticWindow > 1 ? plan.criticWindow : nil
  }

  /// Units of replication: starting policies, or runs where there is one start.
  public var units: Int { starts > 1 ? starts : seeds }
}
