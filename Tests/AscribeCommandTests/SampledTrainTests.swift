import Foundation
import TestSupport
import Testing

/// `ascribe train` where returns are sampled.
@Suite struct SampledTrainTests {
  private static let study =
    "train relay --truth sampled(episodes=40,every=2) --methods grpo,gigpo,shuffled --episodes 16 --group-size 4 "
    + "--budget 500 --starts 2 --seeds 1"

  private struct Record: Decodable {
    struct Truth: Decodable { let kind, reason: String }
    struct Evaluation: Decodable {
      let episodes, every: Int
      let returnBounds: [Double]
      let turns: Double
    }
    struct Scenario: Decodable { let states: Int? }
    let truth: Truth
    let evaluation: Evaluation
    let scenario: Scenario
  }

  private static func text(_ name: String, in place: Workplace) throws -> String {
    String(decoding: try place.bytes(name), as: UTF8.self)
  }

  /// Result, report and page say that returns are sampled, and how.
  @Test func theKindOfTruthIsSaid() throws {
    try Workplace.use { place in
      let call = try place.ascribe("\(Self.study) --output out --html page.html")
      #expect(call.code == 0)
      #expect(
        call.output.contains(
          "\nreturns are sampled: on 40 fresh episodes at the start, after every 2 updates and at the end, "))
      #expect(call.output.contains(" turns a run that the budget does not pay for; "))
      #expect(
        call.output.contains(
          " with 95% confidence (confidence sequences). Starting policies are drawn by the names of their parameters, "
            + "others than where returns are exact. It was asked for (--truth)."))
      #expect(call.output.contains("\nSampled return, all arms at rate 0.5\n"))
      #expect(call.output.contains("the best sampled return that any run came to"))
      #expect(!call.output.contains("xact expected return"))
      let record = try decode(Record.self, from: Self.text("out/results.json", in: place))
      #expect(record.truth.kind == "sampled" && record.scenario.states == nil)
      #expect(record.evaluation.episodes == 40 && record.evaluation.every == 2)
      #expect(record.evaluation.returnBounds == [0, 1] && record.evaluation.turns > 0)
      let shown = try place.ascribe("show out/results.json")
      expectSuccess(shown)
      #expect(call.output.hasPrefix(shown.output))
      let details = try place.ascribe("show out/results.json --details")
      #expect(details.output.contains("\nAlong the way: the policy\n"))
      let page = try Self.text("page.html", in: place)
      #expect(page.contains("Sampled return of the policy") && !page.contains("Exact return of the policy"))
      let table = try Self.text("out/curves.csv", in: place).split(separator: "\n")
      #expect(table[0] == "arm,rate,tuning,start,seed,update,turns,return,lower,upper")
      #expect(
        table.dropFirst().allSatisfy {
          $0.split(separator: ",", omittingEmptySubsequences: false).count == 10
        })
    }
  }

  /// The same bytes for any number of threads, when a folder is gone on with, and when parts are joined.
  @Test func bytesDependOnTheSeedAlone() throws {
    try Workplace.use { place in
      let files = ["curves.csv", "plan.json", "results.json", "runs.jsonl"]
      var outputs: [[Data]] = []
      for threads in 1...4 {
        #expect(try place.ascribe("\(Self.study) --threads \(threads) --output out\(threads)").code == 0)
        outputs.append(try files.map { try place.bytes("out\(threads)/\($0)") })
      }
      #expect(Set(outputs).count == 1)
      let lines = try Self.text("out1/runs.jsonl", in: place).split(separator: "\n")
      try place.write(
        lines.prefix(2).joined(separator: "\n") + "\n" + lines[2].prefix(50), to: "out1/runs.jsonl")
      let again = try place.ascribe("\(Self.study) --output out1")
      #expect(again.code == 0 && again.complaints.contains("2 runs were done before"))
      #expect(try files.map { try place.bytes("out1/\($0)") } == outputs[0])
      for part in 1...2 {
        #expect(try place.ascribe("\(Self.study) --shard \(part)/2 --output part\(part)").code == 0)
      }
      let merged = try place.ascribe("merge part1 part2 --output merged")
      #expect(merged.code == 0)
      #expect(try place.bytes("merged/results.json") == outputs[0][2])
    }
  }

  /// Without being asked for, where a scenario has more states than are enumerated; and not where it was asked for exact ones.
  @Test func aScenarioTooLargeForTablesIsSampled() throws {
    try Workplace.use { place in
      let line = "train relay --memory history --state-limit 5000"
      let call = try place.ascribe("\(line) --methods grpo --episodes 8 --budget 200 --starts 2 --seeds 1")
      expectSuccess(call)
      #expect(
        call.output.contains(
          "There are more than 5,000 states under --memory history; --state-limit raises how many are enumerated."
        ))
      try expectRefusal(
        of: (line + " --truth exact").split(separator: " ").map(String.init), in: place,
        #"Scenario "relay" has more than 5000 states under --memory history. Shorten its horizon, use a shorter memory, "#
          + "or raise --state-limit.")
    }
  }

  @Test(arguments: [
    (
      "--truth sampled --methods grpo,exact",
      "--methods: exact needs the exact solution, and returns are not exact here: It was asked for (--truth)."
    ),
    (
      "--truth sampled --methods exact-gradient",
      "--methods: exact-gradient needs the exact solution, and returns are not exact here: It was asked for (--truth)."
    ),
    ("--truth none", #"--truth is "none"; accepted: exact, bounded, sampled."#),
    ("--truth exact(every=2)", #"--truth exact takes no "every": it has no settings."#),
  ])
  func whatCannotBeHadIsRefused(options: String, message: String) throws {
    try Workplace.use { place in
      try expectRefusal(
        of: ["train", "single"] + options.split(separator: " ").map(String.init) + ["--output", "out"],
        in: place, message)
    }
  }

  /// Settings are held to what they may be, and a folder of other settings is another study.
  @Test func settingsAreChecked() throws {
    try Workplace.use { place in
      for (setting, accepted) in [("episodes=1", "2...1000000"), ("every=0", "1...65536")] {
        let call = try place.ascribe("train single --truth sampled(\(setting))")
        #expect(call.code == 2 && call.complaints.contains(accepted) && call.output.isEmpty)
      }
      #expect(try place.ascribe("\(Self.study) --output out").code == 0)
      let other = Self.study.replacing("every=2", with: "every=3")
      let call = try place.ascribe("\(other) --output out")
      #expect(
        call.code == 2
          && call.complaints.contains("out holds another study of learning: it has \"every\" : 2"))
    }
  }
}
