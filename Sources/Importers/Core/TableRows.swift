import Trajectories

/// The rows of comma-separated values (RFC 4180) with a header.
///
/// Fields may be quoted, a quote in them is doubled, and quoted fields may hold line ends. A row without quotes is cut where
/// it stands in the buffer; any other is read byte by byte into ``QuotedRow``.
@safe final class TableRows {
  private static let bufferSize = 1 << 20

  private var source: ByteSource
  private let document: JSONDocument
  /// The bytes that were read and not passed yet stand in `position..<end`.
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
  private var position = 0
  private var end = 0
  private var isAtEnd = false
  private var nextLine = 1
  /// The fields of the row that was read, until the next one is.
  private(set) var cells: [UnsafeBufferPointer<UInt8>] = unsafe []
  /// The line that the row begins in.
  private(set) var line = 1
  private var isASCII = true
  private var quoted = QuotedRow()
  /// The names of the columns.
  private(set) var names: [String] = []

  /// The names in the first line; `nil` if it is no header.
  static func header(_ line: [UInt8]) -> [String]? {
    guard let text = String(validating: line, as: UTF8.self), text.contains(",") else { return nil }
    let names = text.drop { $0 == "\u{FEFF}" }.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.filter { $0 != "\"" && $0 != "\r" }
    }
    let isPlain = names.allSatisfy { name in
      !name.isEmpty && name.count < 100
        && name.allSatisfy { $0.isLetter || $0.isNumber || "_.- ".contains($0) }
    }
    return isPlain ? names.map { String($0) } : nil
  }

  /// The rows of a source, its header read; `document` is what rows as JSON are read into.
  init(_ source: consuming ByteSource, _ document: JSONDocument) throws(TraceError) {
    self.source = source
    self.document = document
    guard try read() else { return }
    for unsafe(index, cell) in unsafe cells.enumerated() {
      let isMarked = unsafe index == 0 && cell.starts(with: [0xEF, 0xBB, 0xBF])
      names.append(unsafe String(decoding: cell.dropFirst(isMarked ? 3 : 0), as: UTF8.self))
    }
  }

  deinit { unsafe buffer.deallocate() }

  /// What errors call the file.
  var file: String { source.name }

  /// Reads the next row; `false` after the last one.
  ///
  /// - Throws: ``TraceError`` for a row with more or fewer fields than the header, for one that is not UTF-8, and for a
  ///   quote that is not closed.
  func next() throws(TraceError) -> Bool {
    guard try read() else { return false }
    guard unsafe cells.count == names.count else {
      throw TraceError(
        file: source.name, line: line, found: unsafe "of \(cells.count) fields",
        expected: "\(names.count), as the header has")
    }
    if !isASCII, unsafe !cells.allSatisfy({ unsafe Self.isText($0) }) {
      // The reader of JSON has the words for what is not UTF-8.
      _ = try record()
    }
    return true
  }

  private static func isText(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe cell.allSatisfy { $0 < 0x80 } || String(validating: cell, as: UTF8.self) != nil
  }

  /// The row as an object whose values are strings, `null` where the field is empty.
  func record() throws(TraceError) -> JSONNode {
    var json: [UInt8] = []
    for unsafe(name, cell) in unsafe zip(names, cells) {
      json.append(UInt8(ascii: json.isEmpty ? "{" : ","))
      json.append(string: name)
      json.append(UInt8(ascii: ":"))
      if cell.isEmpty { json.append(text: "null") } else { unsafe json.append(escaped: cell) }
    }
    json.append(UInt8(ascii: "}"))
    return try document.read(json, line: line)
  }
}

// MARK: Cutting

extension TableRows {
  private func read() throws(TraceError) -> Bool {
    while true {
      switch unsafe cut(into: &cells) {
      case .row(let isASCII):
        self.isASCII = isASCII
        return true
      case .blank: continue
      case .open where !isAtEnd && (position > 0 || end < Self.bufferSize): try fill()
      case .open, .quoted:
        isASCII = false
        return try readQuoted()
      case .end: return false
      }
    }
  }

  private enum Cut {
    case row(isASCII: Bool)
    /// A line without anything.
    case blank
    /// No line end is at hand.
    case open
    /// A quote, or a carriage return within a line.
    case quoted
    case end
  }

  /// Cuts the row at hand, if it is plain.
  private func cut(into cells: inout [UnsafeBufferPointer<UInt8>]) -> Cut {
    unsafe cells.removeAll(keepingCapacity: true)
    let bytes = unsafe UnsafeBufferPointer(buffer.bindMemory(to: UInt8.self))
    let (start, end) = (position, end)
    guard start < end || !isAtEnd else { return .end }
    var begin = start
    var index = start
    var all: UInt8 = 0
    while index < end {
      index = unsafe Self.nextMark(in: bytes, from: index, to: end, &all)
      guard index < end else { break }
      let byte = unsafe bytes[index]
      all |= byte
      // Letters and digits stand behind all that means anything here.
      if byte > UInt8(ascii: ",") {
        index += 1
        continue
      }
      if byte == UInt8(ascii: ",") {
        unsafe cells.append(UnsafeBufferPointer(rebasing: bytes[begin..<index]))
        begin = index + 1
      } else if byte == UInt8(ascii: "\n") {
        break
      } else if unsafe byte == UInt8(ascii: "\"") || isLoneReturn(bytes, index, end) {
        return .quoted
      }
      index += 1
    }
    guard index < end || isAtEnd else { return .open }
    let hasReturn = unsafe index > start && bytes[index - 1] == UInt8(ascii: "\r")
    let stop = hasReturn ? index - 1 : index
    line = nextLine
    if index < end { nextLine += 1 }
    position = min(index + 1, end)
    guard stop > start else { return .blank }
    unsafe cells.append(UnsafeBufferPointer(rebasing: bytes[begin..<stop]))
    return .row(isASCII: all < 0x80)
  }

  /// Passes over eight bytes at a time that are all behind the comma; `all` gets their bits. What is returned is at most seven
  /// bytes before the next one that means anything.
  private static func nextMark(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, _ all: inout UInt8
  ) -> Int {
    var index = start
    guard let base = bytes.baseAddress else { return index }
    while index + 8 <= end {
      let word = unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self)
      // The high bit of a byte is set where the byte is at most a comma, or where one below it in the word is.
      let marks = (word &- 0x2D2D_2D2D_2D2D_2D2D) & ~word & 0x8080_8080_8080_8080
      if word & 0x8080_8080_8080_8080 != 0 { all |= 0x80 }
      guard marks == 0 else { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    return index
  }

  /// Whether a byte is a carriage return that is no part of a line end.
  private func isLoneReturn(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int) -> Bool {
    unsafe bytes[index] == UInt8(ascii: "\r")
      && (index + 1 == end || bytes[index + 1] != UInt8(ascii: "\n"))
  }

  /// Moves the bytes that are left to the front, and reads more.
  private func fill() throws(TraceError) {
    let left = end - position
    if position > 0 {
      unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[position..<end]))
    }
    (position, end) = (0, left)
    let count = unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[left...]))
    end += count
    isAtEnd = count == 0
  }

  /// Reads a row byte by byte; `false` if there is none.
  private func readQuoted() throws(TraceError) -> Bool {
    quoted.begin(at: nextLine)
    while !quoted.isComplete {
      if position == end {
        guard !isAtEnd else { break }
        try fill()
        continue
      }
      position += unsafe quoted.appendRun(UnsafeRawBufferPointer(rebasing: buffer[position..<end]))
      if position < end {
        unsafe quoted.append(buffer[position])
        position += 1
      }
      // No limit is below a megabyte.
      if quoted.length > 1 << 20 {
        try ReadingLimits.current.line.check(quoted.length, of: source.name, line: quoted.line)
      }
    }
    (line, nextLine) = (quoted.line, quoted.nextLine)
    guard !quoted.isOpen else {
      throw TraceError(
        file: source.name, line: line, found: "cut short (a quote is not closed)", expected: "a row")
    }
    unsafe cells.removeAll(keepingCapacity: true)
    return unsafe quoted.finish(&cells)
  }
}
