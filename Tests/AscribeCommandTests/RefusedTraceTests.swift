import Foundation
import Testing

/// Traces that `ascribe attribute` cannot use.
@Suite struct RefusedTraceTests {
  /// A trace with the message that it gets.
  struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let message: String

    init(_ name: String, _ text: String, _ message: String) {
      testDescription = name
      self.text = text
      self.message = message
    }
  }

  /// An episode, with parts of its line replaced.
  private static func line(
    episode: String = "e0", outcome: String = #"{"status":"success"}"#, state: String = #""A""#,
    reward: String = "0", decisions: String = decision()
  ) -> String {
    #"{"schema":"ascribe.trace/1","task":"t","episode":"\#(episode)","outcome":\#(outcome),"turns":["#
      + #"{"state":\#(state),"reward":\#(reward),"decisions":[\#(decisions)]}],"final":"Z"}"# + "\n"
  }

  private static func decision(more: String = "") -> String { #"{"agent":"p","action":"x"\#(more)}"# }

  @Test(arguments: [
    Refused("empty", "", "trace.jsonl: the file is empty; expected at least one episode."),
    Refused(
      "cut short", line() + String(line(episode: "e1").prefix(100)),
      "trace.jsonl:2: the line is incomplete JSON (it ends inside a string); expected one JSON object."),
    Refused(
      "cut between values", line() + #"{"schema":"ascribe.trace/1","task":"t","#,
      "trace.jsonl:2: the line is incomplete JSON (its brackets are not all closed); expected one JSON object."
    ),
    Refused(
      "another schema", line().replacingOccurrences(of: "trace/1", with: "trace/2"),
      #"trace.jsonl:1: field "schema" is "ascribe.trace/2"; expected "ascribe.trace/1"."#),
    Refused(
      "an array", "[]\n", "trace.jsonl:1: the line is the array []; expected one JSON object."),
    Refused(
      "control characters", "\u{0}\u{1}\n",
      "trace.jsonl:1: the line is not JSON (an unescaped control character at byte 1); expected one JSON object."
    ),
    Refused(
      "a state that is a number", line() + line(episode: "e1", state: "3"),
      #"trace.jsonl:2: turn 0: field "state" is the integer 3; expected a string."#),
    Refused(
      "a reward that is a string", line(reward: #""1""#),
      #"trace.jsonl:1: turn 0: field "reward" is the string "1"; expected a number."#),
    Refused(
      "an episode twice", line() + line(episode: "e1") + line(),
      #"trace.jsonl:3: field "episode" is "e0", as on line 1; expected an identifier that is unique in the file."#
    ),
    Refused(
      "NaN", line(reward: "NaN"), #"trace.jsonl:1: field "reward" is NaN; expected a JSON value."#),
    Refused(
      "a number beyond Double", line(reward: "1e999"),
      #"trace.jsonl:1: field "reward" is 1e999; expected a number that a Double can hold."#),
    Refused(
      "an agent twice in a turn", line(decisions: decision() + "," + decision()),
      #"trace.jsonl:1: turn 0, decision 1: field "agent" is "p", as in decision 0; expected an agent at most once a turn."#
    ),
    Refused(
      "a positive log-probability", line(decisions: decision(more: #","logProbability":0.25"#)),
      #"trace.jsonl:1: turn 0, decision 0: field "logProbability" is 0.25; expected a number of at most 0."#),
    Refused(
      "an unknown status", line(outcome: #"{"status":"succes"}"#),
      #"trace.jsonl:1: field "outcome.status" is "succes"; expected success, failure, truncated or aborted. Did you mean "success"?"#
    ),
    Refused(
      "a status far from all", line(outcome: #"{"status":"done"}"#),
      #"trace.jsonl:1: field "outcome.status" is "done"; expected success, failure, truncated or aborted."#),
  ])
  func aBrokenTraceIsRefusedWithItsPlace(_ refused: Refused) throws {
    try Workplace.use { place in
      try place.write(refused.text, to: "trace.jsonl")
      try expectRefusal(of: ["attribute", "trace.jsonl", "--method", "grpo"], in: place, refused.message)
      try expectRefusal(
        of: ["attribute", "trace.jsonl", "--method", "grpo", "--output", "credits.jsonl"], in: place,
        refused.message)
    }
  }

  @Test func aTraceThatIsNoFileIsRefused() throws {
    try Workplace.use { place in
      let expected = "expected a file of ascribe.trace/1 records."
      try place.write("", to: "file")
      for (path, message) in [
        ("missing.jsonl", "missing.jsonl: the file is missing; \(expected)"),
        (".", ".: the file is a folder; \(expected)"),
        ("file/trace.jsonl", "file/trace.jsonl: the file is not readable (Not a directory); \(expected)"),
      ] {
        try expectRefusal(of: ["attribute", path, "--method", "grpo"], in: place, message)
      }
    }
  }

  @Test(arguments: ["pinto", "asymmetric"])
  func aPrivilegedCriticNeedsPrivilegedStates(method: String) throws {
    try expectRefusalOfWorkedTrace(
      method,
      #"method "\#(method)" needs privileged states. Write the field "privileged" on every turn of the trace, or use a "#
        + "critic of information states.")
  }

  @Test func aMethodThatReplaysNeedsTheSimulator() throws {
    try expectRefusalOfWorkedTrace(
      "c3",
      #"method "c3" needs replay in the simulator. Recorded traces cannot be replayed: run it on a scenario "#
        + "(ascribe run SCENARIO --methods c3).")
  }

  @Test func aMethodOfExactValuesNeedsTheScenario() throws {
    try expectRefusalOfWorkedTrace(
      "coma",
      #"method "coma" needs the exact solution. Only a scenario has one: run it on a scenario "#
        + "(ascribe run SCENARIO --methods coma).")
  }

  private func expectRefusalOfWorkedTrace(_ method: String, _ message: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = ["attribute", "E1.jsonl", "--method", method]
      try expectRefusal(of: call, in: place, message)
      try expectRefusal(of: call + ["--output", "credits.jsonl"], in: place, message)
    }
  }

  /// Two rewards whose sum no Double can hold.
  @Test func creditsThatOverflowAreRefused() throws {
    try Workplace.use { place in
      try place.write(
        Self.line(reward: "1.7e308") + Self.line(episode: "e1", reward: "1.6e308"), to: "trace.jsonl")
      try expectRefusal(
        of: ["attribute", "trace.jsonl", "--method", "grpo", "--set", "reward=trace", "--set", "norm=mean"],
        in: place,
        #"method "grpo": the credit of agent "p" at turn 0 of episode "e0" is not finite; the rewards or scores of "#
          + "its group are too large.")
    }
  }
}
