import Trajectories

/// Results of tau2-bench (Sierra Research): one file with `simulations`, or a folder with one file a simulation.
///
/// Assistant and user are two players who take turns; a message is a decision, also if it calls several tools. The state is
/// what was said or answered since the decision before. How a simulation ended is in `termination_reason`, not in the reward,
/// which is 0 for whatever was cut off. The greeting that begins a dialogue is canned: nobody decided it.
struct Tau2Importer: LogImporter {
  static let name = "tau2"
  static let title = "results of tau2-bench"

  static func fits(_ sample: LogSample) -> Bool {
    sample.has("simulations") || sample.has("termination_reason", "task_id")
      || sample.has("info", "tasks", "timestamp")
  }

  /// Results whose simulations are in files of their own.
  private var index: LogPlace?
  private var hasSimulations = false

  init(_ options: ImportOptions) {}

  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError) {
    var reading = self
    try file.forEachRecord { (record) throws(TraceError) in
      if record["termination_reason"] != nil {
        reading.hasSimulations = true
        return try Self.read(record, sink)
      }
      guard let list = record["simulations"] else {
        sink.note(read: "results without simulations (they are in files of their own)")
        reading.index = LogPlace(record)
        return
      }
      guard list.isArray else { throw list.error(expected: "an array of simulations") }
      reading.hasSimulations = true
      for simulation in list.elements { try Self.read(simulation, sink) }
    }
    self = reading
  }

  mutating func finish(into sink: TraceSink) throws(TraceError) {
    guard let index, !hasSimulations else { return }
    throw index.error(
      "simulations", found: "missing",
      expected: "an array; where each simulation has a file of its own, name the folder of them all")
  }

  private static func read(_ simulation: JSONNode, _ sink: TraceSink) throws(TraceError) {
    try sink.attempt { () throws(TraceError) in
      sink.note(read: "simulations")
      let messages = try simulation.array("messages")
      let ending = try simulation.requiredString("termination_reason")
      let place = LogPlace(simulation)
      if messages.isEmpty {
        guard ending == "infrastructure_error" || simulation["ticks"] != nil else {
          throw simulation.error(at: "messages", found: "empty", expected: "the messages of a simulation")
        }
        sink.note(
          dropped: ending == "infrastructure_error"
            ? "simulations that the infrastructure broke"
            : "simulations of speech (full duplex: no messages)",
          at: place)
        return
      }
      let task = try simulation.required("task_id", "a task").label()
      let trial = try simulation.label("trial")
      guard let name = trial.map({ "\(task)/\($0)" }) ?? simulation["id"]?.string else {
        throw simulation.error(at: "trial", expected: "a number, or an id of the simulation")
      }
      var draft = EpisodeDraft(task: task, name: name)
      draft.outcome = try outcome(simulation, ending)
      var dialogue = Tau2Dialogue(labels: try labels(simulation))
      for (index, message) in messages.enumerated() {
        try dialogue.append(message, isGreeting: index == 0 && isGreeting(message, among: messages), sink)
      }
      dialogue.close(&draft)
      try sink.add(draft, at: place)
    }
  }

  /// Whether a first message is the canned one of a dialogue: no model answered, and a user follows.
  private static func isGreeting(_ message: JSONNode, among messages: [JSONNode]) -> Bool {
    message["role"]?.string == "assistant" && message["tool_calls"]?.elementCount ?? 0 == 0
      && message["usage"] == nil && message["raw_data"] == nil
      && messages.contains { $0["role"]?.string == "user" }
  }

  private static func outcome(_ simulation: JSONNode, _ ending: String) throws(TraceError) -> RecordedOutcome
  {
    let score = try simulation.object("reward_info")?.number("reward")
    var outcome = RecordedOutcome(score: score, ending: "termination_reason \(ending)")
    switch ending {
    case "user_stop", "agent_stop":
      // The benchmark's own rule: a task is solved by the whole reward.
      outcome.status = score.map { $0 >= 1 - 1e-6 ? .success : .failure }
    case "max_steps", "timeout", "context_window_exceeded": outcome.status = .truncated
    case "too_many_errors", "agent_error", "invalid_agent_message": outcome.status = .failure
    case "infrastructure_error", "user_error": outcome.status = .aborted
    default:
      let known = [
        "user_stop", "agent_stop", "max_steps", "timeout", "context_window_exceeded", "too_many_errors",
        "agent_error",
        "user_error", "infrastructure_error",
      ]
      throw simulation.error(
        at: "termination_reason", found: JSONValue.string(ending).summary,
        expected: known.dropLast().joined(separator: ", ") + " or \(known[known.count - 1])",
        suggestion: NearestName.suggestion(for: ending, among: known))
    }
    return outcome
  }

  /// The turns that a review blames, if there is a review.
  private static func labels(_ simulation: JSONNode) throws(TraceError) -> Set<Int>? {
    guard let review = try simulation.object("review"), review["errors"] != nil else { return nil }
    var turns: Set<Int> = []
    for error in try review.array("errors") {
      if let turn = try error.integer("turn_idx") { turns.insert(turn) }
    }
    return turns
  }
}

/// The turns of a simulation while its messages are read.
private struct Tau2Dialogue {
  /// `turn_idx` of the messages that a review blames.
  let labels: Set<Int>?
  private var turns: [Turn] = []
  private var seen = SeenText()
  /// The turn of each call that waits for its answer.
  private var turnOfCall: [String: Int] = [:]

  init(labels: Set<Int>?) { self.labels = labels }

  mutating func append(_ message: JSONNode, isGreeting: Bool, _ sink: TraceSink) throws(TraceError) {
    let role = try message.requiredString("role")
    switch role {
    case "assistant", "user":
      sink.note(read: "messages of \(role)")
      guard !isGreeting else {
        sink.note(dropped: "canned greetings", at: LogPlace(message))
        seen.add(try ChatText.content(message["content"]))
        return
      }
      let calls = try message.array("tool_calls")
      sink.note(read: "calls of tools by \(role)", calls.count)
      for call in calls { if let id = try call.string("id") { turnOfCall[id] = turns.count } }
      let action = try ChatText.action(of: message)
      var decision = Decision(agent: AgentID(role), action: action)
      decision.tokens = try message.object("usage")?.integer("completion_tokens")
      if let labels {
        decision.judge = (try message.integer("turn_idx")).map { labels.contains($0) ? -1 : 0 }
        sink.note(read: "decisions with a review's label")
      }
      turns.append(Turn(state: seen.take(), decisions: [decision]))
      // After a call the answer is seen, not the call.
      if calls.isEmpty { seen.add(action) }
    case "tool":
      sink.note(read: "answers of tools")
      let id = try message.string("id")
      if let id, let turn = turnOfCall[id], turn == turns.count - 1 {
        if try message.flag("error") == true { turns[turn].decisions[0].valid = false }
      } else {
        sink.note(guessed: "answers of tools that name no call of the message before", at: LogPlace(message))
      }
      seen.add(try ChatText.content(message["content"]))
    case "system": sink.note(dropped: "system messages", at: LogPlace(message))
    default:
      throw message.error(
        at: "role", found: JSONValue.string(role).summary, expected: "assistant, user, tool or system")
    }
  }

  func close(_ draft: inout EpisodeDraft) {
    draft.turns = turns
    draft.rest = seen.rest
  }
}
