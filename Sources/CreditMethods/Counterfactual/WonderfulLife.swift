package import Trajectories
import Simulation

/// Wonderful-life utility: the return as it was, less that of a life in which the agent had done nothing of note from
/// this turn on.
package struct WonderfulLife: CreditMethod {
  /// How long the agent is absent.
  private enum Scope: String, CaseIterable {
    /// To the end of the episode.
    case rest
    /// In this turn.
    case turn
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "wonderful_life", name: "Wonderful-life utility by replay",
    source: "Wolpert and Tumer 2001, Optimal payoff functions for members of collectives",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "E[return | the turn as it was] - E[return | the agent clamped to its absence from this turn on, teammates as they "
      + "were in the turn]: unbiased for that contrast, which is the difference reward on an agent's last turn.",
    formula: "WLU_i = G(z) - G(z with agent i clamped to a null action)",
    needs: [.trajectories, .replay], cost: "2 M - 1 simulated continuations a decision")

  private let absence = AbsenceParameters()
  @Parameter("how long the agent is absent: to the end, or in this turn only") private var scope = Scope.rest

  /// The method with its defaults.
  package init() {}

  /// The declared absence, in one turn or to the end.
  package var contrast: Contrast? { replays.contrast }

  private var replays: AbsenceReplays {
    absence.replays(without: .decision, lasting: scope == .rest)
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let missed = try replays(batch, for: Self.card, in: context)
    return try Attribution(finite: missed.credits, of: batch, method: Self.card.id, cost: missed.cost)
  }
}
