package import Trajectories

/// The states of a batch as nodes local to their task: equal keys in two tasks are different nodes.
///
/// Nodes of a task are consecutive. The states that turns start in and the states after episodes' last turns share
/// them, so that a final state is the node of the turns that start there.
package struct StateNodes: Sendable {
  /// Node of the state that each turn starts in. Shape `[turns]`.
  package let turn: [UInt32]
  /// Node of the state after each episode's last turn. Shape `[episodes]`.
  package let final: [UInt32]
  /// First node of each task symbol, and the number of nodes. Shape `[tasks + 1]`.
  package let taskStart: [Int32]

  /// Number of nodes of all tasks.
  package var count: Int { Int(taskStart[taskStart.count - 1]) }

  /// The turns that start in each node.
  package var turnsByNode: Grouping { Grouping(turn, count: count) }

  /// Numbers the states of a batch.
  ///
  /// - Complexity: O(decisions + keys + tasks).
  package init(of batch: TrajectoryBatch, by key: StateKey) {
    let symbols = key.symbols(of: batch)
    let task = batch.repeatedPerTurn(batch.episodes.task) + batch.episodes.task
    let nodes = Grouping(task, count: batch.symbols.tasks.count)
      .split(by: symbols.turn + batch.episodes.final, symbolCount: symbols.count)
    turn = Array(nodes.part[..<batch.turnCount])
    final = Array(nodes.part[batch.turnCount...])
    taskStart = nodes.start
  }

  /// Node after each turn: that of the episode's next turn, or its final one. Shape `[turns]`.
  package func successors(in batch: TrajectoryBatch) -> [UInt32] {
    var successor = [UInt32](repeating: 0, count: turn.count)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for index in turns.dropLast() { successor[index] = turn[index + 1] }
      if let last = turns.last { successor[last] = final[episode] }
    }
    return successor
  }
}
