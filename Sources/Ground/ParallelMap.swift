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
///   - threads: Most threads that work at once, at least 1; where the system gives fewer, these do all.
///   - begin: Begins another thread; `nil` if there is none to be had.
///   - body: The work of one piece; pieces write to places of their own.
package func parallelForEach(
  count: Int, threads: Int,
  beginning begin: (@escaping @Sendable () -> Void) -> WorkerThread? = { WorkerThread($0) },
  _ body: @Sendable (Int) -> Void
) {
  guard threads > 1, count > 1 else { return (0..<count).forEach(body) }
  withoutActuallyEscaping(body) { body in
    let shares = Shares(count)
    let work: @Sendable () -> Void = {
      while let index = shares.next() { body(index) }
    }
    var others: [WorkerThread] = []
    while others.count < min(threads, count) - 1, let thread = begin(work) { others.append(thread) }
    work()
    for thread in others { thread.join() }
  }
}

/// Hands out the pieces of some work.
private final class Shares: Sendable {
  private let count: Int
  private let given = Atomic(0)

  init(_ count: Int) { self.count = count }

  /// A piece that nobody has; `nil` when all are given out.
  func next() -> Int? {
    let index = given.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }
}

/// Uninitialised places of an array, one for each piece of work.
///
/// Unchecked: every index is handed out once by the atomic counter, so no two threads touch one place, and
/// `parallelForEach` returns only after all writes.
@unsafe private struct Slots<Element>: @unchecked Sendable {
  let base: UnsafeMutableBufferPointer<Element>

  func fill(_ index: Int, _ element: Element) { unsafe base.initializeElement(at: index, to: element) }
}
