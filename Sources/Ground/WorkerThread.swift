import Foundation

/// A thread of the system that does one piece of work.
///
/// Dispatch's pool would do, but it waits without end for a thread where the system gives none, as under a limit of
/// address space; whoever asks here is told, and can do the work itself.
package struct WorkerThread: Sendable {
  private let thread: pthread_t

  /// Begins to work.
  ///
  /// - Parameter work: What the thread does before it ends.
  /// - Returns: `nil` if the system gives no thread, and then nothing is done.
  package init?(_ work: @escaping @Sendable () -> Void) {
    let box = unsafe Unmanaged.passRetained(Work(body: work))
    var thread = pthread_t()
    let failure = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        }
        return nil
      }, box.toOpaque())
    guard failure == 0 else {
      unsafe box.release()
      return nil
    }
    self.thread = thread
  }

  /// Waits until the work is done; to be called once.
  package func join() { pthread_join(thread, nil) }

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
