import Trajectories

/// A span of a traced program: a call of a model, an agent's scope, a tool, or anything else.
struct LogSpan {
  /// What a span is to us.
  enum Kind: Equatable {
    /// A model was asked, and answered.
    case call
    /// Everything inside is an agent's doing.
    case agent
    case tool
    case other
  }

  var id: String
  var parent: String?
  /// What spans are ordered by; texts are compared.
  var order: String
  var kind: Kind
  /// The agent of a scope, or the one that a call names itself.
  var agent: String?
  var name: String
  /// What a call saw that was new, and what it did.
  var observation: String?
  var action: String?
  var tokens: Int?
  /// Whether it ended in an error.
  var failed = false
  var score: Double?
  var place: LogPlace
}

/// The spans of one trace, which is one episode.
///
/// Decisions are the calls that hold no other call: instrumentation of several layers tells of one call several times. A
/// decision is its nearest agent's, by its ancestors; spans come in the order of their end, so that they are sorted.
struct SpanTree {
  private var spans: [LogSpan] = []
  private var index: [String: Int] = [:]

  /// Adds a span; one that was added before is another copy of it.
  mutating func append(_ span: LogSpan, _ sink: TraceSink) {
    guard index[span.id] == nil else {
      sink.note(dropped: "spans that were there already", at: span.place)
      return
    }
    index[span.id] = spans.count
    spans.append(span)
  }

  /// Gives spans their scores.
  mutating func setScores(_ score: (String) -> Double?) {
    for position in spans.indices { spans[position].score = score(spans[position].id) }
  }

  /// The span of an identifier.
  func span(_ id: String) -> LogSpan? { index[id].map { spans[$0] } }

  /// The spans without a parent, in order.
  var roots: [LogSpan] {
    spans.filter { span in span.parent.map { index[$0] == nil } ?? true }.sorted { $0.order < $1.order }
  }

  /// The turns of the episode: one for each decision.
  ///
  /// - Throws: ``TraceError`` for parents that go round in a circle.
  func turns(_ sink: TraceSink) throws(TraceError) -> [Turn] {
    let parents = try parents(sink)
    let scopes = scopes(parents)
    var holdsCall = [Bool](repeating: false, count: spans.count)
    for (position, span) in spans.enumerated() where span.kind == .call {
      var current = parents[position]
      while let above = current, !holdsCall[above] {
        holdsCall[above] = true
        current = parents[above]
      }
    }
    let ordered = spans.indices.sorted {
      (spans[$0].order, $0) < (spans[$1].order, $1)
    }
    var turns: [Turn] = []
    var lastTurn: [AgentID: Int] = [:]
    for position in ordered {
      let span = spans[position]
      switch span.kind {
      case .call:
        guard !holdsCall[position] else {
          sink.note(dropped: "spans that repeat a call of a model inside them", at: span.place)
          continue
        }
        guard let action = span.action, !(span.failed && action.isEmpty) else {
          sink.note(dropped: "calls of a model without an answer", at: span.place)
          continue
        }
        let agent = try agent(of: position, scopes, sink)
        lastTurn[agent] = turns.count
        turns.append(
          Turn(
            state: span.observation ?? "start",
            decisions: [Decision(agent: agent, action: action, tokens: span.tokens, judge: span.score)]))
      case .tool:
        sink.note(read: "spans of tools")
        guard span.failed else { continue }
        sink.note(read: "tools that failed (the decision before is not valid)")
        if let turn = lastTurn[try agent(of: position, scopes, sink)] {
          turns[turn].decisions[0].valid = false
        }
      case .agent: sink.note(read: "spans of agents")
      case .other: sink.note(dropped: "spans that are no call, agent or tool")
      }
    }
    return turns
  }

  /// The position of each span's parent.
  private func parents(_ sink: TraceSink) throws(TraceError) -> [Int?] {
    var parents = [Int?](repeating: nil, count: spans.count)
    for (position, span) in spans.enumerated() {
      guard let parent = span.parent else { continue }
      parents[position] = index[parent]
      if parents[position] == nil {
        sink.note(guessed: "spans whose parent is not in the log, taken as roots", at: span.place)
      }
    }
    // 1: on the way up, 2: known to end.
    var state = [UInt8](repeating: 0, count: spans.count)
    for start in spans.indices where state[start] == 0 {
      var way: [Int] = []
      var current: Int? = start
      while let position = current, state[position] == 0 {
        state[position] = 1
        way.append(position)
        current = parents[position]
      }
      if let position = current, state[position] == 1 {
        throw spans[position].place.error(
          found: "the span \(JSONValue.string(spans[position].id).summary), which is its own ancestor",
          expected: "parents that end at a root")
      }
      for position in way { state[position] = 2 }
    }
    return parents
  }

  /// The position of the nearest agent's scope around each span.
  private func scopes(_ parents: [Int?]) -> [Int?] {
    var scopes = [Int?](repeating: nil, count: spans.count)
    var isKnown = [Bool](repeating: false, count: spans.count)
    for start in spans.indices {
      var way: [Int] = []
      var current: Int? = start
      while let position = current, !isKnown[position] {
        isKnown[position] = true
        way.append(position)
        current = parents[position]
      }
      for position in way.reversed() {
        scopes[position] = parents[position].flatMap { spans[$0].kind == .agent ? $0 : scopes[$0] }
      }
    }
    return scopes
  }

  private func agent(of position: Int, _ scopes: [Int?], _ sink: TraceSink) throws(TraceError) -> AgentID {
    if let scope = scopes[position] {
      guard let name = spans[scope].agent, !name.isEmpty else {
        throw spans[scope].place.error(found: "an agent without a name", expected: "its name")
      }
      return AgentID(name)
    }
    if let own = spans[position].agent, !own.isEmpty { return AgentID(own) }
    sink.note(guessed: "the name agent, for calls within no agent", at: spans[position].place)
    return "agent"
  }
}
