package import Trajectories

/// A file of a log, opened: what it holds is known by its first bytes, and the rest is read once.
package final class LogFile {
  /// What a file holds.
  package enum Shape: String, Sendable {
    /// One JSON value.
    case document
    /// JSON values, one a line.
    case lines
    /// Comma-separated values with a header.
    case table
    /// A zip archive.
    case archive
  }

  /// What errors call the file.
  package let name: String
  /// The path, as it was given.
  package let path: String
  package let shape: Shape
  /// What is known of the content before it is read.
  package let sample: LogSample
  /// The bytes of a document or an archive.
  package private(set) var bytes: [UInt8] = []
  private var source: ByteSource?
  private let document: JSONDocument

  /// Opens a file.
  ///
  /// - Parameter path: A path, one that ends in `.gz`, or `-` for standard input.
  /// - Throws: ``TraceError`` for a file that cannot be read, or is neither JSON nor a table nor a zip archive.
  package convenience init(_ path: String) throws(TraceError) {
    try self.init(ByteSource(path, expected: "a log"), path: path)
  }

  package init(_ opened: consuming ByteSource, path: String) throws(TraceError) {
    var source = opened
    self.path = path
    let name = source.name
    self.name = name
    let document = JSONDocument(file: name)
    self.document = document
    var head = HeadReader()
    try head.read(&source, atLeast: 4)
    if head.bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      bytes = head.bytes + (try FileBytes.read(&source))
      try ReadingLimits.current.file.check(bytes.count, of: source.name)
      shape = .archive
      sample = LogSample(members: try ZipArchive.names(of: bytes, file: name))
      return
    }
    let line = try head.firstLine(&source)
    guard let first = line.first(where: { !Self.isBlank($0) }) else {
      throw TraceError(file: name, found: "empty", expected: "a log")
    }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      guard let header = TableRows.header(line) else {
        throw TraceError(
          file: name, found: "neither JSON nor a table (it begins with \(Self.excerpt(line)))",
          expected: "JSON, JSON Lines, comma-separated values with a header, or a zip archive of Inspect"
            + Self.hint(on: line))
      }
      shape = .table
      sample = LogSample(header: header)
      source.putBack(head.bytes)
      self.source = consume source
      return
    }
    let parsed = try? document.read(line)
    if let parsed, try head.hasMore(&source, after: line.count) {
      shape = .lines
      sample = LogSample(parsed)
      source.putBack(head.bytes)
      self.source = consume source
      return
    }
    bytes = head.bytes + (try FileBytes.read(&source))
    shape = .document
    sample = LogSample(try document.read(bytes))
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0xEF || byte == 0xBB
      || byte == 0xBF
  }

  /// What a line looks like that would be a header, were its fields parted by commas.
  private static func hint(on line: [UInt8]) -> String {
    let marks = [(UInt8(ascii: ";"), "semicolons"), (UInt8(ascii: "\t"), "tabs")]
    let mark = marks.first { mark, _ in
      line.contains(mark) && TableRows.header(line.map { $0 == mark ? UInt8(ascii: ",") : $0 }) != nil
    }
    return mark.map { "; this looks like a table with \($0.1) between its fields, where commas are expected" }
      ?? ""
  }

  private static func excerpt(_ line: [UInt8]) -> String {
    JSONValue.string(String(decoding: line.prefix(80), as: UTF8.self)).summary
  }
}

extension LogFile {
  /// The value of a document.
  ///
  /// - Throws: ``TraceError`` for a file of another shape.
  package func root() throws(TraceError) -> JSONNode {
    guard shape == .document, let tape = document.current else {
      throw TraceError(file: name, found: "of several JSON values, one a line", expected: "one JSON value")
    }
    return tape
  }

  /// Calls `body` with each record: each line, each element of an array, each row of a table, or the only value; it is
  /// valid until `body` returns.
  package func forEachRecord(_ body: (JSONNode) throws(TraceError) -> Void) throws(TraceError) {
    switch shape {
    case .archive:
      throw TraceError(file: name, found: "a zip archive", expected: "JSON Lines or JSON")
    case .document:
      let root = try root()
      guard root.isArray else { return try body(root) }
      for element in root.elements { try body(element) }
    case .lines:
      guard let source = source.take() else { return }
      var lines = TextLines(source)
      while let record = try document.read(lineOf: &lines) { try body(record) }
    case .table:
      try forEachRow { (row) throws(TraceError) in try body(try row.record()) }
    }
  }

  /// Calls `body` with each row of a table; its cells are valid until `body` returns.
  func forEachRow(_ body: (TableRows) throws(TraceError) -> Void) throws(TraceError) {
    guard let source = source.take() else { return }
    let rows = try TableRows(source, document)
    while try rows.next() { try body(rows) }
  }
}

/// What is known of a file's content before it is read: the first record, the header of a table, or the members of an
/// archive.
package struct LogSample {
  /// The value of a document, or of the first line.
  package var root: JSONNode?
  /// Names of a table's columns.
  package var header: [String] = []
  /// Names of an archive's members.
  package var members: [String] = []

  init(_ root: JSONNode) { self.root = root }
  init(header: [String]) { self.header = header }
  init(members: [String]) { self.members = members }

  /// The first record: the first element of an array, or the value itself.
  package var record: JSONNode? {
    guard let root, root.isArray else { return root }
    return root.elements.first
  }

  /// Whether the first record has all of these fields.
  package func has(_ names: StaticString...) -> Bool {
    guard let record else { return names.allSatisfy { name in header.contains("\(name)") } }
    return names.allSatisfy { record.has($0) }
  }

  /// The content in words, for a file of no format that is known.
  var words: String {
    if !header.isEmpty { return "a table with the columns \(header.prefix(8).joined(separator: ", "))" }
    guard let record, record.isObject else {
      return root.map { $0.isArray ? "a JSON array" : "a JSON value" } ?? "a zip archive"
    }
    let names = record.fields.map(\.name)
    return names.isEmpty
      ? "an empty JSON object"
      : "a JSON object with the fields \(names.prefix(8).joined(separator: ", "))"
        + (names.count > 8 ? ", …" : "")
  }
}

/// The beginning of a source, as far as it was looked at.
private struct HeadReader {
  private(set) var bytes: [UInt8] = []
  private var isAtEnd = false

  mutating func read(_ source: inout ByteSource, atLeast count: Int) throws(TraceError) {
    while bytes.count < count, !isAtEnd { try more(&source) }
  }

  /// The first line that is not blank, without its end, and with the blank ones before it.
  mutating func firstLine(_ source: inout ByteSource) throws(TraceError) -> [UInt8] {
    // Behind the blanks: they are looked at once, however many lines of them there are.
    var start = 0
    while true {
      start = bytes[start...].firstIndex { !Self.isBlank($0) } ?? bytes.count
      if start < bytes.count { break }
      guard !isAtEnd else { return bytes }
      try more(&source)
    }
    while true {
      if let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) { return Array(bytes[..<end]) }
      guard !isAtEnd else { return bytes }
      start = bytes.count
      try more(&source)
    }
  }

  /// Whether anything but blanks stands after so many bytes.
  mutating func hasMore(_ source: inout ByteSource, after count: Int) throws(TraceError) -> Bool {
    var end = count
    while true {
      if bytes[end...].contains(where: { !Self.isBlank($0) }) { return true }
      guard !isAtEnd else { return false }
      end = bytes.count
      try more(&source)
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private mutating func more(_ source: inout ByteSource) throws(TraceError) {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { unsafe piece.deallocate() }
    let count = unsafe try source.read(into: piece)
    isAtEnd = count == 0
    unsafe bytes.append(contentsOf: piece[..<count])
    try ReadingLimits.current.file.check(bytes.count, of: source.name)
  }
}
