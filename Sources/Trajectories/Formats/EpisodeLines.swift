/// The lines of a trace, one episode each, parsed but not yet checked.
struct EpisodeLines: ~Copyable {
  private var lines: RecordLines
  private let usesTapes: Bool

  /// The lines of a source.
  ///
  /// - Parameter usesTapes: Whether columns are filled from tapes where that suffices; a ``Record`` says the same of every
  ///   line, ten times slower.
  init(_ source: consuming ByteSource, pieceSize: Int = TextLines.pieceSize, usesTapes: Bool = true) {
    lines = RecordLines(source, pieceSize: pieceSize)
    self.usesTapes = usesTapes
  }

  /// The lines of a source that is a later part of a file; see ``TextLines``.
  init(_ source: consuming ByteSource, after line: Int, blank: Int? = nil) {
    lines = RecordLines(source, after: line, blank: blank)
    usesTapes = true
  }

  /// What errors call the file.
  var file: String { lines.file }

  /// Whether the file can be read again from its beginning.
  var isRepeatable: Bool { lines.isRepeatable }
  /// The line read last, and the first of the blank lines that stand at the end.
  var line: Int { lines.line }
  var blank: Int? { lines.blank }

  /// The next line, valid until the next call; `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` for a source that cannot be read, and for a line that is blank, no JSON, or no object.
  mutating func next() throws(TraceError) -> EpisodeLine? {
    guard let line = try lines.next() else { return nil }
    return EpisodeLine(
      line: line, tape: usesTapes ? (line.tape, EpisodeFields(of: JSONTape.root, on: line.tape)) : nil)
  }
}

/// One line of a trace.
struct EpisodeLine {
  fileprivate let line: RecordLine
  /// The line's tape, if it is used.
  let tape: (tape: JSONTape, fields: EpisodeFields)?

  /// Where the line stands.
  var source: Record.Source { line.source }

  /// How many bytes the line has, its newline included.
  var byteCount: Int { line.byteCount + 1 }

  /// The line's record, its schema checked.
  ///
  /// - Throws: ``TraceError`` for a line of another schema.
  fileprivate var record: Record {
    get throws(TraceError) {
      let record = line.record
      try record.checkSchema(TraceReader.schema)
      return record
    }
  }

  /// The episode's task.
  ///
  /// - Throws: ``TraceError`` for a line that has none.
  var task: String {
    get throws(TraceError) {
      if let (tape, fields) = tape, !fields.isRepeated, let task = tape.text(fields.task)?.string {
        return task
      }
      return try record.requiredString("task")
    }
  }
}

extension TraceColumns {
  /// Adds the episode of a line.
  ///
  /// - Throws: ``TraceError`` for the first breach of the format; the columns are then of no further use.
  mutating func append(_ line: EpisodeLine) throws(TraceError) {
    if let (tape, fields) = line.tape,
      append(tape, fields, line: line.source.line, byteCount: line.byteCount)
    {
      return
    }
    try append(line.record)
  }
}
