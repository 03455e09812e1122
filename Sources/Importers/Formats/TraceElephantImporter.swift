import Trajectories

/// Failures of TraceElephant (Chen et al., "Seeing the Whole Elephant", ACL 2026), each a folder with `trace_metadata.json`,
/// which has the label, and `step_records.json`.
///
/// A step is a call of a model and a turn, by the agent of its `agent_name`. Its action is what the model answered, or, where
/// that is empty, the calls in its `tool_logs`; its state is what is new in the messages that it saw. The label counts steps
/// by their `step_id`, from 1. Tests of SWE-bench say whether the task was solved; else a label says that it was not.
struct TraceElephantImporter: LogImporter {
  static let name = "trace-elephant"
  static let title = "a failure of TraceElephant"
  /// The names of the two files of a failure.
  static let (metadata, steps) = ("trace_metadata.json", "step_records.json")

  static func fits(_ sample: LogSample) -> Bool { isSteps(sample) || isMetadata(sample) }

  private static func isSteps(_ sample: LogSample) -> Bool {
    sample.has("step_id", "agent_name", "input", "output")
  }
  private static func isMetadata(_ sample: LogSample) -> Bool {
    sample.has("task_id", "system_name", "agent_system_intro")
  }

  /// The two files of a folder, as far as they were read.
  private struct Parts {
    var metadata: JSONNode?
    var steps: JSONNode?
  }

  private var folders: [String: Parts] = [:]
  private var order: [String] = []

  init(_ options: ImportOptions) {}

  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError) {
    let folder = file.folder
    let root = try file.root()
    var parts = folders[folder] ?? Parts()
    if folders[folder] == nil { order.append(folder) }
    let isSteps = Self.isSteps(file.sample)
    guard (isSteps ? parts.steps : parts.metadata) == nil else {
      throw TraceError(
        file: file.name, found: "a second one of its folder",
        expected: "one \(Self.metadata) and one \(Self.steps) in a folder")
    }
    if isSteps { parts.steps = root } else { parts.metadata = root }
    folders[folder] = parts
    guard let metadata = parts.metadata, let steps = parts.steps else { return }
    folders[folder] = nil
    order.removeAll { $0 == folder }
    try sink.attempt { () throws(TraceError) in
      try sink.add(
        try Self.episode(metadata, steps, folder.lastName, sink), at: LogPlace(metadata))
    }
  }

  mutating func finish(into sink: TraceSink) throws(TraceError) {
    for folder in order {
      guard let parts = folders[folder], let half = parts.metadata ?? parts.steps else { continue }
      let other = parts.metadata == nil ? Self.metadata : Self.steps
      try sink.attempt { () throws(TraceError) in
        throw half.error(found: "without the \(other) of its folder", expected: "both, or the folder")
      }
    }
  }

  private static func episode(
    _ metadata: JSONNode, _ steps: JSONNode, _ folder: String?, _ sink: TraceSink
  ) throws(TraceError) -> EpisodeDraft {
    guard steps.isArray, steps.elementCount > 0 else {
      throw steps.error(expected: "an array of at least one step")
    }
    let system = try metadata.requiredString("system_name")
    let task = try metadata.required("task_id", "a string").label()
    var draft = EpisodeDraft(
      task: "\(system)/\(task)", name: try metadata.label("run_id") ?? folder ?? "\(system)/\(task)")
    var numbers: [Int] = []
    for step in steps.elements {
      let number = try step.required("step_id", "an integer")
      guard let value = number.integer ?? number.string.flatMap({ Int($0) }) else {
        throw number.error(expected: "an integer")
      }
      numbers.append(value)
      draft.turns.append(try turn(step))
    }
    sink.note(read: "steps", numbers.count)
    draft.annotation = try annotation(metadata, numbers, sink)
    if let label = draft.annotation, draft.turns[label.step].decisions[0].agent.name != label.agent {
      sink.note(read: "labels whose step is another's (kept)")
    }
    if let isSolved = try isSolved(metadata["tests_status"]) {
      draft.outcome.status = isSolved ? .success : .failure
    } else if draft.annotation != nil || metadata["mistake_agent"] != nil {
      sink.note(guessed: "failure, there being a label of the mistake", at: LogPlace(metadata))
      draft.outcome.status = .failure
    }
    return draft
  }

  private static func turn(_ step: JSONNode) throws(TraceError) -> Turn {
    let output = try step.required("output", "an object")
    guard let message = output["choices"]?.elements.first?["message"] else {
      throw output.error(at: "choices", expected: "the answer of a model, with a message")
    }
    var decision = Decision(
      agent: AgentID(try step.requiredString("agent_name")), action: try ChatText.action(of: message))
    if decision.action.isEmpty {
      decision.action = try ChatText.calls(step["tool_logs"]).joined(separator: "\n")
    }
    decision.tokens = try output["usage"]?.integer("completion_tokens")
    let seen = try ChatMessage.all(step["input"]?["messages"]).news
    return Turn(state: seen ?? "start", decisions: [decision])
  }

  /// The label of the mistake; `nil` where none is given, or no step of it could be named.
  private static func annotation(
    _ metadata: JSONNode, _ numbers: [Int], _ sink: TraceSink
  ) throws(TraceError) -> EpisodeColumns.Annotation? {
    guard let agent = try metadata.string("mistake_agent") else { return nil }
    guard let value = metadata["mistake_step"], value.string?.lowercased() != "none" else {
      sink.note(dropped: "labels without a step", at: LogPlace(metadata))
      return nil
    }
    guard let number = value.integer ?? value.string.flatMap({ Int($0.trimmed) }),
      let step = numbers.firstIndex(of: number)
    else { throw value.error(expected: "the step_id of a step, or none") }
    sink.note(read: "labels of the mistake")
    return EpisodeColumns.Annotation(agent: agent, step: step)
  }

  /// Whether the tests of SWE-bench passed, which are lists of successes and failures by kind; `nil` where there are none.
  private static func isSolved(_ tests: JSONNode?) throws(TraceError) -> Bool? {
    guard let tests, tests.isObject, !tests.fields.isEmpty else { return nil }
    var isSolved = true
    for (_, kind) in tests.fields {
      if try !kind.array("failure").isEmpty { isSolved = false }
    }
    return isSolved
  }
}

extension LogFile {
  /// The path's folder, empty for a name alone.
  fileprivate var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }
}

extension String {
  /// What stands after the last slash; `nil` if nothing does.
  fileprivate var lastName: String? { split(separator: "/").last.map(String.init) }
}
