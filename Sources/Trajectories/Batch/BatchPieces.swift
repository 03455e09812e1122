/// A batch in pieces of whole tasks, each of which is the batch that its lines make alone, so that threads need not share one:
/// no task is in two of them.
package struct BatchPieces: Sendable {
  private let source: Source

  private enum Source {
    /// Pieces that were read apart.
    case columns([TraceColumns])
    /// Episodes of a batch.
    case parts(TrajectoryBatch, [Range<Int>])
  }

  /// Pieces that were read apart, at least one, of less than 2^31 turns and decisions in all.
  init(_ columns: [TraceColumns]) { source = .columns(columns) }

  /// A batch in one piece.
  package init(_ batch: TrajectoryBatch) { source = .parts(batch, [0..<batch.episodeCount]) }

  /// A batch in pieces of at least so many decisions, the last one aside; where tasks stand among each other, they are in one.
  package init(_ batch: TrajectoryBatch, ofDecisions least: Int) {
    source = .parts(batch, batch.taskRuns(ofDecisions: least))
  }

  /// How many pieces there are.
  package var count: Int {
    switch source {
    case .columns(let columns): columns.count
    case .parts(_, let parts): parts.count
    }
  }

  /// A piece.
  ///
  /// - Complexity: O(1) for a piece that was read apart, and for a batch in one piece; otherwise as
  ///   ``TrajectoryBatch/selecting(_:)``.
  package subscript(index: Int) -> TrajectoryBatch {
    switch source {
    case .columns(let columns): columns[index].batch
    case .parts(let batch, let parts): parts.count == 1 ? batch : batch.selecting(parts[index])
    }
  }

  /// How many episodes the first pieces have.
  package func episodeCount(ofFirst count: Int) -> Int {
    switch source {
    case .columns(let columns): columns[..<count].reduce(0) { $0 + $1.episodeCount }
    case .parts(_, let parts): count == 0 ? 0 : parts[count - 1].upperBound
    }
  }

  /// The batch.
  ///
  /// - Complexity: O(decisions) where its pieces were read apart.
  package var whole: TrajectoryBatch {
    switch source {
    case .columns(let columns): TraceColumns(joining: columns).batch
    case .parts(let batch, _): batch
    }
  }
}

extension TraceColumns {
  /// The rows of all, one after the other.
  ///
  /// - Parameter all: Columns of different episodes whose factors have one length, at least one, of less than 2^31 rows in all.
  init(joining all: some Collection<TraceColumns>) {
    self = all.first ?? TraceColumns(limit: Int(Int32.max))
    for other in all.dropFirst() {
      guard append(other, after: 0) != nil else { preconditionFailure("pieces fit into one batch") }
    }
  }
}

extension TrajectoryBatch {
  /// The batch in runs of episodes that hold whole tasks, of at least so many decisions each, the last one aside.
  fileprivate func taskRuns(ofDecisions least: Int) -> [Range<Int>] {
    var last = [Int](repeating: 0, count: symbols.tasks.count)
    for (episode, task) in episodes.task.enumerated() { last[Int(task)] = episode }
    var runs: [Range<Int>] = []
    var (start, reach, decisions) = (0, 0, 0)
    for (episode, task) in episodes.task.enumerated() {
      reach = max(reach, last[Int(task)])
      decisions += self.decisions(ofEpisode: episode).count
      guard reach == episode, decisions >= least || episode == episodeCount - 1 else { continue }
      runs.append(start..<episode + 1)
      (start, decisions) = (episode + 1, 0)
    }
    return runs
  }
}
