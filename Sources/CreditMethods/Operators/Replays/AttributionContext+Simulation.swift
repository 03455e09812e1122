import Ground
public import Trajectories
public import Simulation

extension AttributionContext {
  /// The simulation of a batch, for a method that cannot do without.
  ///
  /// ```swift
  /// let rollouts = try context.simulation(of: batch, for: Self.card)
  /// ```
  ///
  /// - Parameters:
  ///   - batch: The batch that is attributed.
  ///   - card: The method, for the error.
  ///   - setting: The setting with which the method can do without after all.
  ///   - keepingTurns: Whether the method reads the turns of its replays, not their returns alone.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` without a simulation, and
  ///   ``AttributionError/refused(method:reason:)`` for that of another batch.
  public func simulation(
    of batch: TrajectoryBatch, for card: MethodCard, otherwise setting: String? = nil,
    keepingTurns: Bool = false
  ) throws(AttributionError) -> Rollouts {
    guard let simulation else {
      throw .lacks(
        method: card.id, need: "replay in the simulator",
        howToSupply:
          "Recorded traces cannot be replayed: run it on a scenario (ascribe run SCENARIO --methods \(card.id))"
          + (setting.map { ", or use \($0)." } ?? ".")
      )
    }
    guard simulation.batch.episodeCount == batch.episodeCount,
      simulation.batch.turnCount == batch.turnCount,
      simulation.batch.decisionCount == batch.decisionCount
    else {
      throw .refused(
        method: card.id,
        reason:
          "the context's simulation is of another batch: it has \(simulation.batch.decisionCount) decisions, "
          + "the batch \(batch.decisionCount).")
    }
    guard !keepingTurns || simulation.mdp.coverage == .complete else {
      throw .lacks(
        method: card.id, need: "the turns of replays, which only the whole scenario in tables can tell",
        howToSupply: "Shorten its horizon or use a shorter memory"
          + (setting.map { ", or use \($0)." } ?? "."))
    }
    return simulation
  }

  /// The exact solution, for a method that cannot do without.
  ///
  /// - Parameters:
  ///   - card: The method, for the error.
  ///   - everyAction: Whether it needs the values of joint actions that the policy never takes, or what they lead to.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` without one.
  public func solution(
    for card: MethodCard, everyAction: Bool = true
  ) throws(AttributionError) -> ExactSolution {
    guard let solution else {
      throw .lacks(
        method: card.id, need: "the exact solution",
        howToSupply:
          "Only a scenario has one: run it on a scenario (ascribe run SCENARIO --methods \(card.id)).")
    }
    guard !everyAction || solution.mdp.coverage == .complete else {
      throw .lacks(
        method: card.id, need: "the exact solution of every joint action",
        howToSupply:
          "The scenario is too large for that; only what the policy does was compiled. Shorten its horizon or use a "
          + "shorter memory.")
    }
    return solution
  }

  /// The results of work on each episode of a batch, in the batch's order, by as many threads as the context allows.
  ///
  /// ```swift
  /// let lengths = try context.mapEpisodes(of: batch) { batch.turns(of: $0).count }
  /// ```
  ///
  /// - Throws: What the first episode that failed threw.
  public func mapEpisodes<Result: Sendable>(
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
