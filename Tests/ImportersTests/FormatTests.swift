import Importers
import Testing
import Trajectories

/// What holds for all formats: names, shapes, and input that is none of them.
@Suite struct FormatTests {
  private static let row =
    #"{"task":"t","episode":"e","agent":"a","observation":"o","action":"x","status":"success"}"#

  @Test(arguments: [
    (
      "tau2", row,
      "log.json: the file is plain records, one row a step (rows); expected results of tau2-bench (tau2)."
    ),
    (
      "rows", #"{"resourceSpans":[]}"#,
      "log.json: the file is spans of OpenTelemetry (OTLP JSON) (otel); expected plain records, one row a step (rows)."
    ),
    (
      "auto", #"{"a":1,"b":2}"#,
      "log.json: the file is a JSON object with the fields a, b; expected one of the formats tau2, swe-agent, "
        + "mini-swe-agent, who-when, trace-elephant, inspect, otel, agent-lightning, langsmith, langfuse, verl-agent, verl, verl-legacy, "
        + "rllm, rows, or a --mapping."
    ),
    (
      "rows", #"{"schema":"ascribe.trace/1","task":"t"}"#,
      "log.json: the file is ascribe.trace/1 of Ascribe itself, which needs no import; expected plain records, one row a "
        + "step (rows)."
    ),
    (
      "rows", "episode,agent,action\ne,a,x\n",
      "log.json: the file is a table with the columns episode, agent, action; expected plain records, one row a step (rows), which "
        + "have task, episode, action: task is missing."
    ),
    (
      "auto", #"{"task":"t","agent":"a","observation":"o"}"#,
      "log.json: the file is a JSON object with the fields task, agent, observation; expected one of the formats tau2, swe-agent, "
        + "mini-swe-agent, who-when, trace-elephant, inspect, otel, agent-lightning, langsmith, langfuse, verl-agent, verl, verl-legacy, "
        + "rllm, rows, or a --mapping; or plain records, one row a step (rows), which have task, episode, action: episode, action are "
        + "missing."
    ),
    ("auto", "", "log.json: the file is empty; expected a log."),
    (
      "auto", "\u{1}\u{2}\u{3}",
      #"log.json: the file is neither JSON nor a table (it begins with "\u0001\u0002\u0003"); expected JSON, JSON Lines, "#
        + "comma-separated values with a header, or a zip archive of Inspect."
    ),
    (
      "auto", "task,episode,action\nt,e\n",
      "log.json:2: the line is of 2 fields; expected 3, as the header has."
    ),
    (
      "auto", "task,episode,action\nt,e,\"x\n",
      "log.json:2: the line is cut short (a quote is not closed); expected a row."
    ),
  ])
  func whatDoesNotFitIsSaid(_ format: String, _ text: String, _ message: String) {
    #expect(refusal(format, text) == message)
  }

  @Test func aLogThatIsCutShortIsRefusedWithItsLine() {
    let lines = Self.row + "\n" + Self.row.dropLast(20)
    #expect(
      refusal("auto", lines, name: "log.jsonl")
        == "log.jsonl:2: the line is incomplete JSON (its brackets are not all closed); expected one JSON object."
    )
  }

  @Test func aNameThatIsNoFormatIsRefused() {
    #expect(refusal("tau3", "{}") == "There is no format \"tau3\". Did you mean \"tau2\"?")
    #expect(refusal("mapping", "{}") == "The format \"mapping\" needs --mapping FILE.")
  }

  @Test func filesOfTwoFormatsAreNotOneLog() {
    let files = [("a.json", Array(Self.row.utf8)), ("b.json", Array(#"{"resourceSpans":[]}"#.utf8))]
    #expect(
      throws: Refusal(
        text:
          "b.json: the file is spans of OpenTelemetry (OTLP JSON) (otel); expected plain records, one row a step (rows), as the files before."
      )
    ) { try imported("auto", files.map { (name: $0.0, content: $0.1) }) }
  }

  /// A field of a megabyte, with bytes that are no text, stays what it is.
  @Test func hugeAndStrangeFieldsAreKept() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let log = try imported("auto", Self.row.replacing("\"o\"", with: "\"\(long)\\u0000\\ud83d\\ude00\""))
    #expect(log.states() == [long + "\u{0}😀"])
    let bytes =
      Array(Self.row.utf8) + [0x0A] + Array(#"{"task":""#.utf8) + [0xFF, 0xFE]
      + Array(#"","episode":"e"}"#.utf8)
    #expect(
      throws: Refusal(text: "log.jsonl:2: the line is not UTF-8 (byte 10 is 0xFF); expected one JSON object.")
    ) {
      try imported("auto", [(name: "log.jsonl", content: bytes)])
    }
  }

  /// One value on one line is a document and a line alike.
  @Test func shapesOfOneContentAreOneLog() throws {
    let other = Self.row.replacing(#""e""#, with: #""f""#)
    let forms = [
      "\(Self.row)\n\(other)\n", "\u{FEFF}\(Self.row)\r\n\(other)", "[\(Self.row),\(other)]",
      "[\n\(Self.row),\n\(other)\n]\n",
    ]
    for form in forms { #expect(try imported("rows", form).names == ["e", "f"]) }
    #expect(try imported("rows", "\n\n" + Self.row + "\n\n").names == ["e"])
  }

  @Test(arguments: ["", "score", "score>=x", "success,failure", "score>=1,score>2", "perhaps", "skip,skip"])
  func rulesThatAreNoneAreRefused(_ text: String) { #expect(OutcomeRule(text) == nil) }
}
