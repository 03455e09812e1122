import CreditStatistics
import Ground

/// What simulated turns buy with each arm, with everything that its report says.
public struct FrontierResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.frontier/1"

  /// The numbers that repeat it.
  public let plan: FrontierSummary
  /// The parameter of the scenario that is swept; `nil` where none is.
  public let parameter: String?
  /// The arms.
  public let arms: [Arm]
  /// One a value of the swept parameter, or the only one.
  public let settings: [Setting]
  /// What of it is shown.
  public var view = ResultView()

  /// An arm.
  public struct Arm: Sendable, Hashable, Codable {
    /// What it is called.
    public let label: String
    /// The method that gives its credits.
    public let method: MethodSummary
    /// Episodes a batch that are simulated beside it for fits.
    public let fitEpisodes: Int
    /// Whether its credits need the exact solution, which no trainer has. Such arms are in no front, lead and crossing.
    public let isControl: Bool
  }

  /// What was found on one scenario.
  public struct Setting: Sendable, Hashable, Codable {
    /// The value of the swept parameter; `nil` where none is.
    public let value: String?
    /// The scenario.
    public let scenario: ScenarioSummary
    /// Expected return of the policy, and what a step along the exact gradient gains, in reward units.
    public let expectedReturn, exactImprovement: Double
    /// Length of the exact gradient.
    public let gradientLength: Double
    /// Of each price, the least budget of each arm.
    public let leastBudgets: [[Int]]
    /// Each arm at each budget that pays for it, by price, then budget, then arm.
    public let points: [Point]
    /// Which arm is best at each budget, by price.
    public let leads: [Lead]
    /// Each pair of arms, by price; once for all prices where neither restores states.
    public let pairs: [Pair]
    /// How long the episodes are, of the arm that judges most of them.
    public let lengths: EpisodeLengthSummary?
    /// What each arm's credits claim to be, in the arms' order.
    public let cards: [CreditCard]?
  }

  /// An arm at a budget.
  public struct Point: Sendable, Hashable, Codable {
    /// Index of the arm.
    public let arm: Int
    /// Simulated turns a batch that there were.
    public let budget: Int
    /// What restoring a state cost of them.
    public let price: Double
    /// Episodes that they pay for.
    public let episodes: Int
    /// Mean turns a batch that were spent, restored states at their price; turns of episodes; turns beside them; restored states.
    public let spent, turns, extraTurns, replays: Double
    /// The cosine of a batch's gradient with the exact one, 0 for a batch whose gradient is 0.
    public let alignment: Estimate
    /// The cosine of the expected gradient with the exact one.
    public let cosine: Estimate
    /// What one normalised step along a batch's gradient gains, in reward units.
    public let improvement: Estimate
    /// Share of the batches whose gradient is 0.
    public let stillShare: Double
    /// Whether no other point of the price is aligned as well or better for as many turns or fewer.
    public let isEfficient: Bool
  }

  /// Which arms are best at a budget.
  public struct Lead: Sendable, Hashable, Codable {
    /// Simulated turns a batch.
    public let budget: Int
    /// What restoring a state costs of them.
    public let price: Double
    /// The arm with the best mean alignment.
    public let best: Int
    /// The arms that paired t tests do not tell apart from it, after Holm's correction for all that were affordable.
    public let close: [Int]
    /// The one of all these that spends the least.
    public let cheapest: Int
  }

  /// Two arms over the budgets that pay for both.
  public struct Pair: Sendable, Hashable, Codable {
    /// The arms.
    public let first, second: Int
    /// What restoring a state costs; `nil` where neither restores any.
    public let price: Double?
    /// The budgets, ascending.
    public let budgets: [Int]
    /// At each of them, the alignment of the first less that of the second.
    public let differences: [Estimate]
    /// Where one overtakes the other for good; `nil` where one is ahead throughout.
    public let crossing: Crossing?
  }

  /// The budget from which one arm is ahead of another.
  public struct Crossing: Sendable, Hashable, Codable {
    /// The arm that is ahead from there on.
    public let ahead: Int
    /// The budget.
    public let budget: Double
    /// Ends of its interval; `nil` for one that lies beyond the budgets.
    public let lower, upper: Double?

    /// Whether its interval lies within the budgets.
    public var isClosed: Bool { lower != nil && upper != nil }
  }
}

/// The numbers of a frontier, which repeat its result.
public struct FrontierSummary: Sendable, Hashable, Codable {
  /// Seed of every draw.
  public let seed: UInt64
  /// Batches, and episodes of a group.
  public let batches, groupSize: Int
  /// Simulated turns a batch.
  public let budgets: [Int]
  /// Prices of restoring a state, in turns.
  public let prices: [Double]
  /// Length of a step, in logits.
  public let step: Double
  /// Resamples of a bootstrap.
  public let resamples: Int
  /// Confidence of every interval.
  public let confidence: Double

  init(_ plan: FrontierPlan) {
    (seed, batches, groupSize) = (plan.study.seed, plan.study.batches, plan.study.groupSize)
    (budgets, prices, step) = (plan.budgets, plan.prices, plan.step)
    (resamples, confidence) = (plan.study.resamples, plan.study.confidence)
  }
}

extension FrontierResult {
  /// The result of one plan on one scenario, or on several that differ in a parameter.
  ///
  /// - Parameters:
  ///   - plan: The plan of any of them.
  ///   - parameter: What they differ in.
  ///   - settings: What was found at each value of it.
  public init(_ plan: FrontierPlan, parameter: String? = nil, settings: [Setting]) {
    self.plan = FrontierSummary(plan)
    self.parameter = parameter
    arms = plan.arms.map {
      Arm(
        label: $0.label, method: MethodSummary($0.method), fitEpisodes: $0.fitEpisodes,
        isControl: $0.isControl)
    }
    self.settings = settings
  }

  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    if arms.isEmpty { return "arms is empty" }
    if settings.isEmpty { return "settings is empty" }
    if plan.budgets.isEmpty || plan.prices.isEmpty { return "plan has no budgets or no prices" }
    for setting in settings {
      if let flaw = setting.scenario.flaw { return flaw }
      if (setting.value == nil) != (parameter == nil) { return "parameter and value are not both there" }
      let named =
        setting.points.map(\.arm) + setting.leads.flatMap { [$0.best, $0.cheapest] + $0.close }
        + setting.pairs.flatMap { [$0.first, $0.second, $0.crossing?.ahead ?? $0.first] }
      if let arm = named.first(where: { !arms.indices.contains($0) }) { return "there is no arm \(arm)" }
      if setting.pairs.contains(where: { $0.budgets.count != $0.differences.count }) {
        return "a pair has not one difference a budget"
      }
      if setting.leastBudgets.count != plan.prices.count
        || setting.leastBudgets.contains(where: { $0.count != arms.count })
      {
        return "leastBudgets has not one number a price and arm"
      }
    }
    return nil
  }
}
