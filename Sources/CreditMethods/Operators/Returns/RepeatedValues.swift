public import Trajectories

extension TrajectoryBatch {
  /// Values of episodes, each repeated for every turn of its episode. Shape `[turns]`.
  package func repeatedPerTurn<Value>(_ values: [Value]) -> [Value] {
    repeated(values, start: episodes.turnStart)
  }

  /// Values of turns, each repeated for every decision of its turn. Shape `[decisions]`.
  ///
  /// - Complexity: O(decisions); no work where every turn has one decision.
  package func repeatedPerDecision<Value>(_ values: [Value]) -> [Value] {
    if hasOneDecisionATurn { return values }
    return repeated(values, start: turns.decisionStart)
  }

  /// Whether every turn has one decision, so that turns and decisions are numbered alike.
  ///
  /// - Complexity: O(turns).
  package var hasOneDecisionATurn: Bool {
    turnCount == decisionCount && turns.decisionStart.indices.allSatisfy { turns.decisionStart[$0] == $0 }
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

/// Values of episodes, each repeated for every turn of its episode.
///
/// ```swift
/// let wins = batch.episodes.status.map { $0 == .success ? 1.0 : 0 }
/// try repeatedPerTurn(wins, in: batch)  // episodes of 2, 2 and 1 turns: [1, 1, 0, 0, 1]
/// ```
///
/// - Parameters:
///   - values: One value an episode, shape `[episodes]`, in any unit.
///   - batch: The episodes.
/// - Returns: Shape `[turns]`.
/// - Throws: ``AttributionError/operand(_:)`` for another number of values than episodes.
/// - Complexity: O(turns).
public func repeatedPerTurn<Value>(_ values: [Value], in batch: TrajectoryBatch) throws(AttributionError)
  -> [Value]
{
  try OperandError.check(
    values.count, of: "values", equals: batch.episodeCount, "episode", in: "repeatedPerTurn(_:in:)")
  return batch.repeatedPerTurn(values)
}

/// Values of turns, each repeated for every decision of its turn: what a credit of turns gives to the agents that act in
/// them. Values are copied to the agents, not divided among them.
///
/// ```swift
/// try repeatedPerDecision([4, 0, 1], in: batch)  // turns of 1, 2 and 1 decisions: [4, 0, 0, 1]
/// ```
///
/// - Parameters:
///   - values: One value a turn, shape `[turns]`, in any unit.
///   - batch: The turns.
/// - Returns: Shape `[decisions]`.
/// - Throws: ``AttributionError/operand(_:)`` for another number of values than turns.
/// - Complexity: O(decisions); no work where every turn has one decision.
public func repeatedPerDecision<Value>(
  _ values: [Value], in batch: TrajectoryBatch
) throws(AttributionError) -> [Value] {
  try OperandError.check(
    values.count, of: "values", equals: batch.turnCount, "turn", in: "repeatedPerDecision(_:in:)")
  return batch.repeatedPerDecision(values)
}
