import Glibc

/// Shared habits of system calls.
enum SystemCall {
  /// The system's words for the error number that the last failed call left.
  static var reason: String { reason(of: errno) }

  /// The system's words for an error number.
  static func reason(of code: Int32) -> String { unsafe String(cString: strerror(code)) }

  /// Repeats a call for as long as a signal interrupts it.
  static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
