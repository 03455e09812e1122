public import CreditMethods
public import CreditStatistics
public import Ground
public import Simulation
public import Trajectories

/// What a study found, with everything that its report says.
public struct StudyResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.run/2"

  /// The scenario, as it was asked for.
  public let scenario: ScenarioSummary
  /// The numbers that repeat the study.
  public let plan: PlanSummary
  /// What kind of truth credits were held against.
  public let truth: TruthSummary
  /// What is exact; `nil` where the truth is not.
  public let exact: ExactFigures?
  /// What is known of the truth where it was sampled; `nil` where it was not.
  public let sampledTruth: SampledTruthFigures?
  /// What is known of the truth where it has bounds; `nil` where it has not.
  public let boundedTruth: BoundedTruthFigures?
  /// Simulated episodes, turns and decisions of all batches.
  public let sampled: SampleSizes
  /// Share of successful episodes over batches.
  public let successShare: Estimate
  /// Mean return over batches.
  public let meanReturn: Estimate
  /// Information between a decision and the next teammate's action, in nats, estimated from the batches with Laplace's
  /// smoothing; it is the same for every method that attributes them.
  public let influence: Estimate
  /// What methods are judged by, in the order of the tables.
  public let quantities: [Quantity]
  /// Each method against the exact credit, in the plan's order.
  public let methods: [MethodResult]
  /// Each pair of methods, in the plan's order.
  public let pairs: [MethodPair]
  /// Credit by agent and turn.
  public let cells: [CreditCell]
  /// A telling episode.
  public let example: ExampleEpisode?
  /// How long the episodes are; `nil` in results of versions that did not say it.
  public var lengths: EpisodeLengthSummary?
  /// What of it is shown.
  public var view = ResultView()
}

extension StudyResult {
  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    if let flaw = scenario.flaw { return flaw }
    let outside = exact?.units.first { !(0..<scenario.horizon).contains($0.turn) }
    if let outside { return "exact.units has the turn \(outside.turn), the horizon is \(scenario.horizon)" }
    if cells.contains(where: { $0.methods.count != methods.count }) {
      return "cells has not one mean a method"
    }
    if example?.decisions.contains(where: { $0.credits.count != methods.count }) == true {
      return "example has not one credit a method"
    }
    return quantities.contains { !(0...17).contains($0.decimals) }
      ? "quantities has decimals beyond 0...17" : nil
  }
}

/// What is exact of a scenario under a policy.
///
/// C3's diagnostics are those where the exact credit stands in for a method's (arXiv 2603.06859). A context is a turn, a
/// state with what the agents remember, an agent, and the actions of the teammates that act at the same time; contexts
/// with a single decision in a batch say nothing and are left out.
public struct ExactFigures: Sendable, Hashable, Codable {
  /// Value of the policy, in reward units.
  public let value: Double
  /// Probability of success.
  public let successProbability: Double
  /// Origin of the return's variance.
  public let ledger: VarianceLedger
  /// Credit by agent and turn.
  public let units: [ExactUnit]
  /// Mean over contexts of the population variance of the exact credit among their decisions, in squared reward units.
  public let withinGroupVariance: Estimate
  /// Information between a decision and the next teammate's action under the policy, in nats, in the contexts of the
  /// batches.
  public let influence: Estimate
}

/// One method against the exact credit.
public struct MethodResult: Sendable, Hashable, Codable {
  /// The method as it was asked for.
  public let method: MethodSummary
  /// The exact credit that its credits are held to.
  public let heldTo: ExactCredit.Kind
  /// What its credits are multiplied by to be in units of return.
  public let unit: Double
  /// Whether its credits are the exact ones that it is held to, but for scale: it agrees with itself.
  public let isReference: Bool
  /// Its quantities by their keys.
  public let estimates: [String: Estimate]
  /// How near the policy gradients that its credits induce come to the exact one: over the logits of all agents first, then
  /// over those of each; empty where there is no exact one.
  public let gradients: [AgentGradient]
  /// Episodes of a batch that it judged.
  public let episodes: Int
  /// Turns of the episodes that it judged, in all batches.
  public let turns: Int
  /// Simulated continuations that the method used, in all batches.
  public let replays: Int
  /// Simulated turns beyond the batches: those of the continuations, and of episodes that critics were fitted to.
  public let extraTurns: Int
  /// The coalition games that the method divided, in all batches; `nil` if it divides none.
  public let games: GameDiagnostics?
  /// How the fits ended that the credits rest on, in all batches.
  public let fits: CriticFits
  /// What its credits claim to be; `nil` in results of versions that did not say it.
  public var card: CreditCard?

  /// One of its quantities; undefined for one that the study did not measure.
  public subscript(quantity: Quantity) -> Estimate { estimates[quantity.key] ?? .undefined(.noUnits) }
}

/// Two methods compared batch by batch.
public struct MethodPair: Sendable, Hashable, Codable {
  /// Label of the first method.
  public let first: String
  /// Label of the second method.
  public let second: String
  /// What their contrasts differ in; empty if they are equal, or one method states none.
  public let contrastDifferences: [String]
  /// Mean over batches of the difference of the first quantity, first less second.
  public let difference: Measured<Double>
  /// Standard deviation of that difference over batches.
  public let deviation: Measured<Double>
  /// Student's t test of the differences over batches. Undefined for methods with the same credits, and where one of the
  /// two is the reference itself.
  public let test: Measured<HypothesisTest>
  /// Its p-value after Holm's correction for the family.
  public let adjustedPValue: Measured<Double>
  /// A check that takes no distribution for granted but that the differences lie symmetrically about 0: the exact test by
  /// changes of their signs. Its p-value is never below 2 / 2^batches.
  public let signFlips: Measured<HypothesisTest>
  /// Its p-value after Holm's correction for the family.
  public let adjustedSignFlips: Measured<Double>
  /// Whether it belongs to the family of the correction: a pair that asks what an earlier one of methods with the same
  /// credits asks does not, and has the p-values of that one.
  public let isInFamily: Bool
}

/// Credit of one agent at one turn: exact, and by each method.
public struct CreditCell: Sendable, Hashable, Codable {
  /// The agent and the turn.
  public let slice: DecisionSlice
  /// Decisions in all batches.
  public let decisions: Int
  /// Mean over batches of the batch's mean exact credit; `nil` where no credit is exact.
  public let exact: CellMean?
  /// The same of each method, in the plan's order.
  public let methods: [CellMean]
}

/// One episode with the credits of its decisions.
public struct ExampleEpisode: Sendable, Hashable, Codable {
  /// The episode's identifier.
  public let name: String
  /// How it ended.
  public let status: OutcomeStatus
  /// Its decisions, in order.
  public let decisions: [Decision]

  /// One decision of the episode.
  public struct Decision: Sendable, Hashable, Codable {
    /// Turn, from 0.
    public let turn: Int
    /// Who decided.
    public let agent: AgentID
    /// What.
    public let action: String
    /// Exact counterfactual credit; `nil` where it is not known.
    public let exact: Double?
    /// Credit of each method, in the plan's order, in the method's own scale.
    public let credits: [Double]
  }
}
