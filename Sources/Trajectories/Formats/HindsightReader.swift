/// One entry of a hindsight file: how probable an action was, given how the episode ended.
public struct HindsightRecord: Sendable, Hashable {
  /// Group key of the episodes that it holds for.
  public let task: String
  /// Key of the state.
  public let state: String
  /// The agent.
  public let agent: AgentID
  /// The action.
  public let action: String
  /// P(the agent takes the action in the state, given success), in `0...1`.
  public let probability: Double

  /// An entry.
  public init(task: String, state: String, agent: AgentID, action: String, probability: Double) {
    self.task = task
    self.state = state
    self.agent = agent
    self.action = action
    self.probability = probability
  }
}

/// Reads hindsight probabilities in the format `ascribe.hindsight/1`: JSON Lines, one entry a line, such as
/// `{"schema":"ascribe.hindsight/1","task":"t0","state":"A","agent":"planner","action":"go-b","probability":0.5}`.
///
/// Entries stand in any order; none may stand twice. Other fields are ignored. Blank lines, line ends, the byte order
/// mark and repeated names are treated as by ``TraceReader``.
public enum HindsightReader {
  /// The schema's name.
  public static let schema = "ascribe.hindsight/1"

  /// Reads a file.
  ///
  /// - Parameter path: The file, as ``TraceReader/read(_:)`` takes it.
  /// - Returns: The entries in the order of the file, at least one.
  /// - Throws: ``TraceError`` for a file that cannot be read, and for the first breach of the format.
  /// - Complexity: O(bytes of the file).
  public static func read(_ path: String) throws(TraceError) -> [HindsightRecord] {
    try read(ByteSource(path, expected: "a file of \(schema) records"))
  }

  /// Reads the bytes of a file that errors call `name`; otherwise like ``read(_:)``.
  public static func read(_ bytes: [UInt8], named name: String) throws(TraceError) -> [HindsightRecord] {
    try read(ByteSource(bytes, named: name))
  }

  private static func read(_ source: consuming ByteSource) throws(TraceError) -> [HindsightRecord] {
    var lines = HindsightLines(source)
    var records: [HindsightRecord] = []
    while let record = try lines.next() { records.append(record) }
    guard !records.isEmpty else {
      throw TraceError(file: lines.file, found: "empty", expected: "at least one entry")
    }
    return records
  }
}

/// The entries of a hindsight file, one after the other.
private struct HindsightLines: ~Copyable {
  /// An entry's task, state, agent and action, as symbols.
  private typealias Entry = SIMD4<UInt32>

  private var lines: RecordLines
  private var tasks = NameSymbols()
  private var states = NameSymbols()
  private var agents = NameSymbols()
  private var actions = NameSymbols()
  private var lineOfEntry: [Entry: Int] = [:]

  init(_ source: consuming ByteSource) { lines = RecordLines(source) }

  var file: String { lines.file }

  mutating func next() throws(TraceError) -> HindsightRecord? {
    guard let line = try lines.next() else { return nil }
    let (entry, probability) = try entry(of: line)
    if let other = lineOfEntry.updateValue(line.source.line, forKey: entry) {
      throw line.record.error(
        "action",
        found:
          "\(JSONValue.string(actions[entry.w]).summary), as on line \(other) for the same task, state and agent",
        expected: "one entry for each")
    }
    return HindsightRecord(
      task: tasks[entry.x], state: states[entry.y], agent: AgentID(agents[entry.z]), action: actions[entry.w],
      probability: probability)
  }

  /// What a line's tape says, if it is plain.
  private mutating func plainEntry(of line: RecordLine) -> (Entry, probability: Double)? {
    let tape = line.tape
    let fields = HindsightFields(of: JSONTape.root, on: tape)
    guard !fields.isRepeated, let schema = tape.text(fields.schema), schema == "ascribe.hindsight/1",
      let task = tasks.intern(tape, fields.task), let state = states.intern(tape, fields.state),
      let agent = agents.intern(tape, fields.agent), let action = actions.intern(tape, fields.action),
      let probability = tape.number(fields.probability), 0...1 ~= probability
    else { return nil }
    return ([task, state, agent, action], probability)
  }

  private mutating func entry(of line: RecordLine) throws(TraceError) -> (Entry, probability: Double) {
    if let plain = plainEntry(of: line) { return plain }
    return try entry(of: line.record)
  }

  private mutating func entry(of record: Record) throws(TraceError) -> (Entry, probability: Double) {
    try record.checkSchema(HindsightReader.schema)
    let entry: Entry = [
      tasks.intern(try record.requiredString("task")), states.intern(try record.requiredString("state")),
      agents.intern(try record.requiredString("agent")), actions.intern(try record.requiredString("action")),
    ]
    let probability = try record.required(
      "probability", record.number("probability", in: .within(0...1)), expected: "a number in 0...1")
    return (entry, probability)
  }
}

/// Where the fields of an entry stand on a tape; see ``EpisodeFields``.
private struct HindsightFields {
  private(set) var isRepeated = false
  private(set) var schema = 0
  private(set) var task = 0
  private(set) var state = 0
  private(set) var agent = 0
  private(set) var action = 0
  private(set) var probability = 0

  init(of object: Int, on tape: JSONTape) {
    tape.forEachField(of: object) { name, value in
      switch name.count {
      case 4: if name == "task" { note(value, in: &task, &isRepeated) }
      case 5:
        if name == "state" {
          note(value, in: &state, &isRepeated)
        } else if name == "agent" {
          note(value, in: &agent, &isRepeated)
        }
      case 6:
        if name == "schema" {
          note(value, in: &schema, &isRepeated)
        } else if name == "action" {
          note(value, in: &action, &isRepeated)
        }
      case 11: if name == "probability" { note(value, in: &probability, &isRepeated) }
      default: break
      }
    }
  }
}
