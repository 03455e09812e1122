public import Trajectories
import Simulation

/// Aristocrat utility: the return as it was, less its mean over the actions that the agent might have taken.
public struct AristocratUtility: CreditMethod {
  /// What the method is and needs.
  public static let card = MethodCard(
    id: "aristocrat", name: "Aristocrat utility by replay",
    source: "Wolpert and Tumer 2001, Optimal payoff functions for members of collectives",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "Q(x, a) - sum over b of pi_i(b | m_i) Q(x, (b, a_-i)): the exact counterfactual credit, unbiased.",
    formula:
      "AU_i = G(z) - sum over b of pi_i(b) G(z_-i, b), the recorded return being one sample of its own action",
    needs: [.trajectories, .replay],
    cost: "M |A_i| - 1 simulated continuations a decision, those of actions of probability 0 left out",
    parameters: [
      .integer(
        "continuations", in: 1...4096, default: 1,
        "M, continuations of each action; the recorded episode is the first of its own"),
      ReplayNoise.parameter,
    ])

  private let continuations: Int
  private let noise: ReplayNoise

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) {
    continuations = parameters.integer("continuations")
    noise = ReplayNoise(parameters)
  }

  /// The contrast of the exact counterfactual credit.
  public var contrast: Contrast? { .counterfactual }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rollouts = try context.simulation(of: batch, for: Self.card)
    let replays = DecisionReplays(rollouts, noise: noise.engine(for: rollouts), seed: context.seed)
    let found = try replays.credits(context) { place, cost in
      replays.overPolicy(at: place, continuations: continuations, countingRecorded: true, cost: &cost)
    }
    return try Attribution(finite: found.credits, of: batch, method: Self.card.id, cost: found.cost)
  }
}
