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
    let name = source.name
    var lines = RecordLines(source)
    var records: [HindsightRecord] = []
    var lineOfEntry: [[String]: Int] = [:]
    while let line = try lines.next() {
      try line.checkSchema(schema)
      let record = HindsightRecord(
        task: try line.requiredString("task"), state: try line.requiredString("state"),
        agent: AgentID(try line.requiredString("agent")), action: try line.requiredString("action"),
        probability: try line.required(
          "probability", line.number("probability", in: .within(0...1)), expected: "a number in 0...1"))
      let entry = [record.task, record.state, record.agent.name, record.action]
      if let other = lineOfEntry.updateValue(line.source.line, forKey: entry) {
        throw line.error(
          "action",
          found:
            "\(JSONValue.string(record.action).summary), as on line \(other) for the same task, state and agent",
          expected: "one entry for each")
      }
      records.append(record)
    }
    guard !records.isEmpty else {
      throw TraceError(file: name, found: "empty", expected: "at least one entry")
    }
    return records
  }
}
