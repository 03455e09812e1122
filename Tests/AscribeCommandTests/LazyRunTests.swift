import Foundation
import Testing

/// `ascribe run` on scenarios that are too large for tables.
@Suite struct LazyRunTests {
  private struct Record: Decodable {
    struct Truth: Decodable {
      let kind: String
      let reason: String?
    }
    struct Method: Decodable { let method: ResultJSON.Method }
    struct Exact: Decodable {}
    let truth: Truth
    let exact: Exact?
    let methods: [Method]
    let meanReturn: ResultJSON.Estimate
  }

  private static let sizes = "--episodes 16 --batches 2 --fit-episodes 8"

  /// The agents of `relay` remember more than there is room for; its rules, policy and draws are those without memory.
  @Test(arguments: ["last:3", "history"])
  func runsWithoutTables(memory: String) throws {
    try Workplace.use { place in
      let options = "\(Self.sizes) --state-limit 5000 --json"
      let run = try place.ascribe("run relay --memory \(memory) \(options) --output out")
      #expect(run.code == 0)
      let record = try decode(Record.self, from: run.output)
      #expect(record.truth.kind == "sampled")
      #expect(
        record.truth.reason
          == "There are more than 5,000 states under --memory \(memory); --state-limit raises how many are "
          + "enumerated.")
      #expect(record.exact == nil)
      #expect(
        record.methods.map(\.method.id)
          == ["grpo", "gigpo", "graphgpo", "c3", "pinto", "symmetric", "asymmetric"])
      let known = try place.ascribe("run relay \(Self.sizes) --json")
      #expect(try record.meanReturn.mean == decode(Record.self, from: known.output).meanReturn.mean)
      #expect(
        try place.files().filter { $0.hasPrefix("out/") }
          == (record.methods.map { "out/\($0.method.id).credits.jsonl" } + [
            "out/results.json", "out/trace.jsonl",
          ])
          .sorted())
    }
  }

  /// The reason is one line of the report, which is shown again byte for byte.
  @Test func theReasonIsInTheReport() throws {
    try Workplace.use { place in
      let run = try place.ascribe(
        "run relay --memory history --state-limit 5000 --methods grpo,gigpo \(Self.sizes) --output out")
      expectSuccess(run)
      let lines = run.output.split(separator: "\n")
      #expect(lines.filter { $0.contains("more than 5,000 states under --memory history") }.count == 1)
      let shown = try place.ascribe("show out/results.json")
      #expect(run.output.hasPrefix(shown.output))
    }
  }

  @Test func aMethodThatIsAskedForIsNotLeftOut() throws {
    try Workplace.use { place in
      let run = try place.ascribe(
        "run relay --memory history --state-limit 5000 --methods grpo,coma \(Self.sizes) --output out")
      #expect(run.code == 2)
      #expect(run.output.isEmpty)
      #expect(run.complaints.contains("coma"))
      #expect(run.complaints.contains("the exact solution"))
      #expect(try place.files().isEmpty)
    }
  }

  /// A policy file that lacks what is met while playing is named.
  @Test func aPolicyThatLacksAStateIsRefused() throws {
    try Workplace.use { place in
      try place.write(
        #"{"schema":"ascribe.policy/1","values":"probabilities","agents":{"agent-0":{"none":{"listen":1}}}}"#,
        to: "p.json")
      let run = try place.ascribe(
        "run dec-tiger(horizon=6) --memory history --state-limit 100 --policy table:p.json \(Self.sizes)")
      #expect(run.code == 2)
      #expect(run.complaints.hasPrefix("ascribe: error: p.json: "))
    }
  }

  /// Episodes that are written as they come are those of a study, on tables and in a world that is played lazily.
  @Test(arguments: [["relay"], ["service(size=large)", "--state-limit", "500"]])
  func episodesAreStreamed(scenario: [String]) throws {
    try Workplace.use { place in
      let sizes = ["--episodes", "8", "--group-size", "4", "--batches", "5"]
      let study = try place.ascribe(
        ["run"] + scenario + sizes + ["--methods", "mc", "--truth", "none", "--output", "out"])
      expectSuccess(study)
      for threads in ["1", "3"] {
        let written = try place.ascribe(
          ["run"] + scenario + sizes + ["--stream", "t.jsonl", "--threads", threads])
        expectSuccess(written)
        #expect(try place.bytes("t.jsonl") == place.bytes("out/trace.jsonl"))
        #expect(written.output.hasPrefix("Written to t.jsonl: 40 episodes of "))
      }
      let printed = try place.ascribe(["run"] + scenario + sizes + ["--stream", "-"])
      expectSuccess(printed)
      #expect(try Data(printed.output.utf8) == place.bytes("t.jsonl"))
      let refused = [
        ["--methods", "grpo"], ["--json"], ["--output", "o"], ["--entropy"], ["--truth", "none"],
      ]
      for option in refused {
        let call = try place.ascribe(["run"] + scenario + ["--stream", "s.jsonl"] + option)
        #expect(call.code == 2 && call.output.isEmpty)
        let message =
          "\(option[0]) is for methods; with --stream episodes are written and nothing is attributed."
        #expect(call.complaints == "ascribe: error: \(message)\n")
      }
    }
  }
}
