import Trajectories

/// Events of Agent Lightning (Microsoft), with or without the list of rollouts.
///
/// Events stand in the order in which they were stored. A rollout is an episode of its last attempt; what earlier attempts
/// did is left out. An answered `model_request` is a decision, however often it was retried. The last `reward` is the score,
/// and earlier ones are those of the decision before. Without the rollouts the last attempt is the highest, tasks are told by
/// their first request, and success by the score alone.
struct AgentLightningImporter: LogImporter {
  static let name = "agent-lightning"
  static let title = "events of Agent Lightning"

  static func fits(_ sample: LogSample) -> Bool {
    sample.has("event_type", "rollout_id") || sample.has("rollout_id", "input", "status")
  }

  /// What the list of rollouts says of one.
  private struct Rollout {
    var task: String
    var state: String
    var attempt: String?
    var place: LogPlace
  }

  private struct Attempt {
    var turns: [Turn] = []
    var rewards: [(value: Double, turn: Int?)] = []
  }

  private var rollouts: [String: Rollout] = [:]
  private var attempts: [String: [(name: String, attempt: Attempt)]] = [:]
  /// Where the attempts of a rollout stand among them, by name.
  private var positions: [String: [String: Int]] = [:]
  private var order: [(id: String, place: LogPlace)] = []

  init(_ options: ImportOptions) {}

  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError) {
    var reading = self
    try file.forEachRecord { (record) throws(TraceError) in
      let id = try record.required("rollout_id", "a string").label()
      if record["event_type"] == nil {
        try reading.append(rollout: id, record, sink)
      } else {
        try reading.append(event: record, of: id, sink)
      }
    }
    self = reading
  }

  private mutating func append(rollout id: String, _ record: JSONNode, _ sink: TraceSink) throws(TraceError) {
    sink.note(read: "rollouts")
    let status = try record.required("status", "an object")
    let input = try record.required("input", "the input of a rollout")
    guard rollouts[id] == nil else {
      throw record.error(
        at: "rollout_id", found: "\(JSONValue.string(id).summary), as in an earlier record",
        expected: "a rollout once")
    }
    rollouts[id] = Rollout(
      task: "input-\(ChatText.digest(input.text))", state: try status.requiredString("state"),
      attempt: try status.label("last_attempt_id"), place: LogPlace(record))
  }

  private mutating func append(event: JSONNode, of id: String, _ sink: TraceSink) throws(TraceError) {
    let kind = try event.requiredString("event_type")
    let name = try event.label("attempt_id") ?? "0"
    if attempts[id] == nil {
      attempts[id] = []
      order.append((id, LogPlace(event)))
    }
    let position = positions[id]?[name] ?? attempts[id]?.count ?? 0
    if position == attempts[id]?.count {
      positions[id, default: [:]][name] = position
      attempts[id]?.append((name, Attempt()))
    }
    let data = try event.required("data", "an object")
    switch kind {
    case "model_request":
      sink.note(read: "model calls")
      guard data["status"]?.string ?? "ok" == "ok" else {
        sink.note(dropped: "model calls that failed", at: LogPlace(event))
        return
      }
      if let retries = try data.integer("retry_count"), retries > 0 {
        sink.note(read: "model calls that were tried again (one decision)")
      }
      attempts[id]?[position].attempt.turns.append(try Self.turn(data))
    case "reward":
      sink.note(read: "rewards")
      let value = try data.required("value", "a number")
      guard let number = value.number else { throw value.error(expected: "a number") }
      let count = attempts[id]?[position].attempt.turns.count ?? 0
      attempts[id]?[position].attempt.rewards.append((number, count > 0 ? count - 1 : nil))
    default: sink.note(dropped: "events of the type \(kind)", at: LogPlace(event))
    }
  }

  private static func turn(_ data: JSONNode) throws(TraceError) -> Turn {
    let agent = data["model"]?.string ?? data["server"]?["model"]?.string ?? "policy"
    let response = data["response"]
    var decision = Decision(agent: AgentID(agent), action: "")
    if let choice = response?["choices"]?.elements.first {
      decision.action =
        try choice["message"].map { (message) throws(TraceError) in try ChatText.action(of: message) } ?? ""
      if let content = choice["logprobs"]?["content"], content.elementCount > 0 {
        decision.logProbability = min(0, content.elements.reduce(0) { $0 + ($1["logprob"]?.number ?? 0) })
      }
    } else if let tokens = data["response_token_ids"] {
      // The server's triplets have no text left.
      decision.action = "tokens " + tokens.elements.map(\.text).joined(separator: " ")
      if let logs = data["response_log_probs"], logs.elementCount > 0 {
        decision.logProbability = min(0, logs.elements.reduce(0) { $0 + ($1.number ?? 0) })
      }
      decision.tokens = tokens.elementCount
    } else {
      throw data.error(at: "response", expected: "the answer of the model")
    }
    let usage = data["usage"] ?? response?["usage"]
    if let count = try usage?.integer("completion_tokens") { decision.tokens = count }
    let messages = try ChatMessage.all(data["request"]?["messages"])
    let state =
      messages.news ?? data["prompt_token_ids"].map { "prompt-\(ChatText.digest($0.text))" } ?? "start"
    return Turn(state: state, decisions: [decision])
  }

  mutating func finish(into sink: TraceSink) throws(TraceError) {
    let known = !rollouts.isEmpty
    for (id, place) in order {
      guard let all = attempts[id] else { continue }
      if known, rollouts[id] == nil {
        sink.note(dropped: "rollouts that the list does not have", at: place)
        continue
      }
      let highest = all.max { left, right in
        (Int(left.name) ?? 0, left.name) < (Int(right.name) ?? 0, right.name)
      }
      let last = rollouts[id]?.attempt ?? highest?.name ?? "0"
      if !known, all.count > 1 { sink.note(guessed: "the last attempt, the highest", at: place) }
      for (name, attempt) in all where name != last {
        sink.note(dropped: "model calls of attempts before the last", attempt.turns.count, at: place)
      }
      guard var attempt = all.first(where: { $0.name == last })?.attempt else {
        sink.note(dropped: "rollouts without an event of their last attempt", at: place)
        continue
      }
      let score = attempt.rewards.popLast()?.value
      for (value, turn) in attempt.rewards where !attempt.turns.isEmpty {
        attempt.turns[turn ?? 0].reward += value
      }
      let first = attempt.turns.first?.state ?? ""
      if !known { sink.note(guessed: "task from equal first requests", at: place) }
      var draft = EpisodeDraft(task: rollouts[id]?.task ?? "input-\(ChatText.digest(first))", name: id)
      draft.turns = attempt.turns
      draft.outcome = try outcome(rollouts[id], score)
      try sink.attempt { () throws(TraceError) in try sink.add(draft, at: place) }
    }
    let silent = rollouts.keys.count { attempts[$0] == nil }
    sink.note(dropped: "rollouts without events", silent)
  }

  private func outcome(_ rollout: Rollout?, _ score: Double?) throws(TraceError) -> RecordedOutcome {
    var outcome = RecordedOutcome(score: score, ending: rollout.map { "the state \($0.state)" })
    switch rollout?.state {
    case nil, "succeeded"?: break
    case "failed"?: outcome.status = .failure
    case "cancelled"?, "canceled"?: outcome.status = .aborted
    case "timeout"?, "timed_out"?: outcome.status = .truncated
    // One that still runs has no end yet.
    case "queuing"?, "queued"?, "preparing"?, "requeuing"?, "pending"?, "running"?: outcome.score = nil
    case let state?:
      throw (rollout?.place ?? LogPlace(file: "log")).error(
        "status.state", found: JSONValue.string(state).summary,
        expected: "succeeded, failed, cancelled, timeout, or a state of one that still runs")
    }
    return outcome
  }
}
