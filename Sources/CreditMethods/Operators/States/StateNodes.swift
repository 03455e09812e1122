package import Trajectories

/// The states of a batch as nodes local to their task: equal keys in two tasks are different nodes.
///
/// Nodes of a task are consecutive. The states that turns start in and the states after episodes' last turns share
/// them, so that a final state is the node of the turns that start there.
public struct StateNodes: Sendable {
  /// Node of the state that each turn starts in. Shape `[turns]`.
  public let turn: [UInt32]
  /// Node of the state after each episode's last turn. Shape `[episodes]`.
  public let final: [UInt32]
  /// First node of each task symbol, and the number of nodes. Shape `[tasks + 1]`.
  package let taskStart: [Int32]

  /// Number of nodes of all tasks.
  public var count: Int { Int(taskStart[taskStart.count - 1]) }

  /// The turns that start in each node.
  package var turnsByNode: Grouping { Grouping(turn, count: count) }

  /// Numbers the states of a batch.
  ///
  /// - Complexity: O(decisions + keys + tasks).
  package init(of batch: TrajectoryBatch, by key: StateKey) {
    let symbols = key.symbols(of: batch)
    let (start, finals) = (batch.episodes.turnStart, batch.episodes.final)
    let tasks = Grouping(batch.episodes.task, count: batch.symbols.tasks.count)
    var numbering = SymbolNumbering(symbolCount: symbols.count)
    var turn = symbols.turn
    var final = finals
    var taskStart: [Int32] = [0]
    taskStart.reserveCapacity(tasks.count + 1)
    for task in 0..<tasks.count {
      for episode in tasks[task].lazy.map(Int.init) {
        for index in Int(start[episode])..<Int(start[episode + 1]) {
          turn[index] = numbering.number(of: turn[index])
        }
      }
      for episode in tasks[task].lazy.map(Int.init) { final[episode] = numbering.number(of: finals[episode]) }
      taskStart.append(Int32(numbering.count))
      numbering.beginGroup()
    }
    self.turn = turn
    self.final = final
    self.taskStart = taskStart
  }

  /// Node after each turn: that of the episode's next turn, or its final one. Shape `[turns]`.
  package func successors(in batch: TrajectoryBatch) -> [UInt32] {
    // The last turn's is one of a final state, which is filled in below.
    var successor = unsafe [UInt32](unsafeUninitializedCapacity: turn.count) { buffer, count in
      count = turn.count
      guard count > 0 else { return }
      _ = unsafe buffer[..<(count - 1)].initialize(from: turn.dropFirst())
      unsafe buffer.initializeElement(at: count - 1, to: turn[0])
    }
    let start = batch.episodes.turnStart
    for episode in final.indices where start[episode] < start[episode + 1] {
      successor[Int(start[episode + 1]) - 1] = final[episode]
    }
    return successor
  }
}
