/// A trace in batches of whole tasks, read line by line: see ``TraceGroups``.
struct LineGroups: ~Copyable {
  private var lines: EpisodeLines
  private var gathering: TaskGathering
  /// A line that was read and belongs to the next batch.
  private var held: EpisodeLine?
  /// Why the reading ended early, if it did.
  private var failure: TraceGroupsError?

  /// The batches of lines.
  init(_ lines: consuming EpisodeLines, bytes: Int) {
    gathering = TaskGathering(batchSize: bytes, isRepeatable: lines.isRepeatable)
    self.lines = lines
  }

  /// The next batch; `nil` after the last one.
  ///
  /// - Throws: ``TraceGroupsError``, at every later call too.
  mutating func next() throws(TraceGroupsError) -> BatchPieces? {
    if let failure { throw failure }
    do {
      while let line = try nextLine() {
        if try gathering.isComplete(before: line) {
          held = line
          break
        }
        try gathering.append(line)
      }
      return try gathering.take(from: lines.file)
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func nextLine() throws(TraceGroupsError) -> EpisodeLine? {
    if let line = held.take() { return line }
    do { return try lines.next() } catch { throw .invalid(error) }
  }
}
