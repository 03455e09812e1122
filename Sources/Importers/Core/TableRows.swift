import Trajectories

/// The rows of comma-separated values (RFC 4180) with a header, each as the text of a JSON object whose values are
/// strings: so tables and JSON are read by one code.
///
/// Fields may be quoted, a quote in them is doubled, and quoted fields may hold line ends.
struct TableRows: ~Copyable {
  private var source: ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private var line = 1
  /// The names of the columns, as they begin a field of JSON.
  private var prefixes: [[UInt8]] = []
  /// The bytes of the fields of the row that was read, one after the other, and where each ends.
  private var fields: [UInt8] = []
  private var ends: [Int] = []

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

  /// The rows of a source, its header read.
  init(_ source: consuming ByteSource) throws(TraceError) {
    self.source = source
    guard try readFields() else { return }
    for index in ends.indices {
      let name = field(index)
      let plain = index == 0 && name.starts(with: [0xEF, 0xBB, 0xBF]) ? name.dropFirst(3) : name
      var prefix: [UInt8] = [index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")]
      prefix.append(string: String(decoding: plain, as: UTF8.self))
      prefix.append(UInt8(ascii: ":"))
      prefixes.append(prefix)
    }
  }

  /// The next row; `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` for a row with more or fewer fields than the header, and for a quote that is not closed.
  mutating func next() throws(TraceError) -> (json: [UInt8], line: Int)? {
    let start = line
    guard try readFields() else { return nil }
    guard ends.count == prefixes.count else {
      throw TraceError(
        file: source.name, line: start, found: "of \(ends.count) fields",
        expected: "\(prefixes.count), as the header has")
    }
    var json: [UInt8] = []
    json.reserveCapacity(2 * fields.count + 32 * ends.count)
    for index in ends.indices {
      json += prefixes[index]
      let field = field(index)
      if field.isEmpty {
        json.append(text: "null")
      } else {
        append(field, to: &json)
      }
    }
    json.append(UInt8(ascii: "}"))
    return (json, start)
  }

  /// Adds a text as JSON; nearly all stand for themselves.
  private func append(_ field: ArraySlice<UInt8>, to json: inout [UInt8]) {
    let isPlain = field.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    guard isPlain else { return json.append(escaped: Array(field)) }
    json.append(UInt8(ascii: "\""))
    json += field
    json.append(UInt8(ascii: "\""))
  }

  /// A field of the row that was read.
  private func field(_ index: Int) -> ArraySlice<UInt8> {
    fields[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Reads the fields of the next row; `false` at the end.
  private mutating func readFields() throws(TraceError) -> Bool {
    fields.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var begin = 0
    var isQuoted = false
    var hasQuote = false
    let start = line
    while true {
      guard try fill() else {
        guard !isQuoted else {
          throw TraceError(
            file: source.name, line: start, found: "cut short (a quote is not closed)", expected: "a row")
        }
        guard !fields.isEmpty || !ends.isEmpty || hasQuote else { return false }
        ends.append(fields.count)
        return true
      }
      let run = plainRun(isQuoted: isQuoted)
      if !run.isEmpty {
        fields += buffer[run]
        // No limit is below a megabyte.
        if fields.count - begin > 1 << 20 {
          try ReadingLimits.current.line.check(fields.count - begin, of: source.name, line: start)
        }
        position = run.upperBound
        continue
      }
      let byte = buffer[position]
      position += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if isQuoted {
        guard byte == UInt8(ascii: "\"") else {
          fields.append(byte)
          continue
        }
        if try fill(), buffer[position] == UInt8(ascii: "\"") {
          fields.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\"") where fields.count == begin && !hasQuote: (isQuoted, hasQuote) = (true, true)
      case UInt8(ascii: ","):
        ends.append(fields.count)
        begin = fields.count
        hasQuote = false
      case UInt8(ascii: "\r"): continue
      case UInt8(ascii: "\n"):
        if ends.isEmpty, fields.isEmpty, !hasQuote { continue }
        ends.append(fields.count)
        return true
      default: fields.append(byte)
      }
    }
  }

  /// The bytes at hand that stand for themselves.
  private func plainRun(isQuoted: Bool) -> Range<Int> {
    var end = position
    unsafe buffer.withUnsafeBufferPointer { bytes in
      if isQuoted {
        while end < bytes.count, unsafe bytes[end] != UInt8(ascii: "\""),
          unsafe bytes[end] != UInt8(ascii: "\n")
        {
          end += 1
        }
      } else {
        while end < bytes.count {
          let byte = unsafe bytes[end]
          if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\"")
          {
            break
          }
          end += 1
        }
      }
    }
    return position..<end
  }

  /// Makes sure that a byte is at hand; `false` at the end.
  private mutating func fill() throws(TraceError) -> Bool {
    if position < buffer.count { return true }
    guard !isAtEnd else { return false }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { unsafe piece.deallocate() }
    let count = unsafe try source.read(into: piece)
    isAtEnd = count == 0
    buffer = unsafe Array(piece[..<count])
    position = 0
    return count > 0
  }
}
