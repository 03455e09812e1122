/// The records of a JSON Lines file, one after the other.
struct RecordLines {
  private var lines: TextLines
  private let file: String

  /// The records of a file that errors name `file`.
  init(_ bytes: [UInt8], of file: String) {
    lines = TextLines(bytes, of: file)
    self.file = file
  }

  /// The next record, or `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` for a line that is blank, no JSON, or no object.
  mutating func next() throws(TraceError) -> Record? {
    guard let text = try lines.next() else { return nil }
    let value: JSONValue
    do {
      value = try JSONLine.parse(text)
    } catch {
      throw TraceError(
        file: file, line: lines.line, field: error.field, found: error.found, expected: error.expected)
    }
    guard case .object(let object) = value else {
      throw TraceError(file: file, line: lines.line, found: value.typedSummary, expected: "one JSON object")
    }
    return Record(object: object, source: Record.Source(file: file, line: lines.line))
  }
}

extension Record {
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
