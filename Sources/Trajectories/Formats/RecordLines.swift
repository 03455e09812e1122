/// The records of a JSON Lines file, one after the other.
struct RecordLines: ~Copyable {
  private var lines: TextLines

  /// The records of a source.
  init(_ source: consuming ByteSource) {
    lines = TextLines(source)
  }

  /// The next record, or `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` for a source that cannot be read, and for a line that is blank, no JSON, or no object.
  mutating func next() throws(TraceError) -> Record? {
    guard let text = try lines.next() else { return nil }
    return try Record(text, source: Record.Source(file: lines.file, line: lines.line))
  }
}

extension Record {
  /// The record that a line's text holds.
  ///
  /// - Throws: ``TraceError`` for a line that is no JSON, or no object.
  init(_ text: UnsafeBufferPointer<UInt8>, source: Source) throws(TraceError) {
    let value: JSONValue
    do {
      value = try JSONLine.parse(Array(text)[...])
    } catch {
      throw TraceError(
        file: source.file, line: source.line, field: error.field, found: error.found, expected: error.expected
      )
    }
    guard case .object(let object) = value else {
      throw TraceError(
        file: source.file, line: source.line, found: value.typedSummary, expected: "one JSON object")
    }
    self.init(object: object, source: source)
  }

  /// Checks that the record's `schema` is the one that its file should have.
  func checkSchema(_ schema: String) throws(TraceError) {
    let expected = "\"\(schema)\""
    guard let value = object["schema"] else { throw error("schema", found: "missing", expected: expected) }
    guard case .string(let found) = value else {
      throw error("schema", found: value.typedSummary, expected: expected)
    }
    guard found == schema else { throw error("schema", found: value.summary, expected: expected) }
  }
}
