/// Episodes of a batch by task: the groups of group-relative methods.
///
/// Groups stand in the order in which their tasks first appear; episodes of a group in the order of the batch, which
/// need not be adjacent there.
public struct Groups: Sendable {
  private let members: [Int32]
  private let start: [Int32]

  /// Number of groups.
  public var count: Int { start.count - 1 }

  /// The episodes of a group, in the order of the batch.
  public subscript(group: Int) -> ArraySlice<Int32> { members[Int(start[group])..<Int(start[group + 1])] }

  /// Groups the episodes of a batch by task.
  ///
  /// - Complexity: O(episodes + tasks).
  public init(of batch: TrajectoryBatch) {
    var sizes = [Int32](repeating: 0, count: batch.symbols.tasks.count)
    var order: [UInt32] = []
    for task in batch.episodes.task {
      if sizes[Int(task)] == 0 { order.append(task) }
      sizes[Int(task)] += 1
    }
    var next = [Int32](repeating: 0, count: sizes.count)
    var start: [Int32] = [0]
    for task in order {
      next[Int(task)] = start[start.count - 1]
      start.append(start[start.count - 1] + sizes[Int(task)])
    }
    var members = [Int32](repeating: 0, count: batch.episodeCount)
    for (episode, task) in batch.episodes.task.enumerated() {
      members[Int(next[Int(task)])] = Int32(episode)
      next[Int(task)] += 1
    }
    self.members = members
    self.start = start
  }
}
