package import Trajectories

/// Whether remembered episodes are of judged tasks; adds up over the batches of a trace.
package struct HistoryUse: Sendable {
  private let tasks: Set<ByteName>
  private let first: String?
  private var firstJudged: String?
  private var isShared = false

  /// No episode is judged yet.
  package init(of history: TrajectoryBatch) {
    tasks = Set(Set(history.episodes.task).map { ByteName(history.symbols.tasks[$0]) })
    first = history.episodeCount > 0 ? history.taskName(of: 0) : nil
  }

  /// Adds judged episodes.
  package mutating func add(_ judged: TrajectoryBatch) {
    guard judged.episodeCount > 0 else { return }
    if firstJudged == nil { firstJudged = judged.taskName(of: 0) }
    isShared =
      isShared || Set(judged.episodes.task).contains { tasks.contains(ByteName(judged.symbols.tasks[$0])) }
  }

  /// Checks that a task is both remembered and judged, unless there are none.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)``.
  package func require(by method: String) throws(AttributionError) {
    guard !isShared, let first, let firstJudged else { return }
    throw .lacks(
      method: method, need: "remembered episodes of the judged tasks",
      howToSupply:
        "The history holds other tasks only, \"\(first)\" for one, where \"\(firstJudged)\" is judged. "
        + "Give the history of these tasks, or none.")
  }
}
