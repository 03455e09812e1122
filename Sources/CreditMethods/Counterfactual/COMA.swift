package import Trajectories
import Simulation

/// COMA's counterfactual advantage with the exact Q, or one estimated by replay, in place of a learned one.
package struct COMA: CreditMethod {
  /// What stands for the learned critic.
  private enum Critic: String, CaseIterable {
    /// The exact solution.
    case exact
    /// Means of fresh continuations of every action, the recorded return not among them.
    case replay
  }

  /// What COMA is and needs.
  package static let card = MethodCard(
    id: "coma", name: "COMA with the exact Q",
    source: "Foerster et al. 2018, arXiv 1705.08926, equation 4",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "Q(x, a) - E over the agent's own actions of Q(x, (b, a_-i)): the exact counterfactual credit itself, or with "
      + "q=replay an unbiased estimate of it",
    formula: "A_i = Q(x, a) - sum over b of pi_i(b | m_i) Q(x, (b, a_-i))",
    needs: [.trajectories, .exactSolution],
    cost:
      "no continuations and one exact solution of the scenario; with q=replay M |A_i| simulated continuations a decision "
      + "and no solution")

  /// The contrast of the exact counterfactual credit.
  package var contrast: Contrast? { .counterfactual }

  @Parameter("where Q comes from: the exact solution, or continuations of every action")
  private var q = Critic.exact
  @Parameter("M, continuations of each action (replay)", in: 1...4096) private var continuations = 1
  @Parameter(ReplayNoise.help) private var noise = ReplayNoise.independent

  /// The method with its defaults.
  package init() {}

  /// The counterfactual credit of every decision.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    guard q == .exact else {
      let rollouts = try context.simulation(of: batch, for: Self.card)
      // A critic does not know the recorded draws.
      let replays = DecisionReplays(
        rollouts, noise: noise == .common ? .common : .independent, seed: context.seed)
      let found = try replays.credits(context) { place, cost in
        replays.overPolicy(at: place, continuations: continuations, countingRecorded: false, cost: &cost)
      }
      return try Attribution(finite: found.credits, of: batch, method: Self.card.id, cost: found.cost)
    }
    let solution = try context.solution(for: Self.card, everyAction: false)
    let rollouts = try context.simulation(of: batch, for: Self.card)
    return try Attribution(
      finite: ExactCreditTable(solution).credits(of: rollouts), of: batch, method: Self.card.id)
  }
}
