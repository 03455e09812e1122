public import Trajectories

extension Attribution {
  /// Credits of a batch and what they cost, once they are known to be finite.
  ///
  /// - Parameters:
  ///   - credits: One credit a decision of the batch.
  ///   - batch: The batch.
  ///   - method: The method's identifier, for the error.
  ///   - replays: Simulated continuations.
  ///   - replayedTurns: Simulated turns of them.
  ///   - fittedTurns: Simulated turns of episodes beside the batch.
  ///   - games: The coalition games that the credits come from.
  ///   - fits: How the fits ended that the credits rest on.
  ///   - cuts: Truncated episodes that were bootstrapped.
  /// - Throws: ``AttributionError/operand(_:)`` for another number of credits than decisions, and
  ///   ``AttributionError/notFinite(method:episode:turn:agent:)`` for the first credit that overflowed.
  /// - Complexity: O(decisions).
  public init(
    finite credits: [Double], of batch: TrajectoryBatch, method: String, replays: Int = 0,
    replayedTurns: Int = 0, fittedTurns: Int = 0, games: GameDiagnostics? = nil,
    fits: [CriticFit] = [], cuts: CutEpisodes = CutEpisodes()
  ) throws(AttributionError) {
    try OperandError.check(
      credits.count, of: "credits", equals: batch.decisionCount, "decision",
      in: "Attribution(finite:of:method:)")
    guard let decision = credits.firstIndex(where: { !$0.isFinite }) else {
      self.init(
        credits: credits, replays: replays, replayedTurns: replayedTurns, fittedTurns: fittedTurns,
        games: games, fits: fits, cuts: cuts)
      return
    }
    let turn = Self.row(of: decision, in: batch.turns.decisionStart)
    let episode = Self.row(of: turn, in: batch.episodes.turnStart)
    throw .notFinite(
      method: method, episode: batch.episodeName(episode), turn: turn - batch.turns(of: episode).lowerBound,
      agent: batch.symbols.agents[batch.decisions.agent[decision]])
  }

  /// Credits of a batch that compare recorded episodes, in which forks count as the method's parameters say.
  package init(
    finite credits: [Double], of batch: TrajectoryBatch, method: String, counting forks: ForkParameters
  ) throws(AttributionError) {
    try self.init(finite: credits, of: batch, method: method)
    remarks.countsForksOnce = forks.countsOnce
  }

  /// The row that owns a row of the level below, given where each row's range starts.
  private static func row(of child: Int, in start: [Int32]) -> Int {
    start.dropFirst().firstIndex { $0 > child }.map { $0 - 1 } ?? start.count - 1
  }
}
