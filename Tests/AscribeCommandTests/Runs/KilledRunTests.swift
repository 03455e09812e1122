import Foundation
import RunStore
import TestSupport
import Testing

/// Runs that are killed, and runs at the same time.
@Suite struct KilledRunTests {
  @Test func aKilledRunShowsAsKilled() throws {
    try Workplace.use { place in
      let call = try place.shell(
        """
        "$0" run and --methods grpo --episodes 1000 --batches 1000000 --store runs.db >/dev/null 2>&1 &
        tries=0
        until "$0" runs list --store runs.db 2>/dev/null | grep -q RUNNING || [ $tries -gt 500 ]; do
          tries=$((tries + 1))
          sleep 0.02
        done
        "$0" runs list --store runs.db --status running
        kill -9 $!
        wait $!
        "$0" runs list --store runs.db --status killed
        """)
      #expect(call.output.contains("(1 RUNNING)"))
      #expect(call.output.contains("(1 KILLED)"))
      let store = try Store(place.path("runs.db"), creating: false)
      #expect(try store.runs().map(\.status) == [.killed])
      #expect(try store.flaws() == [])
      let refused = try place.ascribe("runs repeat \(store.runs()[0].id) --store runs.db")
      #expect(refused.code == 2 && refused.complaints.contains("left nothing to compare with"))
    }
  }

  /// A few of what `make kills-store` does more often.
  @Test(.tags(.slow), .whereSlowTestsRun)
  func aStoreOutlivesKilledProcesses() throws {
    try Workplace.use { place in
      let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../Fuzzing/kill-store"
      )
      .standardized.path
      let call = try place.shell("exec '\(script)' 5 \"$0\"")
      #expect(call.code == 0, "\(call.output) \(call.complaints)")
      #expect(call.output.hasPrefix("5 kills: "))
    }
  }

  @Test func severalProcessesStoreAtOnce() throws {
    try Workplace.use { place in
      let call = try place.shell(
        """
        seq 6 | xargs -P 6 -I{} "$0" run or --methods grpo --episodes 16 --batches 3 --seed {} --output out{} \
          --store runs.db > /dev/null
        """)
      #expect(call.complaints == "")
      let store = try Store(place.path("runs.db"), creating: false)
      let runs = try store.runs()
      #expect(Set(runs.compactMap(\.seed)) == Set((1...6).map(String.init)))
      #expect(runs.allSatisfy { $0.status == .finished })
      for run in runs { #expect(try store.artefacts(of: run.id).count == 6, "\(run.id)") }
      expectSuccess(try place.ascribe("runs check --store runs.db"))
    }
  }
}
