/// A batch of whole tasks while its lines come in, with what the batches before it leave to be remembered.
struct TaskGathering {
  private let batchSize: Int
  private let isRepeatable: Bool
  /// Whether chunks that hold whole tasks stay pieces by themselves.
  private let inPieces: Bool
  /// The piece that lines are added to; its memory is that of all lines.
  private var columns = TraceColumns(limit: Int(Int32.max))
  /// The last line of each of its tasks, by its symbol.
  private var lastLines: [Int] = []
  /// The pieces before it, and the one that each of their tasks is in, by its symbol.
  private var closed: [Piece] = []
  private var closedTasks = SymbolTable()
  private var pieceOfTask: [Int] = []
  /// How many turns and decisions they have at most.
  private var closedRows = 0
  /// How many bytes of lines the batch has.
  private var size = 0
  /// The last line of each task of the batches given out.
  private var lineOfTask = NameLines()

  /// A piece of whole tasks, with the last line of each by its symbol.
  private struct Piece {
    var columns: TraceColumns
    var lastLines: [Int]
  }

  /// Most turns and decisions that stand in pieces: they have to fit into one batch.
  private static let mostRows = 1 << 30

  /// The gathering of batches.
  ///
  /// - Parameters:
  ///   - batchSize: How many bytes a batch has at least.
  ///   - isRepeatable: Whether the file can be read again from its beginning.
  ///   - inPieces: Whether chunks that hold whole tasks stay pieces by themselves, which costs less than joining them.
  init(batchSize: Int, isRepeatable: Bool, inPieces: Bool = false) {
    self.batchSize = max(1, batchSize)
    self.isRepeatable = isRepeatable
    self.inPieces = inPieces
  }

  /// Whether a line belongs to the next batch.
  func isComplete(before line: EpisodeLine) throws(TraceGroupsError) -> Bool {
    guard size >= batchSize else { return false }
    do { return isNew(try line.task) } catch { throw .invalid(error) }
  }

  /// Whether the lines of a chunk belong to the next batch.
  func isComplete(before chunk: TraceChunk) -> Bool {
    guard size >= batchSize, let task = chunk.columns?.symbols.tasks.names.first else { return false }
    return isNew(task)
  }

  /// Whether the batch has no episode of a task.
  private func isNew(_ task: String) -> Bool {
    columns.symbols.tasks.symbol(of: task) == nil && closedTasks.symbol(of: task) == nil
  }

  /// Adds the episode of a line.
  ///
  /// - Throws: ``TraceGroupsError`` for a breach of the format, and for a task that comes back.
  mutating func append(_ line: EpisodeLine) throws(TraceGroupsError) {
    do { try columns.append(line) } catch { throw .invalid(error) }
    var task = Int(columns.episodes.task[columns.episodeCount - 1])
    if task == lastLines.count {
      let name = columns.symbols.tasks.names[task]
      try checkIsNew(name, at: line.source)
      lastLines.append(line.source.line)
      reopen(from: piece(of: name))
      task = Int(columns.episodes.task[columns.episodeCount - 1])
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
    // A file that became shorter while it was read has places without lines.
    guard other.episodeCount > 0 else { return 0 }
    let names = other.symbols.tasks.names
    let areNew = zip(
      columns.symbols.tasks.symbols(ofAll: other.symbols.tasks),
      closedTasks.symbols(ofAll: other.symbols.tasks)
    ).map { $0 == nil && $1 == nil }
    // Below its size no task ends a batch, and a task that has begun never does.
    guard !zip(areNew, chunk.bytesBefore).contains(where: { $0 && size + $1 >= batchSize }) else {
      return nil
    }
    for (name, isNew) in zip(names, areNew) where isNew && lineOfTask.line(of: name) != nil {
      return nil
    }
    let offset = line - chunk.linesBefore
    let lines = chunk.lastLines.map { offset + $0 }
    let fitsInPieces = closedRows + columns.rows + other.rows < Self.mostRows
    if inPieces, fitsInPieces, !areNew.contains(false) {
      guard columns.memory.merge(other.memory, after: offset) else { return nil }
      close()
      close(Piece(columns: other, lastLines: lines))
    } else {
      reopen(from: fitsInPieces ? names.compactMap { piece(of: $0) }.min() : 0)
      guard let tasks = columns.append(other, after: offset) else { return nil }
      record(lines, of: tasks)
    }
    size += chunk.byteCount
    return other.episodeCount
  }

  /// Records the last lines of tasks by their symbols in ``columns``.
  private mutating func record(_ lines: [Int], of tasks: [UInt32]) {
    for (task, line) in zip(tasks, lines) {
      if Int(task) == lastLines.count { lastLines.append(0) }
      lastLines[Int(task)] = line
    }
  }

  // MARK: Pieces

  /// Ends the piece that lines are added to, and begins another one.
  private mutating func close() {
    // The next columns take the memory over rather than share it, or their first episode would copy it.
    let memory = columns.memory
    let piece = Piece(columns: columns, lastLines: lastLines)
    columns = TraceColumns(limit: Int(Int32.max))
    columns.memory = memory
    lastLines = []
    if piece.columns.episodeCount > 0 { close(piece) }
  }

  private mutating func close(_ piece: Piece) {
    for task in closedTasks.intern(all: piece.columns.symbols.tasks) where Int(task) == pieceOfTask.count {
      pieceOfTask.append(closed.count)
    }
    closedRows += piece.columns.rows
    closed.append(piece)
    // What is remembered of it is remembered of all lines.
    closed[closed.count - 1].columns.memory.lineOfEpisode = NameLines()
  }

  /// Makes one piece again of those from a place on, and of the lines after them.
  private mutating func reopen(from first: Int?) {
    guard let first, first < closed.count else { return }
    let memory = columns.memory
    var last = Piece(columns: columns, lastLines: lastLines)
    last.columns.memory.lineOfEpisode = NameLines()
    let reopened = closed[first...] + [last]
    let kept = closed[..<first]
    (closed, closedTasks, pieceOfTask, closedRows) = ([], SymbolTable(), [], 0)
    for piece in kept { close(piece) }
    columns = TraceColumns(joining: reopened.map(\.columns))
    columns.memory = memory
    lastLines = []
    for piece in reopened {
      record(
        piece.lastLines,
        of: piece.columns.symbols.tasks.names.compactMap { columns.symbols.tasks.symbol(of: $0) })
    }
  }

  private func piece(of task: String) -> Int? {
    closedTasks.symbol(of: task).map { pieceOfTask[Int($0)] }
  }

  // MARK: Batches

  /// Gives the batch out and begins the next one.
  ///
  /// - Returns: `nil` if there are no more episodes.
  /// - Throws: ``TraceGroupsError`` for a file without episodes.
  mutating func take(from file: String) throws(TraceGroupsError) -> BatchPieces? {
    close()
    guard !closed.isEmpty else {
      guard lineOfTask.count == 0 else { return nil }
      throw .invalid(TraceReader.emptyFile(file))
    }
    for piece in closed {
      for (task, line) in zip(piece.columns.symbols.tasks.names, piece.lastLines) {
        lineOfTask.record(task, at: line)
      }
    }
    let pieces = BatchPieces(closed.map(\.columns))
    (closed, closedTasks, pieceOfTask, closedRows, size) = ([], SymbolTable(), [], 0, 0)
    return pieces
  }

  /// Checks that no batch that was given out has episodes of a task.
  private func checkIsNew(_ task: String, at source: Record.Source) throws(TraceGroupsError) {
    guard let last = lineOfTask.line(of: task) else { return }
    throw .returned(
      TaskReturn(
        file: source.file, task: task, line: source.line, lastLine: last, isRepeatable: isRepeatable))
  }
}
