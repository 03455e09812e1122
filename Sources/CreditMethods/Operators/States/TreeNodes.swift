package import Trajectories

/// What the nodes of a tree of recorded episodes are.
package enum TreeNodes: String, Sendable, CaseIterable {
  /// Histories where the method makes a tree, states where it does not.
  case auto
  /// States with all states and joint actions before them: equal states on different ways are different nodes.
  case history
  /// States, on whatever way they were reached.
  case state

  /// What a parameter says that names them.
  package static let help = "the nodes of the batch: histories of states and joint actions, or states (trace)"

  /// The turns of a batch by the node that they start in, tasks told apart.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - key: What identifies a state.
  ///   - context: Where states are remembered.
  /// - Complexity: O(decisions + keys + tasks).
  package func turns(of batch: TrajectoryBatch, by key: StateKey, in context: AttributionContext) -> Grouping
  {
    guard self == .history else { return context.states(of: batch, by: key).turnsByNode }
    let histories = EpisodeHistories(of: batch, by: key, tellsTasksApart: true)
    return Grouping(histories.turn, count: histories.count)
  }
}
