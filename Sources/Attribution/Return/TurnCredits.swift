package import Trajectories

extension TrajectoryBatch {
  /// Values of episodes, each repeated for every turn of its episode. Shape `[turns]`.
  package func repeatedPerTurn<Value>(_ values: [Value]) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(turnCount)
    for episode in 0..<episodeCount {
      result.append(contentsOf: repeatElement(values[episode], count: turns(of: episode).count))
    }
    return result
  }

  /// Values of turns, each copied (not divided) to every agent that acts in the turn. Shape `[decisions]`.
  package func copiedToActingAgents(_ values: [Double]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(decisionCount)
    for turn in 0..<turnCount {
      result.append(contentsOf: repeatElement(values[turn], count: decisions(of: turn).count))
    }
    return result
  }
}

extension Attribution {
  /// Credits of a batch and what they cost, once they are known to be finite.
  ///
  /// - Parameters:
  ///   - credits: One credit a decision of the batch.
  ///   - batch: The batch.
  ///   - method: The method's identifier, for the error.
  ///   - replays, replayedTurns: Simulated continuations and their turns.
  ///   - fittedTurns: Simulated turns of episodes beside the batch.
  /// - Throws: ``AttributionError/notFinite(method:episode:turn:agent:)`` for the first credit that overflowed.
  package init(
    finite credits: [Double], of batch: TrajectoryBatch, method: String, replays: Int = 0,
    replayedTurns: Int = 0, fittedTurns: Int = 0
  ) throws(AttributionError) {
    guard let decision = credits.firstIndex(where: { !$0.isFinite }) else {
      self.init(credits: credits, replays: replays, replayedTurns: replayedTurns, fittedTurns: fittedTurns)
      return
    }
    let turn = Self.row(of: decision, in: batch.turns.decisionStart)
    let episode = Self.row(of: turn, in: batch.episodes.turnStart)
    throw .notFinite(
      method: method, episode: batch.episodeName(episode), turn: turn - batch.turns(of: episode).lowerBound,
      agent: batch.symbols.agents[batch.decisions.agent[decision]])
  }

  /// The row that owns a row of the level below, given where each row's range starts.
  private static func row(of child: Int, in start: [Int32]) -> Int {
    start.dropFirst().firstIndex { $0 > child }.map { $0 - 1 } ?? start.count - 1
  }
}
