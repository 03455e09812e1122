public import Trajectories
import Simulation

/// Wonderful-life utility: the return as it was, less that of a life in which the agent had done nothing of note from
/// this turn on.
public struct WonderfulLife: CreditMethod {
  /// How long the agent is absent.
  private enum Scope: String, CaseIterable {
    /// To the end of the episode.
    case rest
    /// In this turn.
    case turn
  }

  /// What the method is and needs.
  public static let card = MethodCard(
    id: "wonderful_life", name: "Wonderful-life utility by replay",
    source: "Wolpert and Tumer 2001, Optimal payoff functions for members of collectives",
    granularity: .multiAgent, methodology: .gameTheoretic,
    estimand:
      "E[return | the turn as it was] - E[return | the agent clamped to its absence from this turn on, teammates as they "
      + "were in the turn]: unbiased for that contrast, which is the difference reward on an agent's last turn.",
    formula: "WLU_i = G(z) - G(z with agent i clamped to a null action)",
    needs: [.trajectories, .replay], cost: "2 M - 1 simulated continuations a decision",
    parameters: AbsenceReplays.parameters + [
      .choice(
        "scope", CommonParameters.words(Scope.self),
        "how long the agent is absent: to the end, or in this turn only")
    ])

  private let parameters: ParameterValues

  /// The method with its parameters.
  public init(_ parameters: ParameterValues) { self.parameters = parameters }

  /// The declared absence, in one turn or to the end.
  public var contrast: Contrast? { replays.contrast }

  private var replays: AbsenceReplays {
    AbsenceReplays(
      parameters, unit: .decision, lasts: parameters.choice("scope", as: Scope.self) == .rest)
  }

  /// The credit of every decision of a batch.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let missed = try replays(batch, for: Self.card, in: context)
    return try Attribution(finite: missed.credits, of: batch, method: Self.card.id, cost: missed.cost)
  }
}
