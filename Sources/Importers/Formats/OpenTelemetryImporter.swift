import Trajectories

/// Spans of generative AI (OpenTelemetry's semantic conventions) as OTLP JSON, one request or one a line, or as Grafana Tempo
/// exports them.
///
/// Three dialects are read: messages as events of the span or in `events` (to 1.36), as attributes `gen_ai.input.messages`
/// (1.37 to 1.41 and since), and as numbered attributes `gen_ai.prompt.0.content` of earlier instrumentation. A trace is an
/// episode. A call names its model and is no agent and no tool; `gen_ai.evaluation.result` is a score. Tasks are not named:
/// episodes of one first input are taken to be of one.
struct OpenTelemetryImporter: LogImporter {
  static let name = "otel"
  static let title = "spans of OpenTelemetry (OTLP JSON)"

  static func fits(_ sample: LogSample) -> Bool {
    guard sample.root?.isObject == true else { return false }
    return sample.has("resourceSpans") || sample.has("batches") || sample.has("resource_spans")
  }

  private var traces = SpanTraces()
  private let score: String?

  init(_ options: ImportOptions) { score = options.score }

  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError) {
    var reading = self
    try file.forEachRecord { (record) throws(TraceError) in
      guard let batches = record["resourceSpans"] ?? record["batches"] ?? record["resource_spans"] else {
        throw record.error(at: "resourceSpans", expected: "an array (Tempo: batches)")
      }
      guard batches.isArray else { throw batches.error(expected: "an array") }
      for batch in batches.elements {
        let scopes = batch["scopeSpans"] ?? batch["instrumentationLibrarySpans"] ?? batch["scope_spans"]
        for scope in scopes?.elements ?? [] {
          for span in try scope.array("spans") { try reading.append(span, sink) }
        }
      }
    }
    self = reading
  }

  private mutating func append(_ node: JSONNode, _ sink: TraceSink) throws(TraceError) {
    sink.note(read: "spans")
    guard let trace = try node.string("traceId", or: "trace_id") else {
      throw node.error(at: "traceId", expected: "a string")
    }
    guard let id = try node.string("spanId", or: "span_id") else {
      throw node.error(at: "spanId", expected: "a string")
    }
    let attributes = SpanAttributes(node["attributes"])
    let start = try node.label("startTimeUnixNano", or: "start_time_unix_nano") ?? "0"
    let parent = try node.string("parentSpanId", or: "parent_span_id")
    var span = LogSpan(
      id: id, parent: parent?.isEmpty == false ? parent : nil,
      order: String(repeating: "0", count: max(0, 20 - start.count)) + start, kind: .other,
      name: try node.string("name") ?? "", place: LogPlace(node))
    span.failed = ["2", "STATUS_CODE_ERROR"].contains(node["status"]?["code"]?.plainText)
    try classify(&span, attributes, node)
    for event in try node.array("events") where event["name"]?.string == "gen_ai.evaluation.result" {
      let values = SpanAttributes(event["attributes"])
      if let value = values.number("gen_ai.evaluation.score.value") {
        try traces.scores.add(
          value, named: values.text("gen_ai.evaluation.name") ?? "evaluation", trace: trace,
          span: span.kind == .call ? id : nil, at: LogPlace(event))
      }
    }
    traces.append(span, of: trace, sink)
  }

  private func classify(_ span: inout LogSpan, _ attributes: SpanAttributes, _ node: JSONNode)
    throws(TraceError)
  {
    span.agent =
      attributes.text("gen_ai.agent.name") ?? attributes.text("agent_name")
      ?? attributes.text("gen_ai.workflow.name")
    switch attributes.text("gen_ai.operation.name") {
    case "invoke_agent"?, "invoke_workflow"?, "create_agent"?:
      span.kind = .agent
      if span.agent == nil, span.name.hasPrefix("invoke_agent ") {
        span.agent = String(span.name.dropFirst(13))
      }
    case "execute_tool"?: span.kind = .tool
    case "embeddings"?, "plan"?, "retrieval"?: span.kind = .other
    case "chat"?, "generate_content"?, "text_completion"?:
      span.kind = .call
      try readCall(&span, attributes, node)
    default:
      // Instrumentations from before operations had names say which model was asked.
      guard attributes.text("gen_ai.request.model") != nil || attributes.text("gen_ai.response.model") != nil
      else { return }
      span.kind = .call
      try readCall(&span, attributes, node)
    }
  }

  private func readCall(_ span: inout LogSpan, _ attributes: SpanAttributes, _ node: JSONNode)
    throws(TraceError)
  {
    span.tokens =
      (attributes.number("gen_ai.usage.output_tokens") ?? attributes.number("gen_ai.usage.completion_tokens"))
      .flatMap {
        Int(exactly: $0)
      }
    var input = try ChatMessage.all(attributes["gen_ai.input.messages"])
    var output = try ChatMessage.all(attributes["gen_ai.output.messages"])
    if input.isEmpty { input = attributes.numbered("gen_ai.prompt") }
    if output.isEmpty { output = attributes.numbered("gen_ai.completion") }
    if input.isEmpty, output.isEmpty { (input, output) = try Self.events(of: node, attributes) }
    span.observation = input.news
    // A call whose instrumentation keeps no content is still a decision of which nothing is known.
    span.action = output.action ?? (span.failed ? nil : "")
  }

  /// The messages of the conventions to 1.36: events of the span, or an attribute that holds them.
  private static func events(
    of node: JSONNode, _ attributes: SpanAttributes
  ) throws(TraceError) -> (input: [ChatMessage], output: [ChatMessage]) {
    var input: [ChatMessage] = []
    var output: [ChatMessage] = []
    for event in try node.array("events") {
      guard let name = event["name"]?.string, name.hasPrefix("gen_ai.") else { continue }
      let values = SpanAttributes(event["attributes"])
      let role = name.split(separator: ".").dropFirst().first.map(String.init) ?? ""
      let body = values["message"] ?? values["gen_ai.event.content"] ?? values["content"]
      guard let body, name == "gen_ai.choice" || name.hasSuffix(".message") else { continue }
      var messages = try ChatMessage.all(body)
      for index in messages.indices where name != "gen_ai.choice" { messages[index].role = role }
      if name == "gen_ai.choice" { output += messages } else { input += messages }
    }
    guard input.isEmpty, output.isEmpty, let text = attributes.text("events") else { return (input, output) }
    let document = JSONDocument(file: node.document.file, prefix: "\(node.path), attribute events: ")
    for event in try document.read(Array(text.utf8)).elements {
      let name = event["event.name"]?.string ?? ""
      guard var message = try ChatMessage(event) else { continue }
      if name == "gen_ai.choice" {
        output.append(message)
      } else {
        message.role = name.split(separator: ".").dropFirst().first.map(String.init) ?? message.role
        input.append(message)
      }
    }
    return (input, output)
  }

  mutating func finish(into sink: TraceSink) throws(TraceError) {
    let chosen = try traces.scores.name(score, of: "an evaluation")
    for id in traces.order {
      guard let tree = traces.tree(of: id) else { continue }
      try sink.attempt { () throws(TraceError) in
        let turns = try tree.turns(sink)
        var draft = EpisodeDraft(task: SpanTraces.task(of: turns), name: id)
        draft.turns = turns
        draft.outcome.score = traces.scores.value(chosen, trace: id, span: nil)
        if !turns.isEmpty { sink.note(guessed: "task from equal first inputs") }
        try sink.add(draft, at: tree.roots.first?.place ?? LogPlace(file: "log"))
      }
    }
  }
}

/// The attributes of a span, by name.
struct SpanAttributes {
  private var values: [String: JSONNode] = [:]

  init(_ list: JSONNode?) {
    for attribute in list?.elements ?? [] {
      guard let key = attribute["key"]?.string, let value = attribute["value"],
        let content = Self.content(value)
      else { continue }
      values[key] = content
    }
  }

  /// What an `AnyValue` holds.
  private static func content(_ value: JSONNode) -> JSONNode? {
    for name in contentNames {
      if let content = value[name] { return content }
    }
    return nil
  }

  private static let contentNames: [String] = [
    "stringValue", "intValue", "doubleValue", "boolValue", "arrayValue", "kvlistValue", "string_value",
    "int_value",
  ]

  subscript(name: String) -> JSONNode? { values[name] }

  func text(_ name: String) -> String? { values[name]?.plainText }

  /// A number; integers of 64 bits are strings in OTLP.
  func number(_ name: String) -> Double? {
    values[name].flatMap { $0.number ?? $0.string.flatMap { Double($0) } }
  }

  /// Messages in numbered attributes: `PREFIX.0.role`, `PREFIX.0.content`, `PREFIX.0.tool_calls.0.name`.
  func numbered(_ prefix: String) -> [ChatMessage] {
    var messages: [ChatMessage] = []
    while true {
      let stem = "\(prefix).\(messages.count)"
      var calls: [String] = []
      while let name = text("\(stem).tool_calls.\(calls.count).name") {
        calls.append(ChatText.call(name, values["\(stem).tool_calls.\(calls.count).arguments"]))
      }
      let content = text("\(stem).content")
      guard content != nil || !calls.isEmpty || text("\(stem).role") != nil else { return messages }
      messages.append(
        ChatMessage(role: text("\(stem).role") ?? "assistant", text: content ?? "", calls: calls))
    }
  }
}
