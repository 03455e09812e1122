import Ground
import Trajectories
import Simulation

extension AttributionContext {
  /// The simulation of a batch, for a method that cannot do without.
  ///
  /// The simulation of another batch is a programmer error.
  ///
  /// - Parameter otherwise: The setting with which the method can do without after all.
  func simulation(
    of batch: TrajectoryBatch, for card: MethodCard, otherwise setting: String? = nil
  ) throws(AttributionError) -> Rollouts {
    guard let simulation else {
      throw .lacks(
        method: card.id, need: "replay in the simulator",
        howToSupply:
          "Recorded traces cannot be replayed: run it on a scenario (ascribe run SCENARIO --methods \(card.id))"
          + (setting.map { ", or use \($0)." } ?? ".")
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

  /// The results of work on each episode of a batch, in the batch's order.
  ///
  /// - Throws: What the first episode that failed threw.
  func mapEpisodes<Result: Sendable>(
    of batch: TrajectoryBatch,
    _ body: @Sendable (_ episode: Int) throws(AttributionError) -> Result
  ) throws(AttributionError) -> [Result] {
    let parts = parallelMap(count: batch.episodeCount, threads: threads) { episode in
      Swift.Result { () throws(AttributionError) -> Result in try body(episode) }
    }
    var results: [Result] = []
    results.reserveCapacity(parts.count)
    for part in parts { results.append(try part.get()) }
    return results
  }
}

extension AttributionError {
  /// A replay that could not be played.
  init(_ error: ReplayError, method: String) {
    self = .numerical(method: method, reason: error.description)
  }
}
