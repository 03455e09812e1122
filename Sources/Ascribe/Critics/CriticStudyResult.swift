public import Trajectories
public import Simulation

/// What a study of critics found, with everything that its report says.
public struct CriticStudyResult: StoredResult, Hashable {
  /// The schema of the JSON, with its number.
  public static let schema = "ascribe.critics/2"

  /// The scenario, as it was asked for.
  public let scenario: ScenarioSummary
  /// The numbers that repeat the study.
  public let plan: PlanSummary
  /// Exact value of the policy, in reward units.
  public let value: Double
  /// Exact probability of success.
  public let successProbability: Double
  /// Simulated episodes, turns and decisions of all batches, without those that critics were fitted to beside them.
  public let sampled: SampleSizes
  /// Mean return over batches.
  public let meanReturn: Estimate
  /// What the entries of policy gradients belong to.
  public let choices: [GradientChoice]
  /// The exact policy gradient with respect to the logits of softmax policies, one entry a choice.
  public let gradient: [Double]
  /// Each critic, in the plan's order.
  public let critics: [CriticFindings]
  /// Critics that nobody named and that cannot be fitted here.
  public var leftOut: [CriticSelection.LeftOut] = []
  /// How long the episodes are; `nil` in results of versions that did not say it.
  public var lengths: EpisodeLengthSummary?
  /// What of it is shown.
  public var view = ResultView()
}

extension CriticStudyResult {
  /// What does not fit together in a result that was read; `nil` if all does.
  public var flaw: String? {
    if let flaw = scenario.flaw { return flaw }
    if ([gradient] + critics.map(\.limit.gradient)).contains(where: { $0.count != choices.count }) {
      return "gradient has not one entry a choice"
    }
    let slices = critics.flatMap { $0.limit.gaps.map(\.slice) + $0.limit.biases.map(\.slice) }
    let outside = slices.compactMap(\.turn).first { !(0..<scenario.horizon).contains($0) }
    if let outside { return "slice.turn is \(outside), the horizon is \(scenario.horizon)" }
    return (view.top ?? 0) < 0 ? "view.top is below 0" : nil
  }
}

/// One action of one information state of an agent: one logit of its policy.
public struct GradientChoice: Sendable, Hashable, Codable {
  /// The agent.
  public let agent: AgentID
  /// Its information state's label.
  public let informationState: String
  /// The action's label.
  public let action: String
}

/// One critic against the exact solution.
public struct CriticFindings: Sendable, Hashable, Codable {
  /// The critic as it was asked for.
  public let method: MethodSummary
  /// What it sees.
  public let view: CriticView
  /// Whether it also sees the turn's number.
  public let seesTurn: Bool
  /// Whether it values states together with joint actions, so that Q is the truth; otherwise V is.
  public let valuesActions: Bool
  /// What its view leaves to be desired, exactly.
  public let limit: CriticLimit
  /// How it did when fitted to the batches.
  public let fitted: FittedCritic
  /// What its credits claim to be; `nil` in results of versions that did not say it.
  public var card: CreditCard?
}
