import Ground
import Testing

/// Pieces of work that any thread may do.
@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 2, 7, 1000], [1, 2, 3, 64])
  func resultsStandInTheOrderOfTheirPieces(count: Int, threads: Int) {
    #expect(parallelMap(count: count, threads: threads) { "\($0)" } == (0..<count).map { "\($0)" })
  }

  /// Each piece is done once, however few threads the system gives.
  @Test(arguments: [0, 1, 2])
  func fewerThreadsDoAll(given: Int) {
    let done = Locked([Int](repeating: 0, count: 100))
    let asked = Locked(0)
    parallelForEach(
      count: 100, threads: 4,
      beginning: { work in
        let isGiven = asked.withLock { asked in
          asked += 1
          return asked <= given
        }
        return isGiven ? WorkerThread(work) : nil
      }
    ) { piece in done.withLock { $0[piece] += 1 } }
    #expect(done.withLock { $0 } == [Int](repeating: 1, count: 100))
    #expect(asked.withLock { $0 } == given + 1)
  }

  /// Who begins threads is asked for no more than there are pieces for.
  @Test func fewPiecesNeedFewThreads() {
    let asked = Locked(0)
    parallelForEach(
      count: 2, threads: 8,
      beginning: { work in
        asked.withLock { $0 += 1 }
        return WorkerThread(work)
      }
    ) { _ in }
    #expect(asked.withLock { $0 } == 1)
  }
}
