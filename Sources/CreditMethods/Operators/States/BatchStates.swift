import Ground
package import Trajectories

/// The states of a batch by one key, and what several methods read from them: each part is made once, when it is first
/// asked for, whichever thread and method asks. ``AttributionContext/states(of:by:)`` gives them.
///
/// ```swift
/// // The states A, B, then A, C of two episodes of one task.
/// let states = AttributionContext().states(of: batch, by: .state)
/// states.nodes.turn                                  // [0, 1, 0, 2]
/// Array(states.turnsByNode[0])                       // [0, 2]
/// try means(of: [2, 4, 0, 0], by: states.turnsByNode)  // [1, 4, 0] and 0 for each final state
/// ```
///
/// A class, because its parts are shared and made late.
public final class BatchStates: Sendable {
  /// The states as nodes.
  public let nodes: StateNodes
  let batch: TrajectoryBatch
  private let exits = Once<Grouping>()
  private let rewardedGraph = Once<StateGraph>()
  private let plainGraph = Once<StateGraph>()
  private let recorded = Once<[Int32]>()
  private let decisions = Once<DecisionContexts>()

  /// The states of a batch.
  ///
  /// - Complexity: O(decisions + keys + tasks).
  package init(of batch: TrajectoryBatch, by key: StateKey) {
    self.batch = batch
    nodes = StateNodes(of: batch, by: key)
  }

  /// The turns that start in each node; a state that episodes only end in has none.
  ///
  /// - Complexity: O(turns + nodes) when it is first asked for.
  public var turnsByNode: Grouping { exits.value { nodes.turnsByNode } }

  /// The graph in which the last turn of a success leads to its task's sink.
  ///
  /// - Complexity: O(turns) when it is first asked for.
  public var graph: StateGraph { rewardedGraph.value { StateGraph(of: batch, over: nodes) } }

  /// The graph in which the last turn of a success leads to the state that the trace names.
  ///
  /// - Complexity: O(turns) when it is first asked for.
  package var graphWithoutSinks: StateGraph {
    plainGraph.value { StateGraph(of: batch, over: nodes, successesEndInSink: false) }
  }

  /// Fewest turns from every node to its task's sink, as ``StateGraph/recordedDistances()`` has them.
  ///
  /// - Complexity: O(turns + nodes) when it is first asked for.
  package var recordedDistances: [Int32] { recorded.value { graph.recordedDistances() } }

  /// Fewest turns from every node to its task's sink, as ``StateGraph/distancesToSuccess()`` has them.
  ///
  /// - Complexity: O(nodes), beyond ``recordedDistances``.
  package var distancesToSuccess: [Int32] { graph.distancesToSuccess(from: recordedDistances) }

  /// The decisions by who decides where.
  ///
  /// - Complexity: O(decisions + symbols) when it is first asked for.
  public var decisionContexts: DecisionContexts {
    decisions.value { DecisionContexts(of: batch, over: turnsByNode) }
  }
}

/// A value that is made when it is first asked for.
private final class Once<Value: Sendable>: Sendable {
  private let made = Locked<Value?>(nil)

  /// The value, made now if nobody asked before; who asks meanwhile waits for it.
  func value(_ make: () -> Value) -> Value {
    made.withLock { made in
      if let made { return made }
      let value = make()
      made = value
      return value
    }
  }
}
