import Glibc

/// A trace in chunks of whole lines, for readers that work on several of them at once.
///
/// A chunk ends with a newline; the last one may end without. A line that is longer than a chunk is a chunk by itself, or
/// the end of one. Of a regular file that is not compressed, chunks are places, which whoever parses them reads; all else is read here,
/// one chunk after the other.
struct LineChunks: ~Copyable {
  /// A chunk: bytes that were read, or where they stand.
  enum Chunk: Sendable {
    case bytes([UInt8])
    case range(FileRange)

    /// The bytes; errors call the file `name`.
    func source(named name: String) -> ByteSource {
      switch self {
      case .bytes(let bytes): ByteSource(bytes, named: name)
      case .range(let range): ByteSource(range, named: name, expected: TraceReader.expectedFile)
      }
    }
  }

  /// Why there is no further chunk.
  enum Fault: Error {
    /// The source cannot be read.
    case unreadable(TraceError)
    /// The next line is longer than any may be.
    case tooLong
  }

  private var source: ByteSource
  private let file: FileRange?
  private let sizes: ClosedRange<Int>
  private var cuts: TaskCuts
  /// What was read after the end of the chunk given out last.
  private var rest: [UInt8] = []
  private var isAtEnd = false
  /// Why the file ended early, if it did.
  private var failure: Fault?
  /// How many chunks were asked for.
  private(set) var count = 0
  /// How many bytes were given out.
  private var passed = 0
  /// Whether the end was given out, or why there is none.
  private(set) var isDone = false

  /// The chunks of a source.
  ///
  /// - Parameters:
  ///   - sizes: How many bytes are read for a chunk, at least 1: the most at the beginning of a batch, and ever fewer towards its end,
  ///     so that those who share the work end together.
  ///   - batchSize: How many bytes a batch of whole tasks has at least.
  init(_ source: consuming ByteSource, sizes: ClosedRange<Int>, groupedBy batchSize: Int) {
    file = source.range
    self.source = source
    self.sizes = sizes
    cuts = TaskCuts(batchSize: batchSize)
  }

  /// The next chunk, not empty; `nil` after the last one.
  ///
  /// - Parameter share: How many chunks should be made of the rest of the batch, where that gives chunks of a good size.
  /// - Throws: ``Fault``, after all lines that were complete before.
  mutating func next(share: Int) throws(Fault) -> Chunk? {
    count += 1
    let size = cuts.size(share: share, in: sizes)
    if let file { return nextRange(of: file, size).map { .range($0) } }
    return try nextBytes(size).map { .bytes($0) }
  }

  private mutating func nextRange(of file: FileRange, _ size: Int) -> FileRange? {
    let left = file.bytes.count - passed
    guard left > 0 else {
      isDone = true
      return nil
    }
    let rest = file.part(passed..<file.bytes.count)
    var size = min(size, left)
    while size < left, size <= ReadingLimits.current.line.bytes {
      if let end = cuts.next(in: size, isLast: false, { rest.part($0).text }) {
        passed += end
        return rest.part(0..<end)
      }
      size = min(2 * size, left)
    }
    // A line that is too long is found so by whoever reads it.
    let end = (size < left ? nil : cuts.next(in: left, isLast: true) { rest.part($0).text }) ?? left
    passed += end
    return rest.part(0..<end)
  }

  private mutating func nextBytes(_ size: Int) throws(Fault) -> [UInt8]? {
    var chunk = rest
    rest = []
    while !isAtEnd {
      fill(&chunk, to: max(size, 2 * chunk.count))
      if isAtEnd, failure == nil { break }
      if let end = cuts.next(in: chunk.count, isLast: false, { Array(chunk[$0]) }) {
        rest = Array(chunk[end...])
        chunk.removeLast(rest.count)
        passed += chunk.count
        return chunk
      }
      if chunk.count > ReadingLimits.current.line.bytes, failure == nil {
        isAtEnd = true
        failure = .tooLong
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
        failure = .unreadable(error)
        isAtEnd = true
      }
    }
  }
}
