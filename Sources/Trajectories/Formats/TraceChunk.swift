/// Lines of a trace that were read before it was known what stands before them: symbols and lines are counted from the
/// beginning of the chunk.
struct TraceChunk: Sendable {
  /// The lines.
  let text: LineChunks.Chunk
  /// The columns of the episodes, one a line; `nil` for lines that have to be read after those before them: a breach of the
  /// format, which is to be found in its order, or a blank line.
  let columns: TraceColumns?
  /// The last line of each task, by its symbol.
  let lastLines: [Int]
  /// How many bytes of lines are before the first line of each task, by its symbol.
  let bytesBefore: [Int]
  /// How many bytes the lines have, as ``EpisodeLine/byteCount`` counts them.
  let byteCount: Int
  /// How many lines are counted before the first one: one where a byte order mark is none, as it is in the first line of a
  /// file alone.
  let linesBefore: Int

  /// Reads the lines of a chunk.
  ///
  /// - Parameters:
  ///   - text: Whole lines.
  ///   - isFirst: Whether the file begins with them.
  ///   - file: What errors call the file.
  ///   - texts: What is known of the texts of chunks read before.
  init(_ text: LineChunks.Chunk, isFirst: Bool, file: String, _ texts: inout TraceColumns.Texts) {
    self.text = text
    linesBefore = isFirst ? 0 : 1
    var lines = EpisodeLines(text.source(named: file), after: linesBefore)
    var columns = TraceColumns(limit: Int(Int32.max))
    columns.symbols = .late
    texts.beginTables()
    swap(&columns.texts, &texts)
    var lastLines: [Int] = []
    var bytesBefore: [Int] = []
    var byteCount = 0
    var isPlain = true
    do throws(TraceError) {
      while let line = try lines.next() {
        try columns.append(line)
        let task = Int(columns.episodes.task[columns.episodeCount - 1])
        if task == lastLines.count {
          lastLines.append(0)
          bytesBefore.append(byteCount)
        }
        lastLines[task] = line.source.line
        byteCount += line.byteCount
      }
      isPlain = lines.blank == nil
    } catch {
      isPlain = false
    }
    swap(&columns.texts, &texts)
    // Whoever joins chunks looks at their tasks, and most who credit at agents and actions; few at all states.
    columns.symbols.tasks.settle()
    columns.symbols.agents.settle()
    columns.symbols.actions.settle()
    self.columns = isPlain ? columns : nil
    self.lastLines = lastLines
    self.bytesBefore = bytesBefore
    self.byteCount = byteCount
  }
}
