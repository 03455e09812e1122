import Trajectories

/// Logs of Inspect AI (UK AI Security Institute): `.json`, and `.eval`, a zip archive with a member for each sample.
///
/// A sample and epoch is an episode, and a call of the model a decision, except those that scorers make. Its agent is the
/// nearest span of type agent around it. The state is what is new in the messages that the model saw. Pooled messages and
/// attachments are put back in their places first. A sample that a limit ended is truncated, whatever its score says. A
/// sample with branches is as many episodes, of which the last has its score; the others ended nowhere.
struct InspectImporter: LogImporter {
  static let name = "inspect"
  static let title = "a log of Inspect AI"

  static func fits(_ sample: LogSample) -> Bool {
    if !sample.members.isEmpty {
      return sample.members.contains { $0 == "header.json" || $0 == "_journal/start.json" }
    }
    return sample.has("eval", "version") && (sample.has("samples") || sample.has("plan"))
  }

  private let score: String?

  init(_ options: ImportOptions) { score = options.score }

  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError) {
    var samples: [(drafts: [EpisodeDraft], task: String, epoch: Int, place: LogPlace)] = []
    let score = score
    if file.shape == .archive {
      try ZipArchive.forEachMember(
        of: file.bytes, file: file.name, wants: { $0.hasPrefix("samples/") && $0.hasSuffix(".json") }
      ) { (name, content) throws(TraceError) in
        guard !content.isEmpty else { return }
        let document = JSONDocument(file: "\(file.name)/\(name)")
        let sample = try document.read(content)
        try sink.attempt { () throws(TraceError) in
          samples.append(try InspectSample(sample, score: score).drafts(sink))
        }
      }
    } else {
      let list = try file.root().required("samples", "an array of samples")
      guard list.isArray else { throw list.error(expected: "an array of samples") }
      for sample in list.elements {
        try sink.attempt { () throws(TraceError) in
          samples.append(try InspectSample(sample, score: score).drafts(sink))
        }
      }
    }
    // An archive has its members in the order in which samples were completed.
    let order = samples.enumerated().sorted {
      let (left, right) = ($0.element, $1.element)
      if left.task != right.task {
        if let first = Int(left.task), let second = Int(right.task) { return first < second }
        return left.task < right.task
      }
      return (left.epoch, $0.offset) < (right.epoch, $1.offset)
    }
    for (_, entry) in order {
      // A name that was taken is another one in the trace.
      var names: [String: String] = [:]
      for var draft in entry.drafts {
        try sink.attempt { () throws(TraceError) in
          if let fork = draft.fork {
            draft.fork = .init(episode: names[fork.episode] ?? fork.episode, turn: fork.turn)
          }
          if let name = try sink.add(draft, at: entry.place) { names[draft.name] = name }
        }
      }
    }
  }
}

/// A sample while it is read.
private struct InspectSample {
  private let sample: JSONNode
  private let score: String?
  private let attachments: JSONNode?
  private let pool: [JSONNode]
  private var scopes = InspectScopes()
  private let events: [JSONNode]
  private var ways: InspectTrajectories

  init(_ sample: JSONNode, score: String?) throws(TraceError) {
    self.sample = sample
    self.score = score
    attachments = sample["attachments"]
    pool = (sample["events_data"]?["messages"] ?? sample["message_pool"])?.elements ?? []
    events = try sample.array("events")
    ways = InspectTrajectories(events)
  }

  consuming func drafts(_ sink: TraceSink) throws(TraceError) -> (
    drafts: [EpisodeDraft], task: String, epoch: Int, place: LogPlace
  ) {
    sink.note(read: "samples")
    let task = try sample.required("id", "a string or a number").label()
    let epoch = try sample.integer("epoch") ?? 1
    for event in events { try read(event, agent: nil, sink) }
    if ways.isEmpty { try readMessages(sink) }
    let outcome = try InspectOutcome(sample: sample, score: score).recorded()
    let place = LogPlace(sample)
    return (
      ways.drafts(task: task, name: "\(task)/\(epoch)", outcome: outcome, at: place, sink), task, epoch, place
    )
  }

  // MARK: Events

  private mutating func read(_ event: JSONNode, agent: String?, _ sink: TraceSink) throws(TraceError) {
    let kind = try event.requiredString("event")
    switch kind {
    case "span_begin":
      let id = try event.requiredString("id")
      let (parent, name) = (try event.string("parent_id"), try event.string("name") ?? "")
      scopes.begin(id, in: parent, type: try event.string("type") ?? "", name: name)
      ways.begin(id, in: parent, named: name)
    case "model": try readCall(event, agent: agent, sink)
    case "tool":
      sink.note(read: "calls of tools")
      let span = try event.string("span_id")
      if event["error"] != nil, let id = try event.string("id"), ways.fail(id, in: span) {
        sink.note(read: "calls of tools that failed (the decision is not valid)")
      }
      let inner = try event.string("agent") ?? agent
      for nested in try event.array("events") { try read(nested, agent: inner, sink) }
    case "subtask": for nested in try event.array("events") { try read(nested, agent: agent, sink) }
    case "score":
      if try event.flag("intermediate") == true, let value = event["score"]?["value"]?.number,
        -1...1 ~= value, ways.score(value, in: try event.string("span_id"))
      {
        sink.note(read: "intermediate scores (of the turn before)")
      }
    case "anchor": try ways.anchor(event)
    case "branch": try ways.branch(event, sink)
    case "span_end", "sample_init", "sample_limit", "state", "store", "info", "input", "logger", "error",
      "sandbox", "step",
      "approval", "score_edit", "compaction", "checkpoint", "interrupt":
      break
    default: sink.note(dropped: "events of the unknown type \(kind)", at: LogPlace(event))
    }
  }

  private mutating func readCall(_ event: JSONNode, agent nested: String?, _ sink: TraceSink)
    throws(TraceError)
  {
    sink.note(read: "calls of the model")
    let around = try around(event)
    guard !around.isScorer else {
      sink.note(dropped: "calls of the model by scorers", at: LogPlace(event))
      return
    }
    let span = try event.string("span_id")
    guard !ways.isReplay(span) else {
      sink.note(dropped: "calls of the model that a branch replays", at: LogPlace(event))
      return
    }
    let output = event["output"]
    guard event["error"] == nil, output?["error"] == nil, let choice = output?["choices"]?.elements.first,
      let message = choice["message"]
    else {
      sink.note(dropped: "calls of the model without an answer", at: LogPlace(event))
      return
    }
    var agent = nested ?? around.agent
    if agent == nil {
      agent = try event.string("role") ?? "agent"
      sink.note(guessed: "the name of an agent, for calls within none", at: LogPlace(event))
    }
    guard let agent, !agent.isEmpty else {
      throw event.error(
        at: "span_id", found: "that of an agent without a name", expected: "a span with a name")
    }
    var decision = Decision(agent: AgentID(agent), action: resolved(try ChatText.action(of: message)))
    decision.tokens = try output?.object("usage")?.integer("output_tokens")
    decision.logProbability = try logProbability(choice)
    let ids = (message["tool_calls"]?.elements ?? []).compactMap { $0["id"]?.string }
    ways.append(Turn(state: try news(of: event), decisions: [decision]), calling: ids, in: span)
  }

  private func logProbability(_ choice: JSONNode) throws(TraceError) -> Double? {
    guard let content = choice["logprobs"]?["content"], content.elementCount > 0 else { return nil }
    var sum = 0.0
    for token in content.elements { sum += try token.required("logprob", "a number").number ?? 0 }
    return min(sum, 0)
  }

  /// What an event is in.
  private mutating func around(_ event: JSONNode) throws(TraceError) -> InspectScopes.Scope {
    guard let scope = scopes.scope(in: try event.string("span_id")) else {
      throw event.error(
        at: "span_id", found: "inside a span that is its own ancestor", expected: "spans that end at a root")
    }
    return scope
  }

  // MARK: Messages

  /// What is new in the input of a call, since the model last spoke.
  private func news(of event: JSONNode) throws(TraceError) -> String {
    var nodes = event["input"]?.elements ?? []
    if nodes.isEmpty {
      for range in try event.array("input_refs") {
        let ends = range.elements.compactMap(\.integer)
        guard ends.count == 2, 0 <= ends[0], ends[0] <= ends[1], ends[1] <= pool.count else {
          throw range.error(
            expected: "two integers in 0...\(pool.count), the ends of a run of pooled messages")
        }
        nodes += pool[ends[0]..<ends[1]]
      }
    }
    var messages: [ChatMessage] = []
    for node in nodes { if let message = try ChatMessage(node) { messages.append(message) } }
    return resolved(messages.news ?? "start")
  }

  /// A text with its attachments in their places.
  private func resolved(_ text: String) -> String {
    let mark = "attachment://"
    guard let attachments, text.contains(mark) else { return text }
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: mark) {
      result += rest[..<range.lowerBound]
      let hash = rest[range.upperBound...].prefix { $0.isHexDigit }
      result += attachments[String(hash)]?.string ?? mark + hash
      rest = rest[hash.endIndex...]
    }
    return result + rest
  }

  /// Decisions of logs without events: the messages of the assistant.
  private mutating func readMessages(_ sink: TraceSink) throws(TraceError) {
    var seen = SeenText()
    for node in try sample.array("messages") {
      guard let message = try ChatMessage(node) else { continue }
      sink.note(read: "messages (there being no events)")
      if message.role == "assistant" {
        ways.append(
          Turn(state: seen.take(), decisions: [Decision(agent: "agent", action: resolved(message.action))]),
          calling: [], in: nil)
      } else if message.role != "system" {
        seen.add(resolved(message.text))
      }
    }
  }
}
