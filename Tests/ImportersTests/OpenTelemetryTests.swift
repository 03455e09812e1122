import Importers
import Testing
import Trajectories

@Suite struct OpenTelemetryTests {
  private static func span(
    _ id: String, in parent: String = "", at start: Int, _ attributes: [(String, String)], name: String = "s",
    trace: String = "t1", more: String = ""
  ) -> String {
    let list = attributes.map { #"{"key":"\#($0)","value":{"stringValue":\#(JSONValue.string($1).text)}}"# }
    return #"{"traceId":"\#(trace)","spanId":"\#(id)","parentSpanId":"\#(parent)","name":"\#(name)","#
      + #""startTimeUnixNano":"\#(start)","attributes":[\#(list.joined(separator: ","))]\#(more)}"#
  }

  private static func otlp(_ spans: [String], tempo: Bool = false) -> String {
    tempo
      ? #"{"batches":[{"instrumentationLibrarySpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#
      : #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#
  }

  /// The messages of two calls in three dialects.
  private static func dialect(_ dialect: Int, _ input: String, _ output: String, answer: String = "") -> [(
    String, String
  )] {
    switch dialect {
    case 0:
      [
        ("gen_ai.system", "x"), ("gen_ai.request.model", "m"), ("gen_ai.prompt.0.role", "user"),
        ("gen_ai.prompt.0.content", input), ("gen_ai.completion.0.role", "assistant"),
      ]
        + (answer.isEmpty
          ? [
            ("gen_ai.completion.0.tool_calls.0.name", output),
            ("gen_ai.completion.0.tool_calls.0.arguments", #"{"x": 1}"#),
          ] : [("gen_ai.completion.0.content", answer)])
    case 1:
      [
        ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m"),
        (
          "events",
          #"[{"event.name":"gen_ai.user.message","content":"\#(input)"},{"event.name":"gen_ai.choice","message":"#
            + (answer.isEmpty
              ? #"{"role":"assistant","tool_calls":[{"function":{"name":"\#(output)","arguments":"{\"x\": 1}"}}]}}]"#
              : #"{"role":"assistant","content":"\#(answer)"}}]"#)
        ),
      ]
    default:
      [
        ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "x"), ("gen_ai.request.model", "m"),
        ("gen_ai.input.messages", #"[{"role":"user","parts":[{"type":"text","content":"\#(input)"}]}]"#),
        (
          "gen_ai.output.messages",
          answer.isEmpty
            ? #"[{"role":"assistant","parts":[{"type":"tool_call","name":"\#(output)","arguments":{"x":1}}]}]"#
            : #"[{"role":"assistant","parts":[{"type":"text","content":"\#(answer)"}]}]"#
        ),
      ]
    }
  }

  private static func agent(_ name: String) -> [(String, String)] {
    [("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", name)]
  }

  /// Spans come in the order of their end; a call that holds a call is the same call; noise is left out.
  private static func spans(_ dialect: Int) -> [String] {
    [
      span("c2", in: "wrap", at: 40, Self.dialect(dialect, "2", "", answer: "two")),
      span("wrap", in: "a2", at: 39, [("gen_ai.request.model", "m")], name: "call_llm"),
      span("a2", in: "tool", at: 30, agent("solver")),
      span("http", in: "a1", at: 25, [("http.method", "GET")]),
      span(
        "tool", in: "a1", at: 20, [("gen_ai.operation.name", "execute_tool")],
        more: #","status":{"code":"STATUS_CODE_ERROR"}"#),
      span(
        "c1", in: "a1", at: 9,
        Self.dialect(dialect, "How many?", "ask") + [("gen_ai.usage.output_tokens", "7")]),
      span("a1", in: "gone", at: 8, agent("planner")),
    ]
  }

  @Test(arguments: [0, 1, 2], [false, true]) func dialectsTellOneStory(_ dialect: Int, _ tempo: Bool) throws {
    let log = try imported("auto", Self.otlp(Self.spans(dialect), tempo: tempo), outcome: "failure")
    #expect(log.actions() == [["planner: ask({\"x\":1})"], ["solver: two"]])
    #expect(log.states() == ["How many?", "2"])
    #expect(log.batch.decisions.valid == [false, true])
    #expect(log.batch.decisions.tokens == [7, 1])
    #expect(log.dropped("spans that repeat a call of a model inside them") == 1)
    #expect(log.dropped("spans that are no call, agent or tool") == 1)
    #expect(log.guessed("spans whose parent is not in the log, taken as roots") == 1)
    #expect(log.names == ["t1"])
  }

  @Test func evaluationsAreScores() throws {
    let event =
      #","events":[{"name":"gen_ai.evaluation.result","attributes":[{"key":"gen_ai.evaluation.name","#
      + #""value":{"stringValue":"right"}},{"key":"gen_ai.evaluation.score.value","value":{"doubleValue":1.0}}]}]"#
    let root = Self.span("a1", at: 1, Self.agent("planner"), more: event)
    let log = try imported(
      "otel", Self.otlp([root, Self.span("c", in: "a1", at: 2, Self.dialect(2, "q", "f"))]))
    #expect(log.batch.episodes.status == [.success])
  }

  @Test(arguments: [
    (
      [
        span("a", in: "b", at: 1, agent("x")), span("b", in: "c", at: 1, agent("y")),
        span("c", in: "b", at: 1, agent("z")),
      ],
      #"log.json: field "resourceSpans[0].scopeSpans[0].spans[1]" is the span "b", which is its own ancestor; expected "#
        + "parents that end at a root."
    ),
    (
      [span("a", at: 1, agent("")), span("c", in: "a", at: 2, dialect(2, "q", "f"))],
      #"log.json: field "resourceSpans[0].scopeSpans[0].spans[0]" is an agent without a name; expected its name."#
    ),
    (
      [span("c", at: 2, dialect(2, "q", "f"))],
      #"log.json: field "resourceSpans[0].scopeSpans[0].spans[0]: outcome" is missing for episode "t1"; expected what the "#
        + "log says of success, or a rule: --outcome success, failure, truncated or skip."
    ),
  ])
  func whatDoesNotFitIsRefused(_ spans: [String], _ message: String) {
    #expect(refusal("otel", Self.otlp(spans)) == message)
  }

  /// An operation says what a span is, whether or not it names its model.
  @Test(arguments: ["chat", "generate_content", "text_completion"])
  func operationsNeedNoModel(_ operation: String) throws {
    let attributes = Self.dialect(2, "q", "f").filter { $0.0 != "gen_ai.request.model" }.map {
      $0.0 == "gen_ai.operation.name" ? ($0.0, operation) : $0
    }
    let spans = [Self.span("a", at: 1, Self.agent("solver")), Self.span("c", in: "a", at: 2, attributes)]
    let log = try imported("otel", Self.otlp(spans), outcome: "success")
    #expect(log.actions() == [["solver: f({\"x\":1})"]])
  }

  @Test func callsWithinNoAgentAreTold() throws {
    let log = try imported(
      "otel", Self.otlp([Self.span("c", at: 2, Self.dialect(2, "q", "f"))]), outcome: "success")
    #expect(log.actions() == [["agent: f({\"x\":1})"]])
    #expect(log.guessed("the name agent, for calls within no agent") == 1)
  }
}

extension JSONValue {
  /// A string as JSON.
  var text: String {
    guard case .string(let string) = self else { return summary }
    var bytes: [UInt8] = []
    bytes.append(string: string)
    return String(decoding: bytes, as: UTF8.self)
  }
}
