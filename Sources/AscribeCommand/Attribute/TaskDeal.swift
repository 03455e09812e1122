import Trajectories

/// Which of the processes that share a trace attributes which of its tasks: they are dealt out in the order in which they come.
struct TaskDeal {
  private let count: Int
  private var next = 0

  /// The deal among so many processes.
  init(among count: Int) { self.count = count }

  /// The process that has each episode of the next batch, whose tasks no earlier batch had.
  mutating func owners(in batch: TrajectoryBatch) -> [Int] {
    var owners = [Int?](repeating: nil, count: batch.symbols.tasks.count)
    return batch.episodes.task.map { task in
      if let owner = owners[Int(task)] { return owner }
      let owner = next % count
      owners[Int(task)] = owner
      next += 1
      return owner
    }
  }
}
