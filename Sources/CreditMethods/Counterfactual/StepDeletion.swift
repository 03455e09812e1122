package import Trajectories
import Simulation

/// Step deletion: what the episode returned, less what it returns without the influence of a turn.
///
/// The decisions of all agents in the turn are replaced by a declared absence. The recorded decisions of later turns are
/// made again as long as they are legal (`later=kept`), or the policy plays on.
package struct StepDeletion: CreditMethod {
  /// What becomes of later decisions.
  private enum Later: String, CaseIterable {
    /// They stay as recorded, where they are legal.
    case kept
    /// The policy draws them anew.
    case resampled
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "step_deletion", name: "Step deletion by replay",
    source:
      "The contribution S(full) - S(without the step) that arXiv 2604.09459 lists; which absence and what becomes of "
      + "later decisions is declared here",
    granularity: .step, methodology: .gameTheoretic,
    estimand:
      "E[return | recorded decisions] - E[return | the same without the turn's]: with absence=policy later=resampled "
      + "Q - V of the turn. Agents that act together are not told apart.",
    formula: "c_t = S(full) - S(without turn t)",
    needs: [.trajectories, .replay], cost: "2 M - 1 simulated continuations a turn")

  private let absence = AbsenceParameters()
  @Parameter("later decisions are those of the record, or drawn anew") private var later = Later.kept

  /// The method with its defaults.
  package init() {}

  /// The declared absence of a whole turn.
  package var contrast: Contrast? { replays.contrast }

  private var replays: AbsenceReplays {
    absence.replays(without: .turn, keeping: later == .kept ? .everything : .restoredTurn)
  }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let missed = try replays(batch, for: Self.card, in: context)
    return try Attribution(finite: missed.credits, of: batch, method: Self.card.id, cost: missed.cost)
  }
}
