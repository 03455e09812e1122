import Foundation

/// A value that one thread at a time reads or changes.
///
/// Its lock is Foundation's rather than `Mutex`, which is as good but which the sanitizer of threads does not know on
/// Linux: under it, whatever a `Mutex` guards is reported.
///
/// Unchecked: every access to the value holds the lock.
package final class Locked<Value: ~Copyable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  /// - Parameter value: What is there at first.
  package init(_ value: consuming sending Value) { self.value = value }

  /// What a body makes of the value, which it may change; other threads wait meanwhile.
  ///
  /// - Parameter body: What is done; it must not come back to the same lock.
  /// - Throws: What the body throws; its changes stay.
  package func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }

  /// The same if no other thread is there, and `nil` at once if one is.
  ///
  /// - Parameter body: What is done; it must not come back to the same lock.
  /// - Throws: What the body throws; its changes stay.
  package func withLockIfAvailable<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard lock.try() else { return nil }
    defer { lock.unlock() }
    return try body(&value)
  }
}
