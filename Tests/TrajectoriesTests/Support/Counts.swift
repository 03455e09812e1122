import Ground

/// How often each of some pieces of work was done, by any thread.
final class Counts: Sendable {
  private let counts: Locked<[Int]>

  init(_ pieces: Int) { counts = Locked(Array(repeating: 0, count: pieces)) }

  func count(_ piece: Int) { counts.withLock { $0[piece] += 1 } }

  var all: [Int] { counts.withLock { $0 } }
}
