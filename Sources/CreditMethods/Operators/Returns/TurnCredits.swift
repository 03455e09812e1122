package import Trajectories

extension TrajectoryBatch {
  /// Values of episodes, each repeated for every turn of its episode. Shape `[turns]`.
  package func repeatedPerTurn<Value>(_ values: [Value]) -> [Value] {
    repeated(values, start: episodes.turnStart)
  }

  /// Values of turns, each repeated for every decision of its turn. Shape `[decisions]`.
  ///
  /// - Complexity: O(decisions); no work where every turn has one decision.
  package func repeatedPerDecision<Value>(_ values: [Value]) -> [Value] {
    if turnCount == decisionCount, turns.decisionStart.indices.allSatisfy({ turns.decisionStart[$0] == $0 }) {
      return values
    }
    return repeated(values, start: turns.decisionStart)
  }

  /// Values of turns, each copied (not divided) to every agent that acts in the turn. Shape `[decisions]`.
  package func copiedToActingAgents(_ values: [Double]) -> [Double] { repeatedPerDecision(values) }

  /// Values, each repeated for every row of its range.
  private func repeated<Value>(_ values: [Value], start: [Int32]) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(Int(start[start.count - 1]))
    for index in start.indices.dropLast() {
      result.append(contentsOf: repeatElement(values[index], count: Int(start[index + 1] - start[index])))
    }
    return result
  }
}

extension [Double] {
  /// Every number combined with another array's number at its place, in the place of this array if nobody else holds
  /// it.
  @inline(__always)
  package consuming func combined<Other>(
    with other: [Other], _ combine: (_ own: Double, _ other: Other) -> Double
  ) -> [Double] {
    precondition(count == other.count, "\(count) numbers are combined with \(other.count)")
    var result = self
    result.withUnsafeMutableBufferPointer { own in
      for index in own.indices { own[index] = combine(own[index], other[index]) }
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
  ///   - games: The coalition games that the credits come from.
  ///   - fits: How the fits ended that the credits rest on.
  /// - Throws: ``AttributionError/notFinite(method:episode:turn:agent:)`` for the first credit that overflowed.
  package init(
    finite credits: [Double], of batch: TrajectoryBatch, method: String, replays: Int = 0,
    replayedTurns: Int = 0, fittedTurns: Int = 0, games: GameDiagnostics? = nil,
    fits: [CriticFit] = []
  ) throws(AttributionError) {
    guard let decision = credits.firstIndex(where: { !$0.isFinite }) else {
      self.init(
        credits: credits, replays: replays, replayedTurns: replayedTurns, fittedTurns: fittedTurns,
        games: games, fits: fits)
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
