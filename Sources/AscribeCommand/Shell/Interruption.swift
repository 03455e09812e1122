import Dispatch
import Foundation
import Trajectories

/// Ends the process on Ctrl-C and on a request to terminate, without leaving temporary files behind.
///
/// Work is not asked to stop: a thread of its own removes the files and ends the process, however long the work would
/// still take. The handlers live as long as this value.
struct Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Takes over the signals.
  init() {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        TemporaryFiles.removeAll()
        if Terminal.showsProgress { Terminal.progress("") }
        _exit(128 + number)
      }
      source.activate()
      return source
    }
  }
}
