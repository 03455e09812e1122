import Glibc

/// A file in chunks of whole lines, for readers that work on several of them at once.
///
/// A chunk ends with a newline; the last one may end without. A line that is longer than a chunk is a chunk by itself, or
/// the end of one.
struct LineChunks: ~Copyable {
  private var source: ByteSource
  private let size: Int
  /// What was read after the last newline of the chunk given out last.
  private var rest: [UInt8] = []
  private var isAtEnd = false
  /// Why the file ended early, if it did.
  private var failure: TraceError?
  /// How many chunks were asked for.
  private(set) var count = 0
  /// How many bytes were given out.
  private var passed = 0
  /// Whether the end was given out, or why there is none.
  private(set) var isDone = false

  /// The chunks of a source.
  ///
  /// - Parameter size: How many bytes are read for a chunk, at least 1.
  init(_ source: consuming ByteSource, size: Int) {
    self.source = source
    self.size = size
  }

  /// The next chunk, not empty; `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` for a source that cannot be read, after all lines that were complete before.
  mutating func next() throws(TraceError) -> [UInt8]? {
    var chunk = rest
    rest = []
    count += 1
    while !isAtEnd {
      fill(&chunk, to: max(size, 2 * chunk.count))
      if isAtEnd, failure == nil { break }
      if let newline = chunk.lastIndex(of: UInt8(ascii: "\n")) {
        rest = Array(chunk[(newline + 1)...])
        chunk.removeLast(rest.count)
        passed += chunk.count
        return chunk
      }
      let limit = ReadingLimits.current.line
      if chunk.count >= limit.bytes, failure == nil {
        isAtEnd = true
        failure = TraceError(
          file: source.name, found: "without a newline for \(limit.bytes >> 20) MB, from byte \(passed) on",
          expected: "lines of \(limit.words)")
      }
    }
    guard failure == nil, !chunk.isEmpty else {
      isDone = true
      if let failure { throw failure }
      return nil
    }
    return chunk
  }

  /// Reads until a chunk has so many bytes, or there are no more.
  private mutating func fill(_ chunk: inout [UInt8], to size: Int) {
    let carried = chunk
    chunk = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      _ = unsafe buffer.initialize(fromContentsOf: carried)
      count = carried.count
      do throws(TraceError) {
        while count < size {
          let room = unsafe UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: buffer[count...]))
          let read = unsafe try source.read(into: room)
          guard read > 0 else {
            isAtEnd = true
            return
          }
          count += read
        }
      } catch {
        failure = error
        isAtEnd = true
      }
    }
  }
}
