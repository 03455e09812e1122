package import Trajectories
import Simulation

/// Difference reward: the return as it was, less the return with the agent's action replaced by its default action.
///
/// With `source=trace` the score without the agent is read from the trace (`counterfactuals`); the credit is then the
/// same for all decisions of the agent in the episode.
package struct DifferenceReward: CreditMethod {
  /// Where the return without the action comes from.
  private enum Source: String, CaseIterable {
    /// Replays of the very turn.
    case replay
    /// Scores that the trace records.
    case trace
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "difference", name: "Difference reward by replay",
    source: "Wolpert and Tumer 2001, Optimal payoff functions for members of collectives",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "Q(x, a) - Q(x, (c_i, a_-i)) for the agent's default action c_i; with absence=policy the exact counterfactual "
      + "credit. Unbiased.",
    formula: "D_i = G(z) - G(z_-i, c_i)",
    needs: [.trajectories, .replay],
    cost: "2 M - 1 simulated continuations a decision; none with source=trace")

  private let absence = AbsenceParameters()
  @Parameter("where the return without the action comes from: replays, or the trace's counterfactuals")
  private var source = Source.replay
  @Parameter(RemovalScores.Missing.help) private var missing = RemovalScores.Missing.error

  /// The method with its defaults.
  package init() {}

  /// The declared absence in one turn; a trace's scores are of replays that nobody knows.
  package var contrast: Contrast? {
    source == .replay ? absence.replays(without: .decision).contrast : nil
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    guard source == .replay else {
      let scores = try RemovalScores(recordedIn: batch, missing, for: Self.card)
      let credits = (0..<batch.episodeCount).flatMap { episode in
        batch.decisions(ofEpisode: episode).map { decision in
          scores.marginal(of: batch.decisions.agent[decision], in: episode) ?? 0
        }
      }
      return try Attribution(finite: credits, of: batch, method: Self.card.id)
    }
    let missed = try absence.replays(without: .decision)(batch, for: Self.card, in: context)
    return try Attribution(finite: missed.credits, of: batch, method: Self.card.id, cost: missed.cost)
  }
}
