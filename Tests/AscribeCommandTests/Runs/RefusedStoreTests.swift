import Foundation
import RunStore
import Testing

/// Stores that are none, cannot be written, or are full.
@Suite struct RefusedStoreTests {
  private static let call = ["exact", "or", "--value", "--store", "runs.db"]

  @Test func whatIsNoStoreIsRefusedBeforeTheWork() throws {
    try Workplace.use { place in
      let expected = "expected a store of runs, an SQLite file, or a name that is free for a new one."
      try place.makeFolder("runs.db")
      try expectRefusal(of: Self.call, in: place, "runs.db: a folder; \(expected)")
      try FileManager.default.removeItem(atPath: place.path("runs.db"))
      try place.write("no database", to: "runs.db")
      let other = "expected a store of runs, or a name that is free for a new one."
      try expectRefusal(of: Self.call, in: place, "runs.db: no SQLite file; \(other)")
      try expectRefusal(
        of: ["runs", "list", "--store", "runs.db"], in: place, "runs.db: no SQLite file; \(other)")
    }
  }

  @Test func whatIsSaidOfNoStoreIsRefused() throws {
    try Workplace.use { place in
      for words in [["--tag", "a=b"], ["--experiment", "e"], ["--run-name", "n"], ["--parent-run", "p"]] {
        try expectRefusal(
          of: ["exact", "or"] + words, in: place,
          "\(words[0]) is for a store of runs: give --store, or set ASCRIBE_STORE.")
      }
      try expectRefusal(of: ["exact", "or", "--store", ""], in: place, "--store is empty; expected a path.")
      try expectRefusal(
        of: ["runs", "list"], in: place, "Which store? Give --store, or set ASCRIBE_STORE.")
      try expectRefusal(
        of: ["runs", "list", "--store", "none"], in: place,
        "none: there is no store of runs; `--store none` of a command makes one.")
      for (words, message) in [
        (["--tag", "a"], #"--tag is "a"; expected NAME=VALUE."#),
        (["--tag", "a=b", "--tag", "a=c"], #"--tag: "a" is given twice."#),
        (["--run-name", ""], "--run-name is empty; expected a name."),
      ] { try expectRefusal(of: Self.call + words, in: place, message) }
    }
  }

  @Test func runsThatAreNotThereAreRefused() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe(Self.call + ["--run-name", "twin"]))
      expectSuccess(try place.ascribe(Self.call + ["--run-name", "twin"]))
      let ids = try Store(place.path("runs.db"), creating: false).runs().map(\.id)
      for line in [
        ["show", "x"], ["repeat", "x"], ["tag", "x", "a=b"], ["delete", "x"], ["export", "x", "--csv"],
        ["compare", "x", "y"],
      ] {
        try expectRefusal(
          of: ["runs"] + line + ["--store", "runs.db"], in: place,
          #"runs.db: there is no run "x"; `ascribe runs list` shows which there are."#)
      }
      try expectRefusal(
        of: ["runs", "show", "twin", "--store", "runs.db"], in: place,
        #""twin" stands for several runs: \#(ids.joined(separator: ", "))."#)
      try expectRefusal(
        of: Self.call + ["--parent-run", "x"], in: place,
        #"runs.db: there is no run "x"; `ascribe runs list` shows which there are."#)
      try expectRefusal(
        of: ["runs", "list", "--status", "done", "--store", "runs.db"], in: place,
        #"--status is "done"; accepted: running, finished, failed, killed."#)
    }
  }

  /// A limit of file sizes stands for a full disk: the result is printed, what was stored stays, and the call fails.
  @Test func aFullDiskLosesNothing() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe(Self.call + ["--run-name", "before"]))
      let line = "run or --methods grpo --episodes 16 --batches 3"
      let plain = try place.ascribe(line)
      let full = try place.shell("(ulimit -f 1; \"$0\" \(line) --store runs.db; echo $? > code) | cat")
      #expect(try place.bytes("code") == Data("2\n".utf8))
      #expect(full.output == plain.output)
      #expect(full.complaints.hasPrefix("ascribe: error: runs.db: cannot "))
      let store = try Store(place.path("runs.db"), creating: false)
      #expect(try store.flaws() == [])
      let before = try store.run("before")
      #expect(before.status == .finished)
      #expect(try !store.bytes(of: "(result)", run: before.id).isEmpty)
      // The next run has room again.
      expectSuccess(try place.ascribe(Self.call))
    }
  }

  /// Whoever may only read sees all, and cannot store. The superuser may do everything, and becomes somebody else.
  @Test(.enabled(if: getuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
  func aStoreThatMayOnlyBeReadIsRead() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe(Self.call + ["--run-name", "before"]))
      let become = getuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : ""
      let shell = { (mode: String, words: String) in
        try place.shell("chmod 444 runs.db; chmod \(mode) .; \(become) \"$0\" \(words) --store runs.db")
      }
      // SQLite itself must write beside it.
      let beside = try shell("555", "runs list")
      #expect(beside.code == 2)
      #expect(beside.complaints.hasPrefix("ascribe: error: runs.db: cannot open the store: "))
      let listed = try shell("777", "runs list")
      expectSuccess(listed)
      #expect(listed.output.contains("before"))
      let stored = try shell("777", "exact or --value")
      #expect(stored.code == 2 && stored.output == "")
      #expect(
        stored.complaints == "ascribe: error: runs.db: cannot store the run: it may not be written to.\n")
    }
  }
}
