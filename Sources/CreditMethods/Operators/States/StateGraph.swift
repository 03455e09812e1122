package import Trajectories

/// The states of every task as a directed graph: one edge a turn, from the state it starts in to the state after it.
///
/// Every task has one private sink beside its states. The last turn of a success leads there, whatever name the trace
/// gives the state after it, unless the graph is asked to keep that name; a failure or a truncated episode keeps its
/// final state. Edges never cross tasks.
///
/// ```swift
/// // Two episodes of a task: A, B succeeds; A, C fails in D.
/// let graph = AttributionContext().states(of: batch, by: .state).graph
/// let distance = graph.distancesToSuccess()
/// graph.source.map { distance[Int($0)] }     // [2, 1, 2, 3]: A, B, A, C
/// graph.successor.map { distance[Int($0)] }  // [1, 0, 3, 3]: B, the sink, C, D
/// let base = (0..<graph.nodeCount).map { graph.isSink($0) ? 1.0 : 0 }
/// let value = try graph.propagatedValues(from: base, discount: 0.5)
/// graph.source.map { value[Int($0)] }        // [0.25, 0.5, 0.25, 0]
/// ```
public struct StateGraph: Sendable {
  /// Node that each turn leaves. Shape `[turns]`.
  public let source: [UInt32]
  /// Node that each turn leads to. Shape `[turns]`.
  public let successor: [UInt32]
  /// First state of each task, and the number of states: the node of the first sink. Shape `[tasks + 1]`.
  package let taskStart: [Int32]

  /// Number of nodes: the states, then one sink a task.
  public var nodeCount: Int { Int(taskStart[taskStart.count - 1]) + taskStart.count - 1 }

  /// Whether a node is the sink of a task.
  public func isSink(_ node: Int) -> Bool { node >= Int(taskStart[taskStart.count - 1]) && node < nodeCount }

  /// The sink of a task.
  package func sink(of task: Int) -> UInt32 { UInt32(taskStart[taskStart.count - 1]) + UInt32(task) }

  /// The graph of the episodes of a batch.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - nodes: Their states.
  ///   - successesEndInSink: Whether the last turn of a success leads to its task's sink, or to the state that the
  ///     trace names; no edge leads to a sink then.
  /// - Complexity: O(turns).
  package init(of batch: TrajectoryBatch, over nodes: StateNodes, successesEndInSink: Bool = true) {
    source = nodes.turn
    taskStart = nodes.taskStart
    var successor = nodes.successors(in: batch)
    for episode in 0..<batch.episodeCount
    where successesEndInSink && batch.episodes.status[episode] == .success {
      guard let last = batch.turns(of: episode).last else { continue }
      successor[last] = UInt32(nodes.count) + batch.episodes.task[episode]
    }
    self.successor = successor
  }
}
