import Ground

/// A trace in batches of whole tasks, for files that are larger than memory: every episode of a task is in one batch.
///
/// The file has to be ordered by task: the episodes of a task stand together. (Within a batch they need not.) A task that
/// comes back after its batch was given out is an error, ``TraceGroupsError/returned(_:)``; a caller that can hold the
/// whole file then reads it with ``TraceReader``.
///
/// ```swift
/// var groups = try TraceGroups("trace.jsonl.gz")
/// while let batch = try groups.next() {
///   // Credits of group-relative methods are those of the whole file.
/// }
/// ```
///
/// The format, and what stands where the format leaves room, are those of ``TraceReader``, with what follows from the
/// division. Each batch numbers its own symbols, and has an optional column if one of its own rows has the field.
/// Episodes are unique in the file, not only in their batch, and factors have one length in it.
///
/// Memory: one batch, at most 64 bytes an episode and a task of the batches before, and the longest line. With several
/// threads there are two chunks for each of them besides, as columns, and as text where the file is compressed or a pipe.
public struct TraceGroups: ~Copyable {
  /// Fewest bytes of a batch that several threads read: smaller ones end within most chunks.
  private static let leastChunked = 1 << 20

  /// Who reads: one of the two.
  private var lines: LineGroups?
  private let chunks: ChunkedGroups?
  private let threads: Int

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file, as ``TraceReader/read(_:)`` takes it.
  ///   - bytes: How many bytes of the file, decompressed, a batch has at least: it ends with the task that reaches this
  ///     size. The last batch has what is left. Larger batches cost more memory, smaller ones more time.
  ///   - threads: Most threads that read, on which nothing else depends.
  /// - Throws: ``TraceError`` for a file that is missing, a folder, or not readable.
  public init(_ path: String, bytes: Int = 64 << 20, threads: Int = 1) throws(TraceError) {
    try self.init(path, bytes: bytes, threads: threads, inPieces: false)
  }

  /// A file whose batches come in pieces of whole tasks if `inPieces`, which costs less than joining what threads read.
  package init(_ path: String, bytes: Int, threads: Int, inPieces: Bool) throws(TraceError) {
    self.init(
      try ByteSource(path, expected: TraceReader.expectedFile), bytes: bytes, threads: threads,
      inPieces: inPieces)
  }

  /// The lines of a file that are at hand; errors call them `name`.
  package init(lines: [UInt8], named name: String, bytes: Int, threads: Int) {
    self.init(ByteSource(lines, named: name), bytes: bytes, threads: threads, inPieces: false)
  }

  private init(_ source: consuming ByteSource, bytes: Int, threads: Int, inPieces: Bool) {
    self.threads = threads
    if threads > 1, bytes >= Self.leastChunked {
      lines = nil
      chunks = ChunkedGroups(source, bytes: bytes, threads: threads, inPieces: inPieces)
    } else {
      lines = LineGroups(EpisodeLines(source), bytes: bytes)
      chunks = nil
    }
  }

  init(_ lines: consuming EpisodeLines, bytes: Int) {
    self.lines = LineGroups(lines, bytes: bytes)
    chunks = nil
    threads = 1
  }

  /// The next batch, of at least one episode; `nil` after the last one.
  ///
  /// - Throws: ``TraceGroupsError`` for a file that cannot be read, for the first breach of the format, and for a task
  ///   that comes back. No further batch can be had then: every other call throws the same.
  /// - Complexity: O(bytes read).
  public mutating func next() throws(TraceGroupsError) -> TrajectoryBatch? {
    try next(beside: 0) { _ in }?.whole
  }

  /// The next batch, while other work is done on the same threads.
  ///
  /// - Parameters:
  ///   - count: Number of pieces of the other work; all are done when this returns or throws.
  ///   - body: The work of one piece.
  /// - Throws: As ``next()``.
  package mutating func next(
    beside count: Int, _ body: @Sendable (Int) -> Void
  ) throws(TraceGroupsError) -> BatchPieces? {
    if let chunks { return try chunks.next(beside: count, body) }
    parallelForEach(count: count, threads: threads, body)
    return try lines?.next() ?? nil
  }
}
