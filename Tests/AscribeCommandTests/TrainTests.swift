import Foundation
import TestSupport
import Testing

/// `ascribe train`.
@Suite struct TrainTests {
  private static let study = "\(common) --methods grpo,exact,exact-gradient"
  private static let common =
    "train single(turns=3,fork=1) --episodes 16 --group-size 4 "
    + "--budget 480 --starts 2 --seeds 2"

  private struct Record: Decodable {
    struct Plan: Decodable { let budget, turnsOfUpdate, starts, seeds, episodes: Int }
    struct Milestone: Decodable { let share: Double }
    struct Arm: Decodable {
      struct Point: Decodable { let turns, value: Double }
      let label: String
      let area, final, gain: ResultJSON.Estimate
      let half: Milestone
      let curve: [Point]
    }
    struct Table: Decodable {
      let isTuned: Bool
      let arms: [Arm]
    }
    struct Optimum: Decodable {
      let value: Double
      let kind: String
    }
    let schema: String
    let plan: Plan
    let optimum: Optimum
    let tables: [Table]
  }

  @Test func theResultIsData() throws {
    try Workplace.use { place in
      let call = try place.ascribe("\(Self.study) --json")
      expectSuccess(call)
      let record = try decode(Record.self, from: call.output)
      #expect(record.schema == "ascribe.training/1")
      #expect(record.plan.budget == 480 && record.plan.turnsOfUpdate == 48 && record.plan.seeds == 2)
      #expect(record.tables.map(\.isTuned) == [false])
      #expect(record.tables[0].arms.map(\.label) == ["grpo", "exact", "exact-gradient"])
      for arm in record.tables[0].arms {
        #expect(arm.curve.count == 41 && arm.curve[40].turns == 480)
        expectEqual(arm.final.mean.value, arm.curve[40].value, within: 1e-12)
        expectEqual(arm.gain.mean.value, arm.curve[40].value - arm.curve[0].value, within: 1e-12)
      }
      #expect(record.optimum.kind == "bestKnown")
    }
  }

  /// The report is that of the result, which is shown again byte for byte, details too; the default fits a screen.
  @Test func reportsAreShownAgain() throws {
    try Workplace.use { place in
      let run = try place.ascribe("\(Self.study) --tune --grid 0.1,1 --output out")
      #expect(run.code == 0)
      #expect(
        try place.files().filter { $0.hasPrefix("out/") }
          == ["out/curves.csv", "out/plan.json", "out/results.json", "out/runs.jsonl"])
      let shown = try place.ascribe("show out/results.json")
      expectSuccess(shown)
      #expect(run.output.hasPrefix(shown.output))
      let detailed = try place.ascribe("show out/results.json --details")
      #expect(try place.ascribe("\(Self.study) --tune --grid 0.1,1 --details").output == detailed.output)
      #expect(detailed.output.contains("Along the way") && !shown.output.contains("Along the way"))
    }
  }

  /// The default arms on a screen of 40 lines.
  @Test func theDefaultFitsAScreen() throws {
    try Workplace.use { place in
      let run = try place.ascribe("train single --budget 1600 --starts 2 --seeds 1 --checks 1")
      expectSuccess(run)
      #expect(run.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 41)
      for arm in ["grpo", "gigpo", "graphgpo", "c3(alternatives=4)", "asymmetric", "exact", "shuffled"] {
        #expect(run.output.contains("\n\(arm) "))
      }
    }
  }

  /// The solver's optimum is the goal where agents remember everything.
  @Test func theOptimumIsTheSolvers() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        "train two-step --memory history --methods exact-gradient --budget 600 --starts 2 --json")
      let record = try decode(Record.self, from: call.output)
      #expect(record.optimum.kind == "optimal")
      expectEqual(record.optimum.value, 8, within: 1e-9)
    }
  }

  /// The same bytes for any number of threads, and when a folder is gone on with.
  @Test func bytesDependOnTheSeedAlone() throws {
    try Workplace.use { place in
      var outputs: [[Data]] = []
      for (folder, settings) in [("one", "--threads 1"), ("two", "--threads 2"), ("three", "--threads 3")] {
        let call = try place.ascribe("\(Self.study) \(settings) --output \(folder)")
        #expect(call.code == 0)
        outputs.append(
          try ["curves.csv", "plan.json", "results.json", "runs.jsonl"].map {
            try place.bytes("\(folder)/\($0)")
          })
      }
      #expect(outputs[1] == outputs[0] && outputs[2] == outputs[0])
      // Three runs and a half are left.
      let lines = String(decoding: outputs[0][3], as: UTF8.self).split(separator: "\n")
      try place.write(
        lines.prefix(3).joined(separator: "\n") + "\n" + String(lines[3].prefix(80)), to: "one/runs.jsonl")
      let call = try place.ascribe("\(Self.study) --output one")
      #expect(call.code == 0 && call.complaints.contains("3 runs were done before"))
      #expect(
        try ["curves.csv", "plan.json", "results.json", "runs.jsonl"].map { try place.bytes("one/\($0)") }
          == outputs[0])
    }
  }

  @Test(arguments: [
    ("--seeds 0", "--seeds is 0; accepted: a whole number in 1...10000."),
    ("--starts 0", "--starts is 0; accepted: a whole number in 1...10000."),
    ("--checks 0", "--checks is 0; accepted: a whole number in 1...1000."),
    ("--budget 5", "--budget is 5; accepted: at least 768 turns, which one update takes."),
    (
      "--methods c3(alternatives=8) --episodes 8",
      "--episodes is 8, which makes updates of 48 turns; accepted: at least 208, because one group of episodes costs "
        + "c3(alternatives=8) 1224 turns."
    ),
    ("--methods exact-gradient,exact-gradient", #"Method "exact-gradient" is asked for twice."#),
    ("--methods exact-gradient(rate=1)", "--methods: exact-gradient has no settings."),
    ("--methods grpo,grpo", #"Method "grpo" is asked for twice."#),
    ("--methods grop", #"There is no method "grop". Did you mean "grpo"?"#),
    (
      "--methods exact(noise=-1)",
      #"method "exact": parameter "noise" is "-1"; accepted: a number in 0...1000."#
    ),
    (
      "--critics sometimes",
      #"--critics is "sometimes"; accepted: refit, persist, persist:K with K in 1...1000."#
    ),
    (
      "--critics persist:0",
      #"--critics is "persist:0"; accepted: refit, persist, persist:K with K in 1...1000."#
    ),
    (
      "--critics persist --methods grpo",
      "--critics is persist:8, but no arm has a critic: grpo. Leave it out, or add one, such as asymmetric."
    ),
    ("--grid 1,2", "--grid is for --tune."),
    ("--tune --grid 0,1", #"--grid has "0"; accepted: numbers above 0, comma-separated."#),
    ("--tune --grid 1,1", "--grid has a rate twice."),
    ("--rate 0", "--rate is 0.0; accepted: a finite number above 0."),
    ("--clip 0.1", "--clip is for --update ppo."),
    ("--update sgd --entropy 0.1", "--entropy is for --update ppo."),
    (
      "--start uniform --starts 3",
      "--starts is for starting policies that are drawn: --start near or drawn."
    ),
    (
      "--start behaviour --start-scale 1",
      "--start-scale is for starting policies that are drawn: --start near or drawn."
    ),
    ("--keep 2", "--keep is 2.0; accepted: a number in 0.0...1.0."),
  ])
  func whatCannotBeDoneIsRefused(options: String, message: String) throws {
    try Workplace.use { place in
      try expectRefusal(
        of: ["train", "single"] + options.split(separator: " ").map(String.init) + ["--output", "out"],
        in: place,
        message)
    }
  }

  /// The message names the arm, its rate, the update and the last return that was finite.
  @Test func overflowIsExplained() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        "train dec-tiger --methods exact-gradient --update sgd --rate 1e308 --start uniform --seeds 1")
      #expect(call.code == 2 && call.output.isEmpty)
      #expect(
        call.complaints.hasPrefix(
          "ascribe: error: exact-gradient: with a rate of 1e+308 the logits overflow at update 1; the last finite "
            + "expected return is -"))
      #expect(call.complaints.hasSuffix(" Use a smaller rate.\n"))
    }
  }

  /// One rate that overflows is told in the report; the others are compared.
  @Test func aRateThatFailsIsTold() throws {
    try Workplace.use { place in
      let line =
        "train dec-tiger --methods exact-gradient --update sgd --tune --start uniform --seeds 1 --budget 1000"
      let call = try place.ascribe("\(line) --grid 0.01,1e308 --output out")
      #expect(call.code == 0)
      #expect(call.output.contains("Rates at which runs failed, which count as the worst"))
      #expect(call.output.contains("choosing  1 of 1"))
      #expect(call.output.contains("the logits overflow at update 1; the last finite expected return is "))
      #expect(call.output.contains("  failed "))
      let shown = try place.ascribe("show out/results.json")
      expectSuccess(shown)
      #expect(call.output.hasPrefix(shown.output))
      let failed = try place.ascribe("\(line) --grid 1e308,1.5e308")
      #expect(failed.code == 2 && failed.output.isEmpty)
      #expect(
        failed.complaints.hasPrefix(
          "ascribe: error: exact-gradient: every rate of the grid fails (1e+308, 1.5e+308): the logits overflow"
        ))
    }
  }

  @Test func criticsPersist() throws {
    try Workplace.use { place in
      let line = "\(Self.common) --methods asymmetric,grpo --checks 1"
      let call = try place.ascribe("\(line) --critics persist:2")
      expectSuccess(call)
      #expect(call.output.contains("; critics fitted to the episodes of the last 2 updates\n"))
      #expect(try place.ascribe("\(line) --critics persist:1").output == place.ascribe(line).output)
      #expect(
        try place.ascribe("\(line) --critics persist --json").output
          == place.ascribe("\(line) --critics persist:8 --json").output)
    }
  }

  /// Several scenarios are summed up, and shown again with all that was found on each.
  @Test func scenariosAreSummedUp() throws {
    try Workplace.use { place in
      let words = Self.common.split(separator: " ").dropFirst(2).joined(separator: " ")
      let line = "train single(turns=3,fork=1) coupling luck --methods grpo,exact \(words) --checks 1"
      let call = try place.ascribe("\(line) --output out")
      #expect(call.code == 0)
      #expect(call.output.hasPrefix("Learning on 3 scenarios\n"))
      #expect(call.output.contains("luck is left out of all sums"))
      #expect(call.output.contains("\nMean score by scenario: of the mean over the budget\n"))
      let shown = try place.ascribe("show out/results.json")
      expectSuccess(shown)
      #expect(call.output.hasPrefix(shown.output))
      let detailed = try place.ascribe("show out/results.json --details")
      #expect(try place.ascribe("\(line) --details").output == detailed.output)
      #expect(detailed.output.contains("Along the way"))
      // Each is the study that it is alone, in a folder of its own.
      let alone = try place.ascribe(
        "train single(turns=3,fork=1) --methods grpo,exact \(words) --checks 1 --output alone")
      #expect(alone.code == 0)
      for file in ["plan.json", "runs.jsonl", "curves.csv", "results.json"] {
        #expect(try place.bytes("out/1-single/\(file)") == place.bytes("alone/\(file)"))
      }
      #expect(
        try place.ascribe("show out/1-single/results.json").output
          == place.ascribe("show alone/results.json").output)
      let before = try place.bytes("out/results.json")
      let again = try place.ascribe("\(line) --output out")
      #expect(again.code == 0 && again.complaints.contains("24 runs were done before"))
      #expect(try place.bytes("out/results.json") == before)
      try expectRefusal(
        of: ["train", "coupling", "coupling"], in: place, #"Scenario "coupling" is named twice."#)
    }
  }

  @Test func foldersOfOthersAreRefused() throws {
    try Workplace.use { place in
      #expect(try place.ascribe("\(Self.study) --output out").code == 0)
      try place.makeFolder("notes")
      try place.write("mine", to: "notes/mine.txt")
      let words = { (line: String) in line.split(separator: " ").map(String.init) }
      try expectRefusal(
        of: words("\(Self.study) --seed 4 --output out"), in: place,
        "out holds another study of learning: it has \"seed\" : 0, this one \"seed\" : 4. Give another folder, or "
          + "remove this one.")
      try expectRefusal(
        of: words("\(Self.study) --output notes"), in: place,
        "notes is not empty (it has mine.txt) and holds no study of learning. Give another folder.")
    }
  }
}
