public import Ground
public import CreditMethods
public import CreditStatistics
public import Trajectories
public import Simulation

/// What a study found.
public struct StudyResult: Sendable {
  /// Exact value of the policy, in reward units.
  public let value: Double
  /// Exact probability of success.
  public let successProbability: Double
  /// Exact origin of the return's variance.
  public let ledger: VarianceLedger
  /// Exact credit by agent and turn.
  public let units: [ExactUnit]
  /// Simulated episodes, turns and decisions of all batches.
  public let sampled: SampleSizes
  /// Share of successful episodes over batches.
  public let successShare: Estimate
  /// Mean return over batches.
  public let meanReturn: Estimate
  /// What the diagnostics of methods are compared with.
  public let diagnostics: ExactDiagnostics
  /// Each method against the exact credit, in the plan's order.
  public let methods: [MethodResult]
  /// Each pair of methods, in the plan's order.
  public let pairs: [MethodPair]
  /// Credit by agent and turn.
  public let cells: [CreditCell]
  /// A telling episode.
  public let example: ExampleEpisode?
}

/// How much was simulated.
public struct SampleSizes: Sendable, Hashable {
  /// Batches.
  public let batches: Int
  /// Episodes.
  public let episodes: Int
  /// Turns.
  public let turns: Int
  /// Decisions.
  public let decisions: Int
}

/// A quantity of batches: its mean over them, with a bootstrap interval whose units are the batches.
public struct Estimate: Sendable {
  /// Mean over the batches on which the quantity is defined.
  public let mean: Measured<Double>
  /// Percentile bootstrap interval of that mean.
  public let interval: Measured<ConfidenceInterval>
  /// Number of batches on which the quantity is defined.
  public let batches: Int

  init(_ values: [Measured<Double>], _ plan: StudyPlan) throws(GSLError) {
    let defined = values.compactMap(\.optional)
    batches = defined.count
    if defined.isEmpty, let reason = values.compactMap(\.reason).first {
      mean = .undefined(reason)
      interval = .undefined(reason)
      return
    }
    mean = Descriptive.mean(of: defined)
    interval = ConfidenceInterval.bootstrap(
      ofMean: defined, resamples: plan.resamples, confidence: plan.confidence, seed: plan.seed)
  }
}

/// C3's diagnostics where the exact credit stands in for a method's (arXiv 2603.06859). A context is a turn, a state with
/// what the agents remember, an agent, and the actions of the teammates that act at the same time; contexts with a
/// single decision in a batch say nothing and are left out.
public struct ExactDiagnostics: Sendable {
  /// Mean over contexts of the population variance of the exact credit among their decisions, in squared reward units.
  public let withinGroupVariance: Estimate
  /// Information between a decision and the next teammate's action, in nats, estimated from the batches with Laplace's
  /// smoothing; it is the same for every method that attributes them.
  public let influence: Estimate
  /// The same information under the policy, exact, in the contexts of the batches.
  public let exactInfluence: Estimate
}

/// One method against the exact credit.
public struct MethodResult: Sendable {
  /// The method as it was asked for.
  public let request: MethodRequest
  /// Rank correlation with the exact counterfactual credit of every decision: C3's fidelity with all candidates.
  public let spearman: Estimate
  /// Linear correlation.
  public let pearson: Estimate
  /// Share of decisions with the exact credit's sign.
  public let signAgreement: Estimate
  /// Relative error after the best scale.
  public let relativeError: Estimate
  /// Share of episodes whose pivotal turn is found.
  public let pivotalTurnRecall: Estimate
  /// Share of the credit's variance between identical decisions.
  public let decisionVariance: Estimate
  /// C3's fidelity with one decision a context, its first.
  public let fidelity: Estimate
  /// Mean over contexts of the population variance of the credit among their decisions, in the credit's squared unit.
  public let withinGroupVariance: Estimate
  /// Simulated continuations that the method used, in all batches.
  public let replays: Int
  /// Simulated turns beyond the batches: those of the continuations, and of episodes that critics were fitted to.
  public let extraTurns: Int
  /// The coalition games that the method divided, in all batches; `nil` if it divides none.
  public let games: GameDiagnostics?
  /// How the fits ended that the credits rest on, in all batches.
  public let fits: CriticFits
}

/// Two methods compared batch by batch.
///
/// Two that state contrasts which differ are not ranked unless the plan says so: nothing of the comparison is then
/// defined, for the reason `UndefinedReason.notComparable`.
public struct MethodPair: Sendable {
  /// Label of the first method.
  public let first: String
  /// Label of the second method.
  public let second: String
  /// What their contrasts differ in; empty if they are equal, or one method states none.
  public let contrastDifferences: [String]
  /// Mean over batches of the difference of rank correlations, first less second.
  public let difference: Measured<Double>
  /// Wilcoxon's signed-rank test of the differences over batches.
  public let test: Measured<WilcoxonSignedRank>
  /// Its p-value after Holm's correction for all pairs.
  public let adjustedPValue: Measured<Double>
}

/// Credit of one agent at one turn: exact, and by each method.
public struct CreditCell: Sendable {
  /// The agent.
  public let agent: AgentID
  /// The turn, from 0.
  public let turn: Int
  /// Decisions in all batches.
  public let decisions: Int
  /// Mean over batches of the batch's mean exact credit.
  public let exact: CellMean
  /// The same of each method, in the plan's order.
  public let methods: [CellMean]
}

/// A mean over batches, with Student's t interval.
public struct CellMean: Sendable {
  /// Mean over the batches that have such a decision.
  public let mean: Measured<Double>
  /// Standard error over those batches.
  public let standardError: Measured<Double>
  /// Interval of the mean over those batches.
  public let interval: Measured<ConfidenceInterval>
}

/// One episode with the credits of its decisions.
public struct ExampleEpisode: Sendable {
  /// The episode's identifier.
  public let name: String
  /// How it ended.
  public let status: OutcomeStatus
  /// Its decisions, in order.
  public let decisions: [Decision]

  /// One decision of the episode.
  public struct Decision: Sendable {
    /// Turn, from 0.
    public let turn: Int
    /// Who decided.
    public let agent: AgentID
    /// What.
    public let action: String
    /// Exact counterfactual credit.
    public let exact: Double
    /// Credit of each method, in the plan's order, in the method's own scale.
    public let credits: [Double]
  }
}
