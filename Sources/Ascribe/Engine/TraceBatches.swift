import CreditMethods
public import Trajectories

/// A trace in batches that methods can attribute one after the other, with the credits that they would give to the whole.
///
/// Batches are whole tasks, as `TraceGroups` cuts them, unless one of the methods fits all tasks at once
/// (`MethodCard.spansTasks`): the trace is then a single batch.
public struct TraceBatches: ~Copyable {
  /// Bytes of the trace that a batch has at least, where nothing else is asked for.
  public static let defaultBytes = 64 << 20

  private var groups: TraceGroups?
  /// The file, until it is read whole.
  private var whole: String?
  /// The lines, where they are at hand.
  private var bytes: [UInt8]?
  private let threads: Int

  /// Opens a trace.
  ///
  /// - Parameters:
  ///   - path: The file, one that ends in `.gz`, or `-` for standard input.
  ///   - methods: The methods that are to attribute it.
  ///   - bytes: How many bytes of the file, decompressed, a batch has at least.
  ///   - threads: Most threads that read, on which nothing else depends.
  /// - Throws: `TraceError` for a file that is missing, a folder, or not readable.
  public init(
    _ path: String, for methods: [MethodRequest], bytes: Int = defaultBytes, threads: Int = 1
  ) throws(TraceError) {
    try self.init(path, for: methods, bytes: bytes, threads: threads, inPieces: false)
  }

  /// A trace whose batches come in pieces of whole tasks if `inPieces`, which costs less where several threads read.
  package init(
    _ path: String, for methods: [MethodRequest], bytes: Int, threads: Int, inPieces: Bool
  ) throws(TraceError) {
    let isWhole = methods.contains { $0.card.spansTasks }
    let groups =
      isWhole ? nil : try TraceGroups(path, bytes: bytes, threads: threads, inPieces: inPieces)
    self.init(groups, whole: isWhole ? path : nil, threads: threads)
  }

  /// A trace as a single batch, whatever the order of its episodes, read by at most so many threads.
  public init(whole path: String, threads: Int = 1) { self.init(nil, whole: path, threads: threads) }

  /// The lines of a trace that are at hand, as a single batch; errors call them `name`.
  package init(whole bytes: [UInt8], named name: String, threads: Int = 1) {
    self.init(nil, whole: name, threads: threads)
    self.bytes = bytes
  }

  private init(_ groups: consuming TraceGroups?, whole: String?, threads: Int) {
    self.groups = groups
    self.whole = whole
    self.threads = threads
  }

  /// The next batch; `nil` after the last one.
  ///
  /// - Throws: `TraceGroupsError` for a file that cannot be read, for the first breach of the format, and for a task
  ///   that comes back after its batch was given out.
  public mutating func next() throws(TraceGroupsError) -> TrajectoryBatch? {
    try next(beside: 0) { _ in }?.whole
  }

  /// The next batch, while other work is done on the same threads: `count` pieces, all of which are done when this returns
  /// or throws.
  package mutating func next(
    beside count: Int, _ body: @Sendable (Int) -> Void
  ) throws(TraceGroupsError) -> BatchPieces? {
    if let path = whole.take() {
      do throws(TraceError) {
        // Where a batch has no end, the file is one.
        if let lines = bytes.take() {
          groups = TraceGroups(lines: lines, named: path, bytes: .max, threads: threads)
        } else {
          groups = try TraceGroups(path, bytes: .max, threads: threads)
        }
      } catch { throw .invalid(error) }
    }
    return try groups?.next(beside: count, body) ?? nil
  }
}
