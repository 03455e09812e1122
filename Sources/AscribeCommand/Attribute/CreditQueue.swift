import Ascribe
import Synchronization
import Trajectories

/// Credits that threads bring in any order, and that go to their target in the order of the trace.
final class CreditQueue: Sendable {
  /// Whether text of records can be brought part by part.
  let takesRecords: Bool
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var sink: CreditSink
    /// Records of parts that wait for those before them.
    var waiting: [Int: [[UInt8]]] = [:]
    /// How many parts of the batch were written.
    var written = 0
    var failure: FileError?
  }

  /// The queue in front of a sink.
  init(_ sink: sending CreditSink) {
    takesRecords = sink.takesRecords
    state = Mutex(State(sink: sink))
  }

  /// Begins a batch.
  func begin() {
    state.withLock { state in
      state.waiting = [:]
      state.written = 0
    }
  }

  /// Adds the records of a part of the batch, of each method; they are written when those before them are.
  func append(records: [[UInt8]], part: Int) {
    state.withLock { state in
      state.waiting[part] = records
      while state.failure == nil, let next = state.waiting.removeValue(forKey: state.written) {
        do throws(FileError) {
          try state.sink.append(records: next)
          state.written += 1
        } catch {
          state.failure = error
        }
      }
    }
  }

  /// How many parts of the batch were written.
  ///
  /// - Throws: `FileError` if one could not be.
  func partsWritten() throws(FileError) -> Int {
    try state.withLock { (state) throws(FileError) in
      if let failure = state.failure { throw failure }
      return state.written
    }
  }

  /// Adds the credits of a batch from an episode on.
  func append(
    _ credits: [(label: String, credits: Credits)], of batch: TrajectoryBatch, from first: Int
  ) throws {
    try state.withLock { try $0.sink.append(credits, of: batch, from: first) }
  }

  /// Gives the files their names, or writes to standard output.
  func finish() throws { try state.withLock { try $0.sink.finish() } }
}
