public import Ground
public import Simulation

/// What a study of critics found where values are sampled or bounded, with everything that its report says.
public struct SampledCriticResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.sampled-critics/1"

  /// The scenario, as it was asked for.
  public let scenario: ScenarioSummary
  /// The numbers that repeat the study.
  public let plan: PlanSummary
  /// That values are sampled or bounded, and why.
  public let truth: TruthSummary
  /// How they are sampled, if they are: `decisions` counts turns.
  public let sampling: SampledTruthPlan?
  /// How they are bounded, if they are: `decisions` counts turns.
  public let bounding: BoundedTruthPlan?
  /// Simulated episodes, turns and decisions of all batches, without those that critics were fitted to beside them, nor
  /// continuations.
  public let sampled: SampleSizes
  /// Turns of all batches whose value was sampled or bounded, continuations that were played from them, and their turns.
  public let points, continuations, playedTurns: Int
  /// Cells (state and turn) that bounds rest on; `nil` where there are none.
  public let cells: Int?
  /// Mean distance of the bounds of V; `nil` where there are none.
  public let meanWidth: Double?
  /// Mean return over batches.
  public let meanReturn: Estimate
  /// Standard deviation of the value over the turns of episodes, freed of the sampled values' noise.
  public let deviation: Estimate
  /// Each critic, in the plan's order.
  public let critics: [SampledCriticFindings]
  /// Critics that nobody named and that cannot be fitted here.
  public var leftOut: [CriticSelection.LeftOut] = []
  /// How long the episodes are.
  public let lengths: EpisodeLengthSummary?

  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    if let flaw = scenario.flaw { return flaw }
    if (truth.kind != .sampled || sampling == nil) && (truth.kind != .bounded || bounding == nil) {
      return "truth is \(truth.kind.rawValue)"
    }
    let wrong = critics.first { $0.squaredErrorByBatch.count != sampled.batches }
    return wrong.map { "squaredErrorByBatch of \($0.method.label) has not one entry a batch" }
  }
}

/// One critic against sampled or bounded values.
public struct SampledCriticFindings: Sendable, Hashable, Codable {
  /// The critic as it was asked for.
  public let method: MethodSummary
  /// What it sees.
  public let view: CriticView
  /// Whether it also sees the turn's number.
  public let seesTurn: Bool
  /// Whether it values states together with joint actions, so that Q is the truth; otherwise V is.
  public let valuesActions: Bool
  /// Mean of its values less the truth, over batches.
  public let meanError: Estimate
  /// Root mean square of its values less the truth, over all sampled turns, freed of the truth's noise.
  public let error: Estimate
  /// Share of the truth's variance over turns that its values explain; below 0 for values that are worse than a constant.
  public let explained: Estimate
  /// Mean squared error of each batch, freed of noise, so that it may be below 0.
  public let squaredErrorByBatch: [Measured<Double>]
  /// The least and the most that it can be; `nil` where values have no bounds.
  public let squaredErrorBounds: Bounds?
  /// What its credits claim to be.
  public let card: CreditCard?

  /// Two numbers a batch that something lies between.
  public struct Bounds: Sendable, Hashable, Codable {
    /// The ends, batch by batch.
    public let lowest, highest: [Measured<Double>]
  }
}
