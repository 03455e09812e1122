/// What a reader of credits should know of how they came about. Remarks on batches without a common task add up.
public struct AttributionRemarks: Sendable, Hashable, Codable {
  /// Tasks whose credits may have been others, had their episodes stood in another order.
  public var tasksByOrder = 0
  /// Whether the turns that an episode shares with the one it was forked from were taken for one and the same; otherwise
  /// they count in both.
  public var countsForksOnce = false
  /// Tasks of several episodes that name neither rollouts nor forks, where siblings were to be compared: their first turns
  /// alone have any.
  public var tasksWithoutSiblings = 0

  /// Nothing to say.
  public init() {}

  /// Adds remarks on a further batch.
  public static func += (sum: inout AttributionRemarks, other: AttributionRemarks) {
    sum.tasksByOrder += other.tasksByOrder
    sum.tasksWithoutSiblings += other.tasksWithoutSiblings
    sum.countsForksOnce = sum.countsForksOnce || other.countsForksOnce
  }
}
