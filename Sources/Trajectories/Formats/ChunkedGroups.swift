import Ground
import Synchronization

/// A trace in batches of whole tasks, read by several threads: chunks of its lines are parsed side by side and joined in
/// the order of the file, so that batches and errors are those of a reader that goes line by line.
///
/// Where a chunk is not plain (an error in it, a blank line, the end of a batch where that was not foreseen), its lines are read
/// again one by one, which finds the first error as any reader does.
///
/// Whoever has parsed a chunk puts it down, and joins what is there unless somebody does: nobody waits for the joining, unless
/// chunks come faster than they are joined.
final class ChunkedGroups: Sendable {
  /// How many bytes a chunk has: enough to make handing it over cheap, and little enough for a processor's cache.
  static let chunkSize = 1 << 20
  /// Most bytes of a chunk that is to stay a piece of a batch: the names that it has are its own, so that larger ones cost less.
  static let pieceSize = 4 << 20

  private let chunks: Locked<LineChunks>
  private let state: Locked<State>
  /// Pieces that were parsed and not joined yet, by their numbers.
  private let parsed = Locked<[Int: Piece]>([:])
  /// What threads that are not reading know of the texts of the chunks that they read.
  private let texts = Locked<[TraceColumns.Texts]>([])
  /// Whether further pieces are needed for the batch.
  private let wantsMore = Atomic(false)
  private let file: String
  private let threads: Int

  /// The batches of a source.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - bytes: How many bytes a batch has at least.
  ///   - threads: Most threads that work at once.
  ///   - inPieces: Whether a batch may come in pieces, which costs less.
  ///   - chunkSize: How many bytes are read for a chunk.
  init(
    _ source: consuming ByteSource, bytes: Int, threads: Int, inPieces: Bool = false,
    chunkSize: Int? = nil
  ) {
    file = source.name
    self.threads = threads
    state = Locked(
      State(
        TaskGathering(batchSize: bytes, isRepeatable: source.isRepeatable, inPieces: inPieces),
        file: source.name))
    let most = chunkSize ?? (inPieces ? Self.pieceSize : Self.chunkSize)
    chunks = Locked(
      LineChunks(
        source, sizes: min(most, Self.chunkSize)...most, groupedBy: bytes))
  }

  /// The next batch; `nil` after the last one. Other work is done on the same threads meanwhile.
  ///
  /// - Parameters:
  ///   - count: Number of pieces of the other work.
  ///   - body: The work of one piece.
  /// - Throws: ``TraceGroupsError``, at every later call too.
  func next(
    beside count: Int, _ body: @Sendable (Int) -> Void
  ) throws(TraceGroupsError) -> BatchPieces? {
    state.withLock { state in
      state.begin()
      join(&state)
    }
    let piece = Atomic(0)
    parallelForEach(count: threads, threads: threads) { thread in
      // One thread reads first, so that what it cannot share (decompression, a slow pipe) is done early.
      if thread == 0 { read() }
      while true {
        let index = piece.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { break }
        body(index)
      }
      read()
    }
    return try state.withLock { (state) throws(TraceGroupsError) in
      // What was put down while somebody else ended joining.
      join(&state)
      return try state.take()
    }
  }

  /// Parses chunks until a batch is complete.
  private func read() {
    var texts = texts.withLock { $0.popLast() } ?? TraceColumns.Texts()
    defer { self.texts.withLock { $0.append(texts) } }
    while wantsMore.load(ordering: .acquiring) {
      guard let (index, found) = take() else { return }
      let piece: Piece
      switch found {
      case .success(let text?):
        piece = .chunk(TraceChunk(text, isFirst: index == 0, file: file, &texts))
      case .success(nil): piece = .end
      case .failure(let error): piece = .failure(error)
      }
      let count = parsed.withLock { parsed in
        parsed[index] = piece
        return parsed.count
      }
      if count > 2 * threads {
        state.withLock { join(&$0) }
      } else {
        _ = state.withLockIfAvailable { join(&$0) }
      }
    }
  }

  /// Joins pieces, as far as they are there and the batch goes.
  private func join(_ state: inout State) {
    while state.join(), let piece = parsed.withLock({ $0.removeValue(forKey: state.next) }) {
      state.add(piece)
    }
    wantsMore.store(state.wantsMore, ordering: .releasing)
  }

  /// The next chunk with its number, or what ends the file; `nil` if that was taken before.
  private func take() -> (index: Int, found: Result<LineChunks.Chunk?, LineChunks.Fault>)? {
    chunks.withLock { chunks in
      guard !chunks.isDone else { return nil }
      let index = chunks.count
      do throws(LineChunks.Fault) {
        return (index, .success(try chunks.next(share: 2 * threads)))
      } catch {
        return (index, .failure(error))
      }
    }
  }
}

extension ChunkedGroups {
  /// What stands at one place of the file.
  enum Piece: Sendable {
    case chunk(TraceChunk)
    case failure(LineChunks.Fault)
    case end
  }

  /// What was joined so far.
  private struct State: ~Copyable {
    private let file: String
    private var gathering: TaskGathering
    /// The number of the piece that comes next.
    private(set) var next = 0
    /// The number of the last line of the pieces so far, and the first of blank lines that they end with.
    private var line = 0
    private var blank: Int?
    /// A piece whose lines are read one by one, and its line that belongs to the next batch.
    private var lines: EpisodeLines?
    private var held: EpisodeLine?
    /// A piece that belongs to the next batch.
    private var waiting: TraceChunk?
    private var isComplete = true
    private var isAtEnd = false
    private var failure: TraceGroupsError?

    init(_ gathering: TaskGathering, file: String) {
      self.file = file
      self.gathering = gathering
    }

    /// Whether further pieces are needed for the batch.
    var wantsMore: Bool { !isComplete && !isAtEnd && failure == nil }

    /// Begins a batch.
    mutating func begin() { isComplete = false }

    /// The batch, which must be complete.
    mutating func take() throws(TraceGroupsError) -> BatchPieces? {
      if let failure { throw failure }
      do {
        return try gathering.take(from: file)
      } catch {
        failure = error
        throw error
      }
    }

    /// Adds what is left of the pieces that were added; returns whether the next piece is needed.
    mutating func join() -> Bool {
      if wantsMore, let chunk = waiting.take() { append(chunk) }
      do throws(TraceGroupsError) {
        while wantsMore { guard try appendLines() else { return true } }
      } catch {
        failure = error
      }
      return false
    }

    /// Adds the next piece, which ``join()`` has asked for.
    mutating func add(_ piece: Piece) {
      next += 1
      switch piece {
      case .end: isAtEnd = true
      case .failure(.unreadable(let error)): failure = .invalid(error)
      case .failure(.tooLong):
        do throws(TraceError) { try ReadingLimits.current.line.check(.max, of: file, line: line + 1) } catch {
          failure = .invalid(error)
        }
      case .chunk(let chunk): append(chunk)
      }
    }

    private mutating func append(_ chunk: TraceChunk) {
      if blank == nil, gathering.isComplete(before: chunk) {
        waiting = chunk
        isComplete = true
      } else if blank == nil, let count = gathering.append(chunk, after: line) {
        line += count
      } else {
        lines = EpisodeLines(chunk.text.source(named: file), after: line, blank: blank)
      }
    }

    /// Adds lines one by one, up to the end of their piece or of the batch; `false` if there are none.
    private mutating func appendLines() throws(TraceGroupsError) -> Bool {
      guard lines != nil else { return false }
      while let next = try nextLine() {
        if try gathering.isComplete(before: next) {
          held = next
          isComplete = true
          return true
        }
        try gathering.append(next)
      }
      line = lines?.line ?? line
      blank = lines?.blank
      lines = nil
      return true
    }

    private mutating func nextLine() throws(TraceGroupsError) -> EpisodeLine? {
      if let line = held.take() { return line }
      do { return try lines?.next() ?? nil } catch { throw .invalid(error) }
    }
  }
}
