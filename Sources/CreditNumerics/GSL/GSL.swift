import CGSL
import COpenBLAS

/// The one way into GSL: every C call of ours that can meet an error goes through one of these functions, so
/// that GSL's error handler, which would abort the process, is switched off before any of them, and no status is
/// dropped.
package enum GSL {
  /// Whether the aborting handler is off, and OpenBLAS held to one thread, so that results are the same on any number of
  /// cores. A `static let` is initialised at its first use, and exactly once also when several threads meet it together.
  @usableFromInline static let reportsErrors: Bool = {
    unsafe gsl_set_error_handler_off()
    openblas_set_num_threads(1)
    return true
  }()

  /// Calls a routine that reports no status.
  @inlinable @inline(__always)
  package static func call<Result>(_ body: () -> Result) -> Result {
    // A precondition, not an assertion: its operand must be evaluated in optimised builds too.
    precondition(reportsErrors, "GSL's handler that aborts is switched off before its first call")
    return body()
  }

  /// Calls a routine that returns a status, and throws any status but success.
  @inlinable @inline(__always)
  package static func check(_ routine: StaticString, _ body: () -> Int32) throws(GSLError) {
    let status = call(body)
    guard status == 0 else { throw GSLError(routine: "\(routine)", code: .init(rawValue: status)) }
  }

  /// Calls a function that answers a domain error with NaN, and throws in that case.
  @inlinable @inline(__always)
  package static func number(_ routine: StaticString, _ body: () -> Double) throws(GSLError) -> Double {
    let result = call(body)
    guard !result.isNaN else { throw GSLError(routine: "\(routine)", code: .domain) }
    return result
  }

  /// Calls an allocating routine, and throws when it returns no memory. The caller owns the pointer.
  @inlinable @inline(__always)
  package static func allocate<Object>(
    _ routine: StaticString, _ body: () -> UnsafeMutablePointer<Object>?
  ) throws(GSLError) -> UnsafeMutablePointer<Object> {
    guard let object = unsafe call(body) else { throw GSLError(routine: "\(routine)", code: .noMemory) }
    return unsafe object
  }
}

/// The library that GSL computes with.
package enum LinearAlgebra {
  /// How many threads it works with. The package has threads of its own, which are busy, so this is one unless
  /// `OPENBLAS_NUM_THREADS` says otherwise; `COpenBLAS` sees to it before any thread is started.
  package static var threads: Int { Int(openblas_get_num_threads()) }
}
