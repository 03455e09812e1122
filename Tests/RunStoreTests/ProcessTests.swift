import Foundation
import RunStore
import TestSupport
import Testing

/// Several processes, and those that are gone.
@Suite struct ProcessTests {
  /// Connections know nothing of one another, as those of two processes; the store does not stand when they begin.
  @Test func severalWriteAtOnce() throws {
    try withStorePath { path in
      let (writers, runs) = (4, 12)
      let failures = Failures()
      DispatchQueue.concurrentPerform(iterations: writers) { writer in
        do {
          let store = try Store(path, creating: true)
          for run in 0..<runs {
            let id = try store.begin(sampleStart(experiment: "writer \(writer)", name: "\(run)"))
            try store.end(id, sampleEnd())
          }
          store.end()
        } catch {
          failures.add("\(error)")
        }
      }
      #expect(failures.all == [])
      let store = try Store(path, creating: false)
      let found = try store.runs()
      #expect(found.count == writers * runs)
      #expect(found.allSatisfy { $0.status == .finished })
      #expect(try found.allSatisfy { try store.metrics(of: $0.id).count == 3 })
      #expect(try store.flaws() == [])
    }
  }

  @Test func aRunWhoseProcessIsGoneIsKilled() throws {
    try withStorePath { path in
      let own = ProcessIdentity.current
      let identities: [(String, ProcessIdentity, RunStatus)] = [
        ("alive", own, .running),
        // Another process has the number now.
        (
          "reused", ProcessIdentity(number: own.number, start: own.start - 1, boot: own.boot, host: own.host),
          .killed
        ),
        // There are at most 4194304 processes.
        ("gone", ProcessIdentity(number: 5_000_000, start: 1, boot: own.boot, host: own.host), .killed),
        (
          "rebooted", ProcessIdentity(number: own.number, start: own.start, boot: "other", host: own.host),
          .killed
        ),
        (
          "elsewhere", ProcessIdentity(number: 5_000_000, start: 1, boot: "other", host: "elsewhere"),
          .running
        ),
      ]
      let store = try Store(path, creating: true)
      for (name, process, _) in identities { _ = try store.begin(sampleStart(name: name), by: process) }
      store.end()
      let next = try Store(path, creating: false)
      for (name, _, status) in identities {
        let run = try next.runs().first { $0.name == name }
        #expect(run?.status == status, "\(name)")
        #expect(run?.ended == nil)
      }
    }
  }
}

/// What went wrong in threads.
private final class Failures: @unchecked Sendable {
  private let lock = NSLock()
  private var texts: [String] = []

  func add(_ text: String) { lock.withLock { texts.append(text) } }

  var all: [String] { lock.withLock { texts } }
}
