import Glibc

/// The lines of a file, one after the other, without newlines, read piece by piece.
///
/// A line ends with LF or CR LF; the last one may go without. A byte order mark at the beginning is passed over.
/// Blank lines (spaces, tabs) at the end are passed over too; a blank line with another line after it is an error,
/// because it is more likely a lost record than a wish.
///
/// The memory is that of one piece, or of the longest line if that is longer.
@safe package struct TextLines: ~Copyable {
  /// How many bytes are read at a time: few system calls, and little enough for a processor's cache.
  package static let pieceSize = 1 << 18

  private var source: ByteSource
  /// The bytes that were read and not passed yet stand in `start..<end`. Behind `end` there is always room for the
  /// padding that ``JSONParser`` asks for.
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private let limit = ReadingLimits.current.line
  /// The line given out last, counted from 1.
  private(set) var line: Int
  /// The first of the blank lines after the last one given out.
  private(set) var blank: Int?

  /// The lines of a source.
  package init(_ source: consuming ByteSource, pieceSize: Int = TextLines.pieceSize) {
    self.init(source, pieceSize: pieceSize, after: 0, blank: nil)
  }

  /// The lines of a source that is a later part of a file.
  ///
  /// - Parameters:
  ///   - line: The number of the line before.
  ///   - blank: The first of the blank lines before, if blank lines stand there.
  init(_ source: consuming ByteSource, pieceSize: Int = TextLines.pieceSize, after line: Int, blank: Int?) {
    // Few bytes that are at hand need little room; one more than they are, in which their end is found.
    let size = source.countAtHand.map { min(pieceSize, $0 + 1) } ?? pieceSize
    self.source = source
    self.line = line
    self.blank = blank
    unsafe buffer = unsafe Self.buffer(of: size)
  }

  deinit { unsafe buffer.deallocate() }

  /// What errors call the file.
  var file: String { source.name }

  /// Whether the file can be read again from its beginning.
  var isRepeatable: Bool { source.isRepeatable }

  /// The next line, whose number ``line`` then is; `nil` after the last one.
  ///
  /// The bytes are valid until the next call; ``JSONParser/padding`` more are readable after them.
  ///
  /// - Throws: ``TraceError`` at a blank line with another line after it, and for a source that cannot be read.
  mutating func next() throws(TraceError) -> UnsafeBufferPointer<UInt8>? {
    while let bytes = unsafe try nextBytes() {
      line += 1
      var text = unsafe bytes
      if unsafe text.last == UInt8(ascii: "\n") { unsafe text = unsafe text.dropLast() }
      if unsafe text.last == UInt8(ascii: "\r") { unsafe text = unsafe text.dropLast() }
      if line == 1, unsafe text.starts(with: [0xEF, 0xBB, 0xBF]) { unsafe text = unsafe text.dropFirst(3) }
      if unsafe text.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) {
        if let blank { throw TraceError(file: file, line: blank, found: "blank", expected: "a record") }
        try unsafe limit.check(text.count, of: file, line: line)
        return unsafe UnsafeBufferPointer(rebasing: text)
      }
      if blank == nil { blank = line }
    }
    return nil
  }

  /// The next line with its newline; `nil` at the end.
  private mutating func nextBytes() throws(TraceError) -> Slice<UnsafeBufferPointer<UInt8>>? {
    var searched = start
    while true {
      if let stop = newline(in: searched..<end).map({ $0 + 1 }) ?? (isAtEnd && start < end ? end : nil) {
        let bytes = unsafe UnsafeBufferPointer(buffer.bindMemory(to: UInt8.self))[start..<stop]
        start = stop
        return unsafe bytes
      }
      guard !isAtEnd else { return nil }
      let kept = end - start
      try refill()
      searched = start + kept
    }
  }

  private func newline(in range: Range<Int>) -> Int? {
    guard let base = unsafe buffer.baseAddress, !range.isEmpty,
      let found = unsafe memchr(base + range.lowerBound, Int32(UInt8(ascii: "\n")), range.count)
    else { return nil }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Moves the bytes that are left to the front, and reads more.
  private mutating func refill() throws(TraceError) {
    let size = unsafe buffer.count - JSONParser.padding
    let left = unsafe UnsafeRawBufferPointer(rebasing: buffer[start..<end])
    // A line that fills the buffer gets one of double size, so that reading it takes linear time.
    if left.count == size {
      try limit.check(size + 1, of: file, line: line + 1)
      let larger = unsafe Self.buffer(of: 2 * size)
      unsafe larger.copyMemory(from: left)
      unsafe buffer.deallocate()
      unsafe buffer = unsafe larger
    } else if start > 0, let base = unsafe buffer.baseAddress {
      unsafe memmove(base, base + start, left.count)
    }
    (start, end) = (0, left.count)
    let room = unsafe buffer[end..<(buffer.count - JSONParser.padding)]
    let count = unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: room))
    end += count
    isAtEnd = count == 0
  }

  private static func buffer(of size: Int) -> UnsafeMutableRawBufferPointer {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: size + JSONParser.padding, alignment: 64)
    unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
    return unsafe buffer
  }
}
