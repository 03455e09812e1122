/// A batch of whole tasks while its lines come in, with what the batches before it leave to be remembered.
struct TaskGathering {
  private let batchSize: Int
  private let isRepeatable: Bool
  private var columns = TraceColumns(limit: Int(Int32.max))
  /// The last line of each task of this batch, by its symbol.
  private var lastLines: [Int] = []
  /// How many bytes of lines the batch has.
  private var size = 0
  /// The last line of each task of the batches given out.
  private var lineOfTask = NameLines()

  /// The gathering of batches.
  ///
  /// - Parameters:
  ///   - batchSize: How many bytes a batch has at least.
  ///   - isRepeatable: Whether the file can be read again from its beginning.
  init(batchSize: Int, isRepeatable: Bool) {
    self.batchSize = max(1, batchSize)
    self.isRepeatable = isRepeatable
  }

  /// Whether a line belongs to the next batch.
  func isComplete(before line: EpisodeLine) throws(TraceGroupsError) -> Bool {
    guard size >= batchSize else { return false }
    do { return columns.symbols.tasks.symbol(of: try line.task) == nil } catch { throw .invalid(error) }
  }

  /// Adds the episode of a line.
  ///
  /// - Throws: ``TraceGroupsError`` for a breach of the format, and for a task that comes back.
  mutating func append(_ line: EpisodeLine) throws(TraceGroupsError) {
    do { try columns.append(line) } catch { throw .invalid(error) }
    let task = Int(columns.episodes.task[columns.episodeCount - 1])
    if task == lastLines.count {
      try checkIsNew(columns.symbols.tasks.names[task], at: line.source)
      lastLines.append(0)
    }
    lastLines[task] = line.source.line
    size += line.byteCount
  }

  /// Adds the episodes of a chunk of lines.
  ///
  /// - Parameters:
  ///   - chunk: The lines.
  ///   - line: The number of the line before the first of them.
  /// - Returns: How many lines were added; `nil`, and nothing is added, if they have to be looked at one by one.
  mutating func append(_ chunk: TraceChunk, after line: Int) -> Int? {
    guard let other = chunk.columns else { return nil }
    let isNew = other.symbols.tasks.names.map { columns.symbols.tasks.symbol(of: $0) == nil }
    // Below its size no task ends a batch, and a task that has begun never does.
    guard size + chunk.byteCount < batchSize || !isNew.contains(true) else { return nil }
    for (name, isNew) in zip(other.symbols.tasks.names, isNew) where isNew && lineOfTask.line(of: name) != nil
    {
      return nil
    }
    let offset = line - chunk.linesBefore
    guard let tasks = columns.append(other, after: offset) else { return nil }
    for (task, last) in zip(tasks, chunk.lastLines) {
      if Int(task) == lastLines.count { lastLines.append(0) }
      lastLines[Int(task)] = offset + last
    }
    size += chunk.byteCount
    return other.episodeCount
  }

  /// Gives the batch out and begins the next one.
  ///
  /// - Returns: `nil` if there are no more episodes.
  /// - Throws: ``TraceGroupsError`` for a file without episodes.
  mutating func take(from file: String) throws(TraceGroupsError) -> TrajectoryBatch? {
    guard columns.episodeCount > 0 else {
      guard lineOfTask.count == 0 else { return nil }
      throw .invalid(TraceReader.emptyFile(file))
    }
    for (task, line) in zip(columns.symbols.tasks.names, lastLines) { lineOfTask.record(task, at: line) }
    let batch = columns.batch
    // The next columns take the memory over rather than share it, or their first episode would copy it.
    let memory = columns.memory
    columns = TraceColumns(limit: Int(Int32.max))
    columns.memory = memory
    (lastLines, size) = ([], 0)
    return batch
  }

  /// Checks that no batch that was given out has episodes of a task.
  private func checkIsNew(_ task: String, at source: Record.Source) throws(TraceGroupsError) {
    guard let last = lineOfTask.line(of: task) else { return }
    throw .returned(
      TaskReturn(
        file: source.file, task: task, line: source.line, lastLine: last, isRepeatable: isRepeatable))
  }
}
