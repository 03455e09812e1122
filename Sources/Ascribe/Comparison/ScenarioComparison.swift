public import Ground
public import CreditMethods
public import CreditStatistics
public import Simulation

/// What a comparison of methods on a scenario found.
public struct ScenarioComparison: Sendable, Hashable, Codable {
  /// The scenario, as it was asked for.
  public let scenario: ScenarioSummary
  /// The numbers that repeat the comparison.
  public let plan: PlanSummary
  /// The label of the method whose credits are the reference; `nil` for the exact counterfactual credit.
  public let against: String?
  /// On which scale errors are measured.
  public let scale: CreditScale
  /// The width of intervals at which no more batches were to be simulated; `nil` if all were.
  public let precision: Double?
  /// Exact value of the policy, in reward units.
  public let value: Double
  /// Mean return over batches.
  public let meanReturn: Estimate
  /// What was simulated; with a precision perhaps fewer batches than the plan allows.
  public let sampled: SampleSizes
  /// Units (agent, turn) that are pivotal, and all that the policy reaches.
  public let pivotalUnits, reachedUnits: Int
  /// Decisions of all batches that could matter.
  public let pivotalDecisions: Int
  /// Whether the precision was reached; `nil` if none was asked for.
  public let isPrecise: Bool?
  /// Each method, in the plan's order.
  public let methods: [MethodComparison]
  /// The reference's credits by agent, turn and episode.
  public let referenceComponents: Measured<NestedComponents>
  /// The credits of all methods, each on its scale, by method, agent, turn and episode.
  public let components: Measured<NestedComponents>

  /// What tells situations apart where errors are taken apart.
  public let situations: SituationKind
  /// How long the episodes are; `nil` in results of versions that did not say it.
  public var lengths: EpisodeLengthSummary?

  /// What methods are compared with: a method's label, or `exact`.
  public var reference: String { against ?? "exact" }
}

/// One method of a comparison.
public struct MethodComparison: Sendable, Hashable, Codable {
  /// The method as it was asked for.
  public let method: MethodSummary
  /// The exact credit that it is held to; `nil` where the reference is a method.
  public let heldTo: ExactCredit.Kind?
  /// Whether its credits are those of the reference, but for scale: it agrees with itself.
  public let isReference: Bool
  /// The factor on its credits where errors are measured, in units of the reference per unit of credit: 1 on the raw
  /// scale; undefined on the best one where all its credits are 0.
  public let scale: Measured<Double>
  /// The cosine of the policy gradient of one batch with the exact one, mean over batches: what one update sees.
  public let alignment: Estimate
  /// How its credits go together with the reference, mean over batches.
  public let agreement: AgreementEstimates
  /// The gradient alignment of every batch, in their order.
  public let alignmentByBatch: [Measured<Double>]
  /// The interval of the mean gradient alignment that holds although the number of batches depends on it; `nil` if no
  /// precision was asked for.
  public let sequential: Measured<ConfidenceInterval>?
  /// Errors on all slices: all decisions first, then agents, turns, and cells.
  public let errors: [SliceError]
  /// Where its error comes from, by situation: over all agents first, then over each.
  public let situations: [SituationErrors]
  /// Where the credit goes that should go nowhere, and how well its size tells what matters.
  public let pivots: PivotDetection
  /// Mean square over episodes of (sum of the episode's credits, each turn's weighted with discount^turn) less (return less
  /// value of the start), on the method's scale, in squared reward units; mean over batches. 0 for a method whose credits
  /// add up to what the episode gained. It is measured against the exact values whatever the reference is.
  public let efficiencyResidual: Estimate
  /// The same over the mean square of (return less value of the start): 1 is what a credit of 0 gets.
  public let relativeEfficiencyResidual: Estimate
  /// How near the induced policy gradients come to the exact one.
  public let gradient: GradientFidelity
  /// The method's credits on its scale by agent, turn and episode.
  public let components: Measured<NestedComponents>
  /// Credits that are exactly 0, and why: a method that had nothing to compare an episode with assigned nothing, which is
  /// not the same as finding that a decision did not matter.
  public let zeros: ZeroCredits
  /// Credits of all batches.
  public let credits: Int
  /// What it cost.
  public let cost: MethodCost
  /// What its credits claim to be; `nil` in results of versions that did not say it.
  public var card: CreditCard?
  /// How its credits order actions beside their exact values; `nil` in results of versions that did not say it.
  public var qAlignment: QAlignment?
}

/// How the credits of a method go together with the reference; see ``Agreement``.
public struct AgreementEstimates: Sendable, Hashable, Codable {
  /// Linear correlation.
  public let pearson: Estimate
  /// Share of pairs of decisions with different reference credits that are ordered alike.
  public let concordance: Estimate
  /// Share of squared credit on decisions whose reference credit is 0.
  public let falseCredit: Estimate
  /// Rank correlation over the decisions of a batch.
  public let spearman: Estimate
  /// Share of decisions whose reference credit another one has, too, which holds rank correlations down.
  public let tiedShare: Estimate
  /// Kendall's tau-b: of pairs of decisions, how many stand in the same order less how many in the other.
  public let kendall: Estimate
  /// Share of decisions with the reference's sign.
  public let signAgreement: Estimate
  /// Relative error after the best scale of each batch.
  public let relativeError: Estimate
  /// Share of the credit's variance between identical decisions.
  public let noise: Estimate
  /// Share of decisions that occur at least twice, of which the noise tells.
  public let repeatedShare: Estimate
}

/// How a method's credits tell what could matter from what could not.
///
/// A unit (agent, turn) is pivotal if some situation that the policy reaches there has actions of different expected return;
/// a decision is, if its own situation with its teammates' actions has. Undefined where everything is pivotal, or nothing.
public struct PivotDetection: Sendable, Hashable, Codable {
  /// Share of episodes whose turn of largest |credit| is one of the reference's.
  public let turnRecall: Estimate
  /// What that is for a turn drawn at random.
  public let turnChance: Estimate
  /// Probability that a pivotal decision has a larger |credit| than another one of its batch, mean over batches.
  public let area: Estimate
  /// Share of |credit| on units that are not pivotal.
  public let falseCreditOfUnits: Estimate
  /// Share of |credit| on decisions that are not pivotal.
  public let falseCreditOfDecisions: Estimate
}

/// What a method cost beyond the batches that every method reads.
public struct MethodCost: Sendable, Hashable, Codable {
  /// Episodes of a batch that it judged, and the turns of all batches.
  public let episodes, turns: Int
  /// Simulated continuations.
  public let replays: Int
  /// Simulated turns, of continuations and of episodes that critics were fitted to.
  public let simulatedTurns: Int
  /// Decisions of the policy in those turns, at least and at most: the two differ where the number of acting agents does.
  public let policyEvaluations: ClosedRange<Int>
  /// How the fits of critics ended; their count is how many there were.
  public let fits: CriticFits
  /// Seconds on the wall that its attributions took. Methods that share states or graphs of a batch share their cost: the
  /// first one pays. It is another number each time, and `nil` unless it was asked for.
  public let seconds: Double?
}
