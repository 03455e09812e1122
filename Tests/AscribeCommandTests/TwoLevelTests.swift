import Ascribe
import TestSupport
import Testing
import Trajectories

/// `ascribe attribute --two-level` and `--segments`.
@Suite struct TwoLevelTests {
  /// Two episodes from one state: a turn of two agents, then one of one; the third was aborted.
  private static let lines =
    [("e0", "success", 1), ("e1", "failure", 0), ("x,y", "aborted", 0)].map { name, status, score in
      #"{"schema":"ascribe.trace/1","task":"t","episode":"\#(name)","outcome":{"status":"\#(status)"},"turns":["#
        + #"{"state":"s","segment":0,"decisions":[{"agent":"p","action":"a","tokens":2,"judge":1},{"agent":"q","action":"b","tokens":1,"judge":\#(score)}]},"#
        + #"{"state":"m","segment":4,"decisions":[{"agent":"q","action":"c","tokens":1,"judge":0.5}]}],"final":"z"}"#
        + "\n"
    }.joined()

  private func use(_ body: (Workplace) throws -> Void) throws {
    try Workplace.use { place in
      try place.write(Self.lines, to: "t.jsonl")
      try body(place)
    }
  }

  @Test func turnsAreDividedAmongAgents() throws {
    try use { place in
      let call = "attribute t.jsonl --method grpo(norm=mean) --method llm_mca --two-level turn/agent"
      let told = try place.ascribe(call)
      expectSuccess(told)
      // What was found comes first.
      #expect(
        told.output.hasPrefix(
          "> grpo(norm=mean), llm_mca: the agents of every turn sum to its credit. (4 turns, 2 of them"))
      #expect(told.output.contains("> No sum over turns or agents is claimed by grpo(norm=mean), llm_mca"))
      #expect(told.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
      let table = try place.ascribe("\(call) --format csv")
      #expect(table.code == 0)
      #expect(
        table.output == """
          method,episode,segment,turn,agent,token,credit,part,reason
          grpo(norm=mean),e0,,0,p,,5.0,2.5,
          grpo(norm=mean),e0,,0,q,,5.0,2.5,
          llm_mca,e0,,0,p,,2.0,1.0,
          llm_mca,e0,,0,q,,2.0,1.0,
          grpo(norm=mean),e0,,1,q,,5.0,5.0,
          llm_mca,e0,,1,q,,0.5,0.5,
          grpo(norm=mean),e1,,0,p,,-5.0,-2.5,
          grpo(norm=mean),e1,,0,q,,-5.0,-2.5,
          llm_mca,e1,,0,p,,1.0,1.0,
          llm_mca,e1,,0,q,,1.0,0.0,
          grpo(norm=mean),e1,,1,q,,-5.0,-5.0,
          llm_mca,e1,,1,q,,0.5,0.5,
          grpo(norm=mean),"x,y",,0,,,,,aborted
          llm_mca,"x,y",,0,,,,,aborted
          grpo(norm=mean),"x,y",,1,,,,,aborted
          llm_mca,"x,y",,1,,,,,aborted

          """)
      #expect(table.complaints.contains("sum to its credit"))
      expectSuccess(try place.ascribe("\(call) --format csv --output c.csv"))
      #expect(try place.bytes("c.csv").elementsEqual(table.output.utf8))
      for threads in ["1", "4"] {
        let again = try place.ascribe("\(call) --format csv --batch-size 0 --threads \(threads)")
        #expect(again.output == table.output)
      }
    }
  }

  private struct Rows: Decodable {
    struct Row: Decodable {
      struct Part: Decodable {
        let turn: Int?
        let agent: String?
        let token: Int?
        let part: Double
      }
      let method, episode: String
      let turn, segment: Int?
      let credit: Double?
      let parts: [Part]?
      let reason: String?
    }
    let schema, levels: String
    let segments: String?
    let rows: [Row]
  }

  @Test func segmentsAreDividedAmongTokens() throws {
    try use { place in
      let call = try place.ascribe(
        "attribute t.jsonl --method grpo(norm=mean) --two-level segment/token --format json")
      #expect(call.code == 0)
      let table = try decode(Rows.self, from: call.output)
      #expect(table.schema == "ascribe.two-level/1")
      #expect(table.levels == "segment/token")
      #expect(table.segments == "field")
      #expect(table.rows.map(\.segment) == [0, 4, 0, 4, 0, 4])
      #expect(table.rows.map(\.credit) == [5, 5, -5, -5, nil, nil])
      #expect(table.rows[0].parts?.map(\.part) == [1.25, 1.25, 2.5])
      #expect(table.rows[0].parts?.map(\.agent) == ["p", "p", "q"])
      #expect(table.rows[0].parts?.map(\.token) == [0, 1, 0])
      #expect(table.rows[4].reason == "aborted")
      let ruled = try place.ascribe(
        "attribute t.jsonl --method grpo(norm=mean) --segments turns(2) --two-level segment/turn --format json"
      )
      let segments = try decode(Rows.self, from: ruled.output)
      #expect(segments.rows.compactMap(\.credit) == [5, -5])
      #expect(segments.rows[0].parts?.map(\.part) == [2.5, 2.5])
      #expect(segments.rows[0].parts?.map(\.turn) == [0, 1])
    }
  }

  /// Credits of one method are held to those of another, and what is left is told with its place.
  @Test func partsThatDoNotSumAreTold() throws {
    try use { place in
      let call = try place.ascribe(
        "attribute t.jsonl --method td --method llm_mca --two-level turn/agent --whole td")
      expectSuccess(call)
      #expect(call.output.hasPrefix("> td: the agents of every turn sum to the credit that td gives it."))
      #expect(
        call.output.contains(
          "> llm_mca: the agents do NOT sum to the credit of their turn by td: largest residual"))
      #expect(call.output.contains(" at turn 1 of episode \"e1\"."))
      #expect(
        call.output.contains("> td claims that the turns of an episode sum to the episode's return less what")
      )
      #expect(call.output.contains("and they do. (1 sum compared)"))
      let json = try place.ascribe(
        "attribute t.jsonl --method llm_mca(efficient=turn) --two-level turn/agent --json")
      let stored = try decode(TraceResult.self, from: json.output)
      let claim = try #require(stored.levels?.methods.first?.claims.first)
      #expect(claim.checked == 4)
      #expect(claim.failing == 0)
      try place.write(json.output, to: "r.json")
      let shown = try place.ascribe("show r.json")
      expectSuccess(shown)
      #expect(
        shown.output.contains(
          "llm_mca(efficient=turn) claims that the agents of a turn sum to the turn's reward, and they do."))
    }
  }

  /// hae reads the segments of a rule; without the option those of the trace.
  @Test func methodsReadTheRule() throws {
    try use { place in
      let ruled = try place.ascribe(
        "attribute t.jsonl --method hae(emit=high) --segments turns(2) --format csv")
      let own = try place.ascribe("attribute t.jsonl --method hae(emit=high,every=2) --format csv")
      let plain = try place.ascribe("attribute t.jsonl --method hae(emit=high) --format csv")
      #expect(ruled.code == 0)
      #expect(
        ruled.output.replacing("hae(emit=high)", with: "x")
          == own.output.replacing("\"hae(emit=high,every=2)\"", with: "x"))
      #expect(ruled.output != plain.output)
      #expect(ruled.complaints.contains("note: Segments are those of --segments 'turns(2)'."))
    }
  }

  @Test(arguments: [
    ("--two-level turn/agnet", "--two-level is \"turn/agnet\". Did you mean \"turn/agent\"?"),
    ("--two-level agent/turn", "--two-level is \"agent/turn\"."),
    ("--whole grpo", "--whole goes with --two-level: give that, too."),
    (
      "--two-level turn/agent --whole grop",
      "--whole is \"grop\", which is none of the methods that are named. Did you mean \"grpo\"?"
    ),
    ("--segments trns(3)", "--segments: \"trns(3)\" is no rule of segments: did you mean turns(N)?"),
    (
      "--segments turns(0)",
      "--segments: \"turns(0)\" is no rule of segments: 0 is below 1; accepted: at least 1."
    ),
    (
      "--two-level turn/agent --format npz",
      "--format is npz, and --two-level writes a table of lines or JSON: csv or json."
    ),
    ("--two-level turn/agent --output c", "--output of --two-level is a table: give --format csv or json."),
    (
      "--two-level turn/agent --format csv --per-token",
      "--per-token is for tables of credits: use --two-level turn/token."
    ),
    (
      "--segments entropy(1)",
      "t.jsonl:1: entropy(1) needs the field \"entropy\". Agent \"p\" at turn 0 of episode \"e0\" has none."
    ),
  ])
  func wrongCallsAreRefused(options: String, message: String) throws {
    try use { place in
      let call = try place.ascribe("attribute t.jsonl --method grpo \(options)")
      #expect(call.code == 2)
      #expect(call.output.isEmpty)
      #expect(call.complaints.contains(message), "\(call.complaints)")
    }
  }

  /// The line of the episode that lacks a field is told, also where the trace is read in batches.
  @Test func fieldsThatLackAreTold() throws {
    try Workplace.use { place in
      let line = { (task: String, fields: String) in
        #"{"schema":"ascribe.trace/1","task":"\#(task)","episode":"\#(task)","outcome":{"status":"success"},"turns":[{"state":"s","decisions":[{"agent":"p","action":"a"\#(fields)}]}],"final":"z"}"#
          + "\n"
      }
      try place.write(
        line("a", #","entropy":1"#) + line("b", #","entropy":1"#) + line("c", ""), to: "t.jsonl")
      for size in ["0", "64"] {
        let call = try place.ascribe(
          "attribute t.jsonl --method grpo --segments entropy(0.5) --summary --batch-size \(size)")
        #expect(call.code == 2)
        #expect(
          call.complaints.contains("t.jsonl:3: entropy(0.5) needs the field \"entropy\"."),
          "\(call.complaints)")
      }
      for (options, words) in [
        (
          "--segments field",
          "t.jsonl:1: field needs the field \"segment\". Turn 0 of episode \"a\" has none."
        ),
        ("--two-level segment/turn", "t.jsonl:1: field needs the field \"segment\"."),
        ("--segments tokens(3)", "t.jsonl:1: tokens(3) needs the field \"tokens\"."),
        ("--two-level turn/token", "--two-level turn/token needs the field \"tokens\""),
      ] {
        let call = try place.ascribe("attribute t.jsonl --method grpo --summary \(options)")
        #expect(call.code == 2)
        #expect(call.complaints.contains(words), "\(call.complaints)")
      }
    }
  }

  /// The message of `proof` is what its tokens are together, in the view of tokens.
  @Test func tokensOfAProofMakeItsMessages() throws {
    try Workplace.use { place in
      let run = try place.ascribe(
        "run proof(view=tokens,steps=4,horizon=10) --methods vineppo --episodes 16 --batches 2 --output run")
      #expect(run.code == 0, "\(run.complaints)")
      let call = try place.ascribe(
        "attribute run/trace.jsonl --method td --segments turns(3) --two-level segment/turn --json")
      expectSuccess(call)
      let levels = try #require(try decode(TraceResult.self, from: call.output).levels?.methods.first)
      #expect(levels.failing == 0)
      // A message is three words, each a decision.
      #expect(levels.parts == 3 * levels.units)
      #expect(levels.claims.first.map { $0.failing == 0 && $0.checked > 0 } == true)
      let tokens = try place.ascribe("attribute run/trace.jsonl --method td --two-level turn/token --json")
      let cost = try #require(try decode(TraceResult.self, from: tokens.output).levels?.methods.first)
      #expect(cost.units == levels.parts)
      #expect(cost.parts > 10 * cost.units)
    }
  }
}
