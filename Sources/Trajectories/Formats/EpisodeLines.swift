/// The lines of a trace, one episode each, parsed but not yet checked.
struct EpisodeLines: ~Copyable {
  private var lines: TextLines
  private var parser: JSONTapeParser?

  /// The lines of a source.
  ///
  /// - Parameter usesTapes: Whether simdjson is tried first; a ``Record`` says the same of every line, ten times slower.
  init(_ source: consuming ByteSource, pieceSize: Int = TextLines.pieceSize, usesTapes: Bool = true) {
    lines = TextLines(source, pieceSize: pieceSize)
    parser = usesTapes ? JSONTapeParser() : nil
  }

  /// What errors call the file.
  var file: String { lines.file }

  /// Whether the file can be read again from its beginning.
  var isRepeatable: Bool { lines.isRepeatable }

  /// The next line, valid until the next call; `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` for a source that cannot be read, and for a blank line with another one after it.
  mutating func next() throws(TraceError) -> EpisodeLine? {
    guard let text = try lines.next() else { return nil }
    let tape = parser?.parse(text)
    return EpisodeLine(
      text: text, source: Record.Source(file: lines.file, line: lines.line),
      tape: tape.map { ($0, EpisodeFields(of: JSONTape.root, on: $0)) })
  }
}

/// One line of a trace.
struct EpisodeLine {
  fileprivate let text: UnsafeBufferPointer<UInt8>
  /// Where the line stands.
  let source: Record.Source
  /// What simdjson made of the line, unless it refused it.
  let tape: (tape: JSONTape, fields: EpisodeFields)?

  /// How many bytes the line has, its newline included.
  var byteCount: Int { text.count + 1 }

  /// The line's record, its schema checked.
  ///
  /// - Throws: ``TraceError`` for a line that is no JSON, no object, or of another schema.
  fileprivate var record: Record {
    get throws(TraceError) {
      let record = try Record(text, source: source)
      try record.checkSchema(TraceReader.schema)
      return record
    }
  }

  /// The episode's task.
  ///
  /// - Throws: ``TraceError`` for a line that has none.
  var task: String {
    get throws(TraceError) {
      if let (tape, fields) = tape, let task = tape.text(fields.task)?.string { return task }
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
      append(tape, fields, line: line.source.line, byteCount: line.text.count)
    {
      return
    }
    try append(line.record)
  }
}
