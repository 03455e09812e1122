/// The records of a JSON Lines file, one after the other.
struct RecordLines: ~Copyable {
  private var lines: TextLines
  private var parser = JSONParser()

  /// The records of a source.
  init(_ source: consuming ByteSource, pieceSize: Int = TextLines.pieceSize) {
    lines = TextLines(source, pieceSize: pieceSize)
  }

  /// The records of a source that is a later part of a file; see ``TextLines``.
  init(_ source: consuming ByteSource, after line: Int, blank: Int?) {
    lines = TextLines(source, after: line, blank: blank)
  }

  /// What errors call the file.
  var file: String { lines.file }

  /// Whether the file can be read again from its beginning.
  var isRepeatable: Bool { lines.isRepeatable }
  /// The line read last, and the first of the blank lines that stand at the end.
  var line: Int { lines.line }
  var blank: Int? { lines.blank }

  /// The next record, valid until the next call; `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` for a source that cannot be read, and for a line that is blank, no JSON, or no object.
  mutating func next() throws(TraceError) -> RecordLine? {
    guard let text = unsafe try lines.next() else { return nil }
    let tape: JSONTape
    do throws(JSONLineError) {
      tape = unsafe try parser.tape(of: text)
    } catch {
      throw TraceError(
        file: lines.file, line: lines.line, field: error.field, found: error.found, expected: error.expected)
    }
    guard tape.isObject(JSONTape.root) else {
      throw TraceError(
        file: lines.file, line: lines.line, found: tape.value(JSONTape.root).typedSummary,
        expected: "one JSON object")
    }
    return RecordLine(
      tape: tape, source: Record.Source(file: lines.file, line: lines.line), byteCount: text.count)
  }
}

/// A line with one object, on the tape that the parser made of it.
///
/// A reader takes what it knows from the tape. Where the tape does not fit, it reads ``record`` instead, which has the words
/// for what is wrong, or the patience for what is right after all.
struct RecordLine {
  /// The tape, whose root is an object.
  let tape: JSONTape
  /// Where the line stands.
  let source: Record.Source
  /// How many bytes the line has without its newline.
  let byteCount: Int

  /// The object.
  var record: Record {
    guard case .object(let object) = tape.value(JSONTape.root) else {
      preconditionFailure("the root of a record's tape is an object")
    }
    return Record(object: object, source: source)
  }
}
