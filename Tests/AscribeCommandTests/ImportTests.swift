import Foundation
import Testing
import TestSupport
import Trajectories

/// `ascribe import`, and logs that `attribute` reads directly.
@Suite struct ImportTests {
  private static func row(
    _ task: String, _ episode: String, _ turn: Int, _ action: String, _ status: String
  ) -> String {
    #"{"task":"\#(task)","episode":"\#(episode)","turn":\#(turn),"agent":"a","observation":"s\#(turn)","#
      + #""action":"\#(action)","status":"\#(status)"}"# + "\n"
  }
  private static let log =
    row("t", "e1", 0, "l", "success") + row("t", "e1", 1, "x", "success") + row("t", "e2", 0, "r", "failure")
    + row("t", "e2", 1, "x", "failure") + row("u", "f", 0, "l", "success")

  /// What an import says, as a reader of its JSON has it.
  private struct Account: Decodable {
    struct Entry: Decodable, Equatable {
      let what: String
      let count: Int
    }
    let schema, format: String
    let episodes, turns, decisions, tasks: Int
    let outcomes, agents, dropped, guessed: [Entry]
    let output: String?
  }

  @Test func aLogBecomesATraceWithAnAccount() throws {
    try Workplace.use { place in
      try place.write(Self.log, to: "log.jsonl")
      let call = try place.ascribe("import auto log.jsonl --output trace.jsonl")
      expectSuccess(call)
      #expect(call.output.contains("3 episodes of 2 tasks with 5 decisions from log.jsonl (rows)."))
      #expect(call.output.split(separator: "\n").count <= 40)
      let batch = try TraceReader.read(place.path("trace.jsonl"))
      #expect(batch.episodeCount == 3)
      let json = try place.ascribe("import rows log.jsonl --output other.jsonl --json")
      let account = try decode(Account.self, from: json.output)
      #expect(account.schema == "ascribe.import/1" && account.format == "rows")
      #expect((account.episodes, account.turns, account.decisions, account.tasks) == (3, 5, 5, 2))
      #expect(account.outcomes == [.init(what: "success", count: 2), .init(what: "failure", count: 1)])
      #expect(account.agents == [.init(what: "a", count: 5)])
      #expect(try place.bytes("trace.jsonl") == place.bytes("other.jsonl"))
      // Without --output the trace has standard output, and the account goes aside.
      let piped = try place.ascribe("import auto log.jsonl")
      #expect(Data(piped.output.utf8) == (try place.bytes("trace.jsonl")))
      #expect(piped.complaints.contains("3 episodes of 2 tasks"))
      try place.write(json.output, to: "account.json")
      let shown = try place.ascribe("show account.json")
      expectSuccess(shown)
      #expect(shown.output == call.output.replacing("trace.jsonl", with: "other.jsonl"))
    }
  }

  @Test func compressedFilesAndStandardInputAreRead() throws {
    try Workplace.use { place in
      try place.write(Self.log, to: "log.jsonl")
      let plain = try place.ascribe("import auto log.jsonl")
      let script =
        "gzip -k log.jsonl; \"$0\" import auto log.jsonl.gz > a 2> n; cat log.jsonl | \"$0\" import auto - > b 2> n"
      #expect(try place.shell(script).code == 0)
      for name in ["a", "b"] { #expect(try place.bytes(name) == Data(plain.output.utf8)) }
      expectSuccess(try place.ascribe("import auto log.jsonl --output c.gz"))
      #expect(try place.shell("gzip -dc c.gz").output == plain.output)
    }
  }

  /// Rows of a task need not stand together where a file can be read twice.
  @Test func aTaskThatComesBackIsReadWhole() throws {
    try Workplace.use { place in
      let lines = Self.log.split(separator: "\n").map { $0 + "\n" }
      try place.write([0, 4, 1, 2, 3].map { String(lines[$0]) }.joined(), to: "mixed.jsonl")
      expectSuccess(try place.ascribe("import rows mixed.jsonl --output mixed.trace"))
      let batch = try TraceReader.read(place.path("mixed.trace"))
      #expect((0..<3).map(batch.episodeName) == ["e1", "f", "e2"])
      #expect(batch.turns(of: 0).count == 2)
      let piped = try place.shell("cat mixed.jsonl | \"$0\" import rows - --output none.trace")
      #expect(piped.code == 2)
      #expect(piped.complaints.contains("Standard input cannot be read twice: write it to a file."))
      #expect(try !place.files().contains("none.trace"))
    }
  }

  @Test func attributeReadsALogAsItsTrace() throws {
    try Workplace.use { place in
      try place.write(Self.log, to: "log.jsonl")
      expectSuccess(try place.ascribe("import auto log.jsonl --output trace.jsonl"))
      expectSuccess(try place.ascribe("attribute trace.jsonl --method grpo --output a.jsonl"))
      let direct = try place.ascribe("attribute log.jsonl --from auto --method grpo --output b.jsonl")
      expectSuccess(direct)
      #expect(try place.bytes("a.jsonl") == place.bytes("b.jsonl"))
      #expect(direct.output.contains("read as rows"))
      try expectRefusal(
        of: ["attribute", "trace.jsonl", "--method", "grpo", "--lenient"], in: place,
        "--outcome, --score, --mapping and --lenient say how a log is read: name its format with --from.")
    }
  }

  @Test func aPrintedMappingIsOnesOwn() throws {
    try Workplace.use { place in
      let printed = try place.ascribe("import --show-mapping rows")
      expectSuccess(printed)
      try place.write(
        printed.output.replacing("\"observation\": {", with: "\"privileged\": \"seen\", \"observation\": {"),
        to: "mine.json")
      try place.write(Self.log.replacing("\"agent\"", with: "\"seen\":\"w\",\"agent\""), to: "log.jsonl")
      expectSuccess(try place.ascribe("import mapping log.jsonl --mapping mine.json --output trace.jsonl"))
      #expect(try TraceReader.read(place.path("trace.jsonl")).turns.privileged != nil)
      try expectRefusal(
        of: ["import", "--show-mapping", "tau2"], in: place,
        "The format \"tau2\" is no mapping: its importer does what paths cannot. Mappings: verl-agent, verl, verl-legacy, "
          + "rllm, rows.")
      try expectRefusal(
        of: ["import", "--show-mapping", "row"], in: place,
        "There is no mapping \"row\". Did you mean \"rows\"?")
    }
  }

  /// A log that is refused leaves nothing behind.
  @Test func whatIsRefusedLeavesNothing() throws {
    try Workplace.use { place in
      try place.write(Self.log + "{\"task\":", to: "cut.jsonl")
      try expectRefusal(
        of: ["import", "auto", "cut.jsonl", "--output", "trace.jsonl"], in: place,
        "cut.jsonl:6: the line is incomplete JSON (its brackets are not all closed); expected one JSON object."
      )
      try expectRefusal(
        of: ["import", "auto", "none.json", "--output", "t"], in: place,
        "none.json: the file is missing; expected a log.")
      try expectRefusal(
        of: ["import", "auto"], in: place,
        "Name a FORMAT and at least one FILE, as in `ascribe import auto log.json`.")
      try expectRefusal(
        of: ["import", "auto", "cut.jsonl", "--outcome", "won"], in: place,
        "--outcome is \"won\"; accepted: score>=X or score>X, and for episodes that say nothing success, failure, truncated, "
          + "aborted or skip; both with a comma between them.")
    }
  }
}
