import ArgumentParser
@testable import AscribeCommand
import Foundation
import RunStore
import Testing

/// What commands leave in a store of runs.
@Suite struct StoredRunTests {
  private static let small = "--episodes 16 --batches 3 --fit-episodes 0"

  /// Results and files are the same with a store as without one, and the store has them.
  @Test(arguments: [
    "run or --methods grpo,gigpo \(small)", "compare or --methods grpo,gigpo --episodes 16 --batches 3",
    "critics and --critic symmetric --episodes 16 --batches 3 --fit-episodes 32", "exact single",
    "exact or --value",
    "replay or --episode 0 --turn 0 --agent agent-1 --continuations 20",
    "attribute E1.jsonl --method grpo --method gigpo --summary", "keys E1.jsonl --resamples 99",
    "blame or --methods grpo \(small)", "frontier or --methods grpo --budgets 100 --batches 3",
    "train or --methods grpo --seeds 2 --budget 400",
  ])
  func aResultIsStoredAndKeepsItsBytes(line: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let plain = try place.ascribe(line + " --json")
      #expect(plain.code == 0, "\(plain.complaints)")
      let kept = try place.ascribe(line + " --json --store runs.db")
      #expect(kept.output == plain.output)
      #expect(kept.complaints == plain.complaints)
      let (store, run) = try Self.only(place)
      #expect(run.status == .finished && run.exitCode == 0)
      #expect(run.arguments == (line + " --json --store runs.db").split(separator: " ").map(String.init))
      #expect(try store.bytes(of: RunRecorder.result, run: run.id) == Array(plain.output.utf8))
      #expect(try !store.metrics(of: run.id).isEmpty)
      #expect(run.parameters["json"] == "true" && run.parameters["store"] == nil)
    }
  }

  /// The parameters of a command have the names that its help has.
  @Test(arguments: [
    "run", "attribute", "compare", "train", "measures", "frontier", "keys", "exact", "critics", "solve",
    "replay", "import", "recommend",
  ])
  func parametersAreCalledWhatTheHelpCallsThem(command: String) throws {
    try Workplace.use { place in
      let help = try place.ascribe([command, "--help"]).output
      let words: [String: [String]] = [
        "attribute": ["t.jsonl", "--method", "grpo"], "compare": ["or"], "train": ["or"], "keys": ["t.jsonl"],
        "replay": ["or", "--episode", "0", "--turn", "0"], "import": ["auto", "log.json"], "measures": [],
      ]
      let parsed = try RootCommand.parseAsRoot([command] + (words[command] ?? ["or"]))
      let names = RunParameters.all(of: parsed).keys
      #expect(!names.isEmpty)
      for name in names {
        let isKnown = ["--\(name) ", "--\(name)\n", "<\(name)>"].contains { help.contains($0) }
        #expect(isKnown, "\(command) \(name)")
      }
    }
  }

  @Test func optionsThatNobodyGaveAreStoredToo() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe("exact or --store runs.db"))
      let run = try Self.only(place).run
      #expect(run.parameters["memory"] == "last" && run.parameters["scenario"] == "or")
      #expect(run.parameters["horizon"] == nil)
      #expect(run.fingerprint?.count == 16)
    }
  }

  /// Every file by its digest, and numbers batch by batch.
  @Test func filesAndBatchesAreStored() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        [
          "run", "or", "--methods", "grpo", "--episodes", "16", "--batches", "3", "--output", "out", "--csv",
          "t.csv",
        ],
        environment: ["ASCRIBE_STORE": "runs.db"])
      expectSuccess(call)
      let (store, run) = try Self.only(place)
      for name in ["out/trace.jsonl", "out/results.json", "out/grpo.credits.jsonl", "t.csv"] {
        #expect(try store.bytes(of: name, run: run.id) == Array(place.bytes(name)), "\(name)")
      }
      let metrics = try store.metrics(of: run.id).filter { $0.name == "gradientAlignment/grpo" }
      let whole = try #require(metrics.first { $0.axis.isEmpty })
      let batches = metrics.filter { $0.axis == "batch" }
      #expect(batches.map(\.step) == [0, 1, 2])
      let mean = batches.compactMap(\.value).reduce(0, +) / 3
      expectEqual(whole.value, mean, within: 1e-12)
      #expect(try #require(whole.low) < mean && mean < #require(whole.high))
    }
  }

  @Test func failuresAndFoundDifferencesAreToldApart() throws {
    try Workplace.use { place in
      #expect(try place.ascribe("run or --methods nope --store runs.db").code == 2)
      try place.addWorkedTrace()
      for (method, file) in [("grpo", "a.jsonl"), ("gigpo", "b.jsonl")] {
        expectSuccess(try place.ascribe("attribute E1.jsonl --method \(method) --output \(file)"))
      }
      #expect(try place.ascribe("compare a.jsonl b.jsonl --store runs.db").code == 1)
      let runs = try Store(place.path("runs.db"), creating: false).runs()
      let failed = try #require(runs.first { $0.arguments[0] == "run" })
      #expect(failed.status == .failed && failed.exitCode == 2)
      #expect(failed.failure?.hasPrefix(#"There is no method "nope"."#) == true)
      let found = try #require(runs.first { $0.arguments[0] == "compare" })
      #expect(found.status == .finished && found.exitCode == 1)
    }
  }

  /// Names may hold anything: they are stored as they are, and shown without effect.
  @Test func hostileNamesShowAsText() throws {
    try Workplace.use { place in
      let name = "a\u{1B}[31m\u{202E}b'; DROP TABLE run; --"
      let call = try place.ascribe(
        [
          "exact", "or", "--value", "--store", "runs.db", "--run-name", name, "--experiment", name, "--tag",
          "\(name)=\(name)",
        ])
      expectSuccess(call)
      let run = try Self.only(place).run
      #expect(run.name == name && run.experiment == name && run.tags == [name: name])
      for line in ["list", "show \(run.id)"] {
        let shown = try place.ascribe("runs \(line) --store runs.db")
        expectSuccess(shown)
        #expect(!shown.output.contains("\u{1B}") && !shown.output.contains("\u{202E}"))
        #expect(shown.output.contains(#"a\u{1B}[31m\u{202E}b"#))
      }
      let json = try place.ascribe("runs list --json --store runs.db").output
      #expect(!json.contains("\u{1B}") && !json.contains("\u{202E}"))
      #expect(try decode(RunListing.self, from: json).runs[0].name == name)
    }
  }

  /// The store that a place has one run in.
  static func only(_ place: Workplace) throws -> (store: Store, run: StoredRun) {
    let store = try Store(place.path("runs.db"), creating: false)
    let runs = try store.runs()
    #expect(runs.count == 1)
    return (store, try #require(runs.first))
  }
}
