/// A row of a table as it is read byte by byte, for rows with quotes in them.
@safe struct QuotedRow: ~Copyable {
  /// The bytes of the fields, one after the other, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// The same bytes in memory that stays where it is.
  private var memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1)
  private var state = State.plain
  /// Whether the field at hand began with a quote.
  private var isQuoted = false
  /// The line that the row begins in, and the one after what was read.
  private(set) var line = 1
  private(set) var nextLine = 1
  /// Whether the row's line end was read.
  private(set) var isComplete = false

  private enum State {
    /// Outside quotes, and within.
    case plain, quoted
    /// After a quote within quotes, which ends them unless another one follows.
    case closing
  }

  deinit { unsafe memory.deallocate() }

  /// How long the field at hand is so far.
  var length: Int { bytes.count - (ends.last ?? 0) }

  /// Whether a quote was not closed.
  var isOpen: Bool { state == .quoted }

  /// Begins a row in a line.
  mutating func begin(at line: Int) {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    (state, isQuoted, isComplete) = (.plain, false, false)
    (self.line, nextLine) = (line, line)
  }

  /// Reads the bytes that stand for themselves.
  ///
  /// - Returns: How many there were before the first that does not, or the end.
  mutating func appendRun(_ run: UnsafeRawBufferPointer) -> Int {
    guard state != .closing else { return 0 }
    let count = unsafe run.firstIndex(where: state == .quoted ? Self.endsQuoted : Self.endsPlain) ?? run.count
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: run[..<count]))
    return count
  }

  private static func endsQuoted(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
  }

  private static func endsPlain(_ byte: UInt8) -> Bool {
    byte <= UInt8(ascii: ",")
      && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\r") || endsQuoted(byte))
  }

  /// Reads a byte that may mean something.
  mutating func append(_ byte: UInt8) {
    if byte == UInt8(ascii: "\n") { nextLine += 1 }
    switch (state, byte) {
    case (.quoted, UInt8(ascii: "\"")): state = .closing
    case (.quoted, _): bytes.append(byte)
    case (.closing, UInt8(ascii: "\"")):
      bytes.append(byte)
      state = .quoted
    default:
      state = .plain
      appendPlain(byte)
    }
  }

  private mutating func appendPlain(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\"") where length == 0 && !isQuoted: (state, isQuoted) = (.quoted, true)
    case UInt8(ascii: ","):
      ends.append(bytes.count)
      isQuoted = false
    case UInt8(ascii: "\r"): break
    case UInt8(ascii: "\n"):
      if isEmpty {
        line = nextLine
      } else {
        isComplete = true
      }
    default: bytes.append(byte)
    }
  }

  /// Whether nothing was read that is a row.
  private var isEmpty: Bool { ends.isEmpty && bytes.isEmpty && !isQuoted }

  /// Adds the fields of the row, valid until the next row is finished; `false` if there was none.
  mutating func finish(_ cells: inout [UnsafeBufferPointer<UInt8>]) -> Bool {
    guard !isEmpty else { return false }
    ends.append(bytes.count)
    if unsafe memory.count < bytes.count {
      unsafe memory.deallocate()
      unsafe memory = UnsafeMutableBufferPointer.allocate(capacity: 2 * bytes.count)
    }
    _ = unsafe memory.initialize(fromContentsOf: bytes)
    var start = 0
    for end in ends {
      unsafe cells.append(UnsafeBufferPointer(rebasing: memory[start..<end]))
      start = end
    }
    return true
  }
}
