import Dispatch
import Synchronization

/// The results of independent pieces of work, in the order of their indices, whatever order they are done in.
///
/// - Parameters:
///   - count: Number of pieces.
///   - threads: Most threads that work at once, at least 1.
///   - body: The work of one piece; it depends on the index alone.
package func parallelMap<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  return unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    let slots = unsafe Slots(base: buffer)
    parallelForEach(count: count, threads: threads) { unsafe slots.fill($0, body($0)) }
    initialized = count
  }
}

/// Does independent pieces of work, in any order, and returns when all are done.
///
/// - Parameters:
///   - count: Number of pieces.
///   - threads: Most threads that work at once, at least 1.
///   - body: The work of one piece; pieces write to places of their own.
package func parallelForEach(count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
  guard threads > 1, count > 1 else { return (0..<count).forEach(body) }
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
    }
  }
}

/// Uninitialised places of an array, one for each piece of work.
///
/// Unchecked: every index is handed out once by the atomic counter, so no two threads touch one place, and
/// `concurrentPerform` returns only after all writes.
@unsafe private struct Slots<Element>: @unchecked Sendable {
  let base: UnsafeMutableBufferPointer<Element>

  func fill(_ index: Int, _ element: Element) { unsafe base.initializeElement(at: index, to: element) }
}
