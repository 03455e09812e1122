import Dispatch
import Foundation
import Ground
import Reports
import Trajectories

/// Ends the process on Ctrl-C, on a request to terminate and when its terminal is gone, without leaving temporary files behind.
/// A signal that was ignored when the process began stays ignored, as `nohup` has it.
///
/// Work is not asked to stop: a thread of its own removes the files and ends the process, however long the work would
/// still take. The handlers live as long as this value.
struct Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Takes over the signals.
  init() {
    // A file that grows beyond what is allowed is an error of the write, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    // Dispatch waits without end for a thread. Where the system has none to give, signals end the process as they do any other,
    // and the next command here removes what it leaves.
    guard Self.hasThreads else {
      sources = []
      return
    }
    sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
      guard !Self.isIgnored(number) else { return nil }
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        OwnProcess.signalAll(number)
        TemporaryFiles.removeAll()
        if Terminal.showsProgress { Terminal.progress("") }
        for (path, records) in Journal.unfinished {
          Terminal.complainInAnyRank(
            "ascribe: note: \(Numerals.count(records, "batch", plural: "batches")) \(records == 1 ? "is" : "are") kept in "
              + "\(path); --resume goes on.")
        }
        _exit(128 + number)
      }
      source.activate()
      return source
    }
  }

  /// Whether there are as many threads as a signal needs: one that waits for it and one that answers.
  private static var hasThreads: Bool {
    let end = DispatchSemaphore(value: 0)
    let threads = (0..<2).compactMap { _ in WorkerThread { end.wait() } }
    for _ in threads { end.signal() }
    for thread in threads { thread.join() }
    return threads.count == 2
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
