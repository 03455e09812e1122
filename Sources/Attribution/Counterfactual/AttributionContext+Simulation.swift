import Trajectories
import TurnMDP

extension AttributionContext {
  /// The simulation of a batch, for a method that cannot do without.
  ///
  /// The simulation of another batch is a programmer error.
  func simulation(
    of batch: TrajectoryBatch, for card: MethodCard
  ) throws(AttributionError) -> Rollouts {
    guard let simulation else {
      throw .lacks(
        method: card.id, need: "replay in the simulator",
        howToSupply:
          "Recorded traces cannot be replayed: run it on a scenario (ascribe run SCENARIO --methods \(card.id))."
      )
    }
    precondition(
      simulation.batch.episodeCount == batch.episodeCount
        && simulation.batch.decisionCount == batch.decisionCount,
      "the context's simulation has \(simulation.batch.decisionCount) decisions; the batch \(batch.decisionCount)"
    )
    return simulation
  }

  /// The exact solution, for a method that cannot do without.
  func solution(for card: MethodCard) throws(AttributionError) -> ExactSolution {
    guard let solution else {
      throw .lacks(
        method: card.id, need: "the exact solution",
        howToSupply:
          "Only a scenario has one: run it on a scenario (ascribe run SCENARIO --methods \(card.id)).")
    }
    return solution
  }
}
