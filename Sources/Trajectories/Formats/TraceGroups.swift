/// A trace in batches of whole tasks, for files that are larger than memory: every episode of a task is in one batch.
///
/// The file has to be ordered by task: the episodes of a task stand together. (Within a batch they need not.) A task that
/// comes back after its batch was given out is an error, ``TraceGroupsError/returned(_:)``; a caller that can hold the
/// whole file then reads it with ``TraceReader``.
///
/// ```swift
/// var groups = try TraceGroups("trace.jsonl.gz")
/// while let batch = try groups.next() {
///   // Credits of group-relative methods are those of the whole file.
/// }
/// ```
///
/// The format, and what stands where the format leaves room, are those of ``TraceReader``, with what follows from the
/// division. Each batch numbers its own symbols, and has an optional column if one of its own rows has the field.
/// Episodes are unique in the file, not only in their batch, and factors have one length in it.
///
/// Memory: one batch, at most 64 bytes an episode and a task of the batches before, and the longest line.
public struct TraceGroups: ~Copyable {
  private var lines: EpisodeLines
  private let batchSize: Int
  private var memory = TraceMemory()
  /// The last line of each task of the batches given out.
  private var lineOfTask = NameLines()
  /// A line that was read and belongs to the next batch.
  private var held: EpisodeLine?
  /// Why the reading ended early, if it did.
  private var failure: TraceGroupsError?

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file, as ``TraceReader/read(_:)`` takes it.
  ///   - bytes: How many bytes of the file, decompressed, a batch has at least: it ends with the task that reaches this
  ///     size. The last batch has what is left. Larger batches cost more memory, smaller ones more time.
  /// - Throws: ``TraceError`` for a file that is missing, a folder, or not readable.
  public init(_ path: String, bytes: Int = 64 << 20) throws(TraceError) {
    self.init(EpisodeLines(try ByteSource(path, expected: TraceReader.expectedFile)), bytes: bytes)
  }

  init(_ lines: consuming EpisodeLines, bytes: Int) {
    self.lines = lines
    batchSize = max(1, bytes)
  }

  /// The next batch, of at least one episode; `nil` after the last one.
  ///
  /// - Throws: ``TraceGroupsError`` for a file that cannot be read, for the first breach of the format, and for a task
  ///   that comes back. No further batch can be had then: every other call throws the same.
  /// - Complexity: O(bytes read).
  public mutating func next() throws(TraceGroupsError) -> TrajectoryBatch? {
    if let failure { throw failure }
    do {
      return try nextBatch()
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func nextBatch() throws(TraceGroupsError) -> TrajectoryBatch? {
    // The columns take the memory over rather than share it, or the first episode would copy it.
    var columns = TraceColumns(limit: Int(Int32.max), memory: memory)
    memory = TraceMemory()
    var lastLines: [Int] = []
    var size = 0
    while let line = try nextLine() {
      if size >= batchSize, !(try columns.hasTask(of: line)) {
        held = line
        break
      }
      try columns.appendChecked(line)
      let task = Int(columns.episodes.task[columns.episodeCount - 1])
      if task == lastLines.count {
        try checkIsNew(columns.symbols.tasks.names[task], at: line.source)
        lastLines.append(0)
      }
      lastLines[task] = line.source.line
      size += line.byteCount
    }
    guard columns.episodeCount > 0 else {
      guard lineOfTask.count == 0 else { return nil }
      throw .invalid(TraceReader.emptyFile(lines.file))
    }
    for (task, line) in zip(columns.symbols.tasks.names, lastLines) { lineOfTask.record(task, at: line) }
    memory = columns.memory
    return columns.batch
  }

  private mutating func nextLine() throws(TraceGroupsError) -> EpisodeLine? {
    if let line = held.take() { return line }
    do { return try lines.next() } catch { throw .invalid(error) }
  }

  /// Checks that no batch that was given out has episodes of a task.
  private func checkIsNew(_ task: String, at source: Record.Source) throws(TraceGroupsError) {
    guard let last = lineOfTask.line(of: task) else { return }
    throw .returned(
      TaskReturn(
        file: source.file, task: task, line: source.line, lastLine: last, isRepeatable: lines.isRepeatable))
  }
}

extension TraceColumns {
  fileprivate func hasTask(of line: EpisodeLine) throws(TraceGroupsError) -> Bool {
    do { return symbols.tasks.symbol(of: try line.task) != nil } catch { throw .invalid(error) }
  }

  fileprivate mutating func appendChecked(_ line: EpisodeLine) throws(TraceGroupsError) {
    do { try append(line) } catch { throw .invalid(error) }
  }
}
