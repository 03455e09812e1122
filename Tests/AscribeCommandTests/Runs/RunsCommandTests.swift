@testable import AscribeCommand
import CreditStatistics
import Foundation
import Ground
import RunStore
import Testing

/// `ascribe runs`.
@Suite struct RunsCommandTests {
  private static let small = "--episodes 16 --batches 12 --fit-episodes 0"

  /// A place with a store of two runs that differ in a setting of a method.
  private static func use(_ body: (Workplace) throws -> Void) throws {
    try Workplace.use { place in
      for (name, methods) in [("first", "grpo,c3(alternatives=1)"), ("second", "grpo")] {
        expectSuccess(
          try place.ascribe(
            "run coupling --methods \(methods) \(small) --store runs.db --run-name \(name) --output \(name)"))
      }
      try body(place)
    }
  }

  @Test func runsAreListedAndSelected() throws {
    try Self.use { place in
      expectSuccess(try place.ascribe("runs tag first kept=yes --store runs.db"))
      let listed = { (line: String) in
        let call = try place.ascribe("runs list --json --store runs.db" + line)
        expectSuccess(call)
        return try decode(RunListing.self, from: call.output).runs
      }
      #expect(try listed("").map(\.name) == ["second", "first"])
      #expect(try listed(" --tag kept=yes").map(\.tags) == [["kept": "yes"]])
      #expect(try listed(" --limit 1").map(\.name) == ["second"])
      #expect(try listed(" --status failed").isEmpty)
      #expect(try listed(" --experiment other").isEmpty)
      let text = try place.ascribe("runs --store runs.db")
      expectSuccess(text)
      #expect(text.output.hasPrefix("> 2 runs of 1 experiment, the latest first. (2 FINISHED)\n"))
      expectSuccess(try place.ascribe("runs tag first --remove kept --store runs.db"))
      #expect(try listed(" --tag kept=yes").isEmpty)
    }
  }

  /// What `show` finds is what the command printed.
  @Test func aRunIsShownWithItsResult() throws {
    try Self.use { place in
      let line = "run coupling --methods grpo \(Self.small)"
      let shown = try place.ascribe("runs show second --report --store runs.db")
      expectSuccess(shown)
      #expect(shown.output == (try place.ascribe(line)).output)
      let result = try place.ascribe([
        "runs", "show", "second", "--artefact", "(result)", "--store", "runs.db",
      ])
      #expect(result.output == (try place.ascribe(line + " --json")).output)
      let written = try place.ascribe(
        "runs show second --artefact second/trace.jsonl --output copy.jsonl --store runs.db")
      expectSuccess(written)
      #expect(try place.bytes("copy.jsonl") == place.bytes("second/trace.jsonl"))
      let json = try place.ascribe("runs show second --json --store runs.db")
      let run = try decode(RunDescription.self, from: json.output).run
      #expect(run.parameters["episodes"] == "16")
      #expect(run.artefacts?.contains { $0.name == "second/trace.jsonl" } == true)
      try place.write(json.output, to: "run.json")
      let text = try place.ascribe("runs show second --store runs.db")
      #expect(try place.ascribe("show run.json").output == text.output)
    }
  }

  /// The same method on the same episodes: no difference; with another seed: batches are not paired.
  @Test func runsAreComparedByBatch() throws {
    try Self.use { place in
      let compared = { (line: String) in
        let call = try place.ascribe("runs compare \(line) --json --store runs.db")
        expectSuccess(call)
        return try decode(RunComparison.self, from: call.output)
      }
      let same = try compared("first second")
      #expect(same.unpaired == nil && same.hasEqualResults == false)
      #expect(same.differences.map(\.name) == ["--methods", "--output"])
      let alignment = try #require(same.numbers.first { $0.name == "gradientAlignment/grpo" })
      #expect(alignment.first == alignment.second && alignment.batches == 12)
      #expect(alignment.test.reason == .equal)
      #expect(same.onlyFirst.contains("gradientAlignment/c3(alternatives=1)"))
      expectSuccess(
        try place.ascribe(
          "run coupling --methods grpo \(Self.small) --seed 7 --store runs.db --run-name third"))
      let other = try compared("second third --metric meanReturn")
      #expect(other.unpaired == "their seeds differ")
      #expect(other.numbers.map(\.name) == ["meanReturn"])
      let mean = other.numbers[0]
      let plain = try #require(mean.first) - #require(mean.second)
      let interval = try #require(mean.difference.optional)
      expectEqual(interval.estimate, plain, within: 1e-12)
      #expect(interval.lower < plain && plain < interval.upper)
      #expect(mean.test.optional?.method == .welch && mean.batches == 24)
    }
  }

  /// What does not change the result is a difference all the same.
  @Test func equalResultsAreFound() throws {
    try Workplace.use { place in
      for (name, threads) in [("one", 1), ("two", 2)] {
        let call = try place.ascribe(
          "run coupling --methods gigpo --threads \(threads) \(Self.small) --store runs.db --run-name \(name)"
        )
        expectSuccess(call)
      }
      let call = try place.ascribe("runs compare one two --store runs.db")
      expectSuccess(call)
      #expect(call.output.contains("> The results are equal to the last byte."))
      #expect(call.output.contains("\n--threads"))
    }
  }

  /// Numbers that are put into a store: the mean of the differences, and Student's t interval of 1, 2, 3, 6.
  @Test func differencesAreTakenBatchByBatch() throws {
    try Workplace.use { place in
      let store = try Store(place.path("runs.db"), creating: true)
      for (name, values) in [("one", [2.0, 4, 6, 10]), ("two", [1, 2, 3, 4])] {
        var start = RunStart(arguments: ["run", "x"], folder: "/", user: "u", version: "1")
        (start.name, start.seed) = (name, "0")
        let id = try store.begin(start)
        var end = RunEnd(.finished, exitCode: 0)
        end.fingerprint = "f"
        end.metrics = values.enumerated().map { RunMetric("m", axis: "batch", step: $0, $1) }
        end.metrics.append(RunMetric("m", values.reduce(0, +) / 4))
        try store.end(id, end)
      }
      store.end()
      let call = try place.ascribe("runs compare one two --json --store runs.db")
      let comparison = try decode(RunComparison.self, from: call.output)
      let number = try #require(comparison.numbers.first)
      let interval = try #require(number.difference.optional)
      expectEqual(interval.estimate, 3, within: 1e-12)
      // The standard deviation is sqrt(14 / 3), t(0.975, 3) = 3.182446305284263.
      let margin = 3.182446305284263 * (14.0 / 3).squareRoot() / 2
      expectEqual(interval.upper, 3 + margin, within: 1e-9)
      // t = 3 / 1.0801 = 2.7775 with 3 degrees of freedom.
      expectEqual(number.adjustedPValue.optional, 0.0691, within: 5e-4)
      #expect(number.batches == 4 && comparison.unpaired == nil)
    }
  }

  @Test func aRunIsRepeatedByteByByte() throws {
    try Self.use { place in
      let before = try place.files()
      let call = try place.ascribe("runs repeat first --store runs.db")
      expectSuccess(call)
      #expect(call.output.contains("\n> All bytes are equal. (7 artefacts by SHA-256)\n"))
      #expect(try place.files() == before)
      // A store that holds other bytes than the command gives finds it.
      let store = try Store(place.path("runs.db"), creating: false)
      let id = try store.run("first").id
      var other = RunEnd(.finished, exitCode: 0)
      other.artefacts = [Artefact("(result)", mediaType: "application/json", Array(#"{"schema":"x"}"#.utf8))]
      try store.end(id, other)
      store.end()
      let differing = try place.ascribe("runs repeat first --store runs.db")
      #expect(differing.code == 1)
      #expect(
        differing.complaints == "ascribe: Run \(id.prefix(8)) (first) gives other bytes than it gave.\n")
      #expect(differing.output.contains("> The bytes differ. (1 of 7 artefacts)"))
      #expect(differing.output.contains("first difference  "))
    }
  }

  /// Everything that names a file is written elsewhere, whatever stands there now.
  @Test(arguments: [
    "run or --methods grpo --episodes 16 --batches 2 --html r.html --csv t.csv --dot g.dot",
    "train or --methods grpo --seeds 2 --budget 400 --output study",
    "attribute E1.jsonl --method grpo --output c.jsonl",
    "attribute E1.jsonl --method grpo --method gigpo --output out",
    "attribute E1.jsonl --method grpo", "run or --episodes 64 --stream t.jsonl",
    "compare or --methods grpo,gigpo --episodes 16 --batches 2 --npz n.npz",
  ])
  func everyKindOfOutputIsRepeated(line: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = try place.ascribe(line + " --store runs.db --run-name it")
      #expect(call.code == 0, "\(call.complaints)")
      let files = try place.files()
      let repeated = try place.ascribe("runs repeat it --store runs.db")
      #expect(repeated.code == 0, "\(repeated.output) \(repeated.complaints)")
      #expect(try place.files() == files)
    }
  }

  @Test func runsAreDeletedAndExported() throws {
    try Self.use { place in
      let csv = try place.ascribe("runs export --csv --store runs.db")
      expectSuccess(csv)
      let lines = csv.output.split(separator: "\n")
      #expect(lines[0] == "run,experiment,run_name,status,kind,name,axis,step,value,low,high")
      #expect(
        lines.contains {
          $0.hasSuffix(#",default,first,FINISHED,parameter,methods,,,"grpo,c3(alternatives=1)",,"#)
        })
      #expect(lines.contains { $0.contains(",second,FINISHED,metric,gradientAlignment/grpo,batch,11,") })
      let json = try place.ascribe("runs export first --json --store runs.db")
      let runs = try decode(RunListing.self, from: json.output).runs
      #expect(runs.map(\.name) == ["first"])
      #expect(runs[0].metrics?.isEmpty == false)
      expectSuccess(try place.ascribe("runs delete first --store runs.db"))
      let left = try Store(place.path("runs.db"), creating: false)
      #expect(try left.runs().map(\.name) == ["second"])
      #expect(try left.flaws() == [])
      expectSuccess(try place.ascribe("runs check --store runs.db"))
    }
  }
}
