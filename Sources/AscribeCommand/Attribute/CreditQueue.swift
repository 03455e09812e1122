import Ascribe
import Ground
import Trajectories

/// Credits that threads bring in any order, and that go to their target in the order of the trace.
///
/// Whoever brings a part writes what can be written, unless somebody does: nobody waits for the writing, unless parts come faster
/// than they are written.
final class CreditQueue: Sendable {
  /// Whether text of records can be brought part by part.
  let takesRecords: Bool
  /// Parts that may wait before those who bring more wait, too.
  private static let mostWaiting = 8

  private let state: Locked<State>
  /// Records of parts that were not written yet.
  private let waiting = Locked<[Int: [[UInt8]]]>([:])

  private struct State: ~Copyable {
    var sink: CreditSink
    /// How many parts of the batch were written.
    var written = 0
    var failure: FileError?
  }

  /// The queue in front of a sink.
  init(_ sink: sending CreditSink) {
    takesRecords = sink.takesRecords
    state = Locked(State(sink: sink))
  }

  /// Begins a batch.
  func begin() {
    state.withLock { state in
      waiting.withLock { $0 = [:] }
      state.written = 0
    }
  }

  /// Adds the records of a part of the batch, of each method; they are written when those before them are.
  func append(records: [[UInt8]], part: Int) {
    let count = waiting.withLock { waiting in
      waiting[part] = records
      return waiting.count
    }
    if count > Self.mostWaiting {
      state.withLock { write(&$0) }
    } else {
      _ = state.withLockIfAvailable { write(&$0) }
    }
  }

  /// Writes the parts that are next.
  private func write(_ state: inout State) {
    while state.failure == nil, let next = waiting.withLock({ $0.removeValue(forKey: state.written) }) {
      do throws(FileError) {
        try state.sink.append(records: next)
        state.written += 1
      } catch {
        state.failure = error
      }
    }
  }

  /// How many parts of the batch were written.
  ///
  /// - Throws: `FileError` if one could not be.
  func partsWritten() throws(FileError) -> Int {
    try state.withLock { (state) throws(FileError) in
      // What was brought while somebody else ended writing.
      write(&state)
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
