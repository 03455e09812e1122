package import Trajectories
import Simulation

/// Aristocrat utility: the return as it was, less its mean over the actions that the agent might have taken.
package struct AristocratUtility: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "aristocrat", name: "Aristocrat utility by replay",
    source: "Wolpert and Tumer 2001, Optimal payoff functions for members of collectives",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "Q(x, a) - sum over b of pi_i(b | m_i) Q(x, (b, a_-i)): the exact counterfactual credit, unbiased.",
    formula:
      "AU_i = G(z) - sum over b of pi_i(b) G(z_-i, b), the recorded return being one sample of its own action",
    needs: [.trajectories, .replay],
    cost: "M |A_i| - 1 simulated continuations a decision, those of actions of probability 0 left out")

  @Parameter("M, continuations of each action; the recorded episode is the first of its own", in: 1...4096)
  private var continuations = 1
  @Parameter(ReplayNoise.help) private var noise = ReplayNoise.independent

  /// The method with its defaults.
  package init() {}

  /// The contrast of the exact counterfactual credit.
  package var contrast: Contrast? { .counterfactual }

  /// The credit of every decision of a batch.
  package func attribute(
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
