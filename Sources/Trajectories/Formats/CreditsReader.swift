/// Reads credits in the format `ascribe.credit/1`: a header record, then one record an (episode, turn, agent), in the
/// order of the trace.
///
/// Every rule of the format is checked, and the first breach stops the reading with a ``TraceError``. Without a trace
/// to compare with, the order of a trace means: the records of an episode stand together, its turns are 0, 1, 2 and
/// so on, none left out, and an agent stands at most once in a turn. Blank lines, line ends, the byte order mark and
/// repeated names are treated as by ``TraceReader``.
///
/// A parameter reads back as an integer if it is written as one (`3`), and as a number otherwise (`3.0`, `3e0`).
/// Parameters stand in alphabetical order.
public enum CreditsReader {
  /// The schema's name.
  public static let schema = "ascribe.credit/1"

  /// Reads the credits of a batch.
  ///
  /// - Parameters:
  ///   - path: The file, as ``TraceReader/read(_:)`` takes it.
  ///   - batch: The batch that the credits were computed from.
  /// - Returns: The header, and credits aligned with the decisions of the batch.
  /// - Throws: ``TraceError`` for a file that cannot be read, for the first breach of the format, and for the first
  ///   record that is another one than the batch has there.
  /// - Complexity: O(bytes of the file + decisions).
  public static func read(
    _ path: String, for batch: TrajectoryBatch
  ) throws(TraceError) -> (header: CreditsHeader, credits: Credits) {
    try read(ByteSource(path, expected: expectedFile), for: batch)
  }

  /// Reads the credits of a batch from the bytes of a file that errors call `name`; otherwise like
  /// ``read(_:for:)``.
  public static func read(
    _ bytes: [UInt8], named name: String, for batch: TrajectoryBatch
  ) throws(TraceError) -> (header: CreditsHeader, credits: Credits) {
    try read(ByteSource(bytes, named: name), for: batch)
  }

  private static func read(
    _ source: consuming ByteSource, for batch: TrajectoryBatch
  ) throws(TraceError) -> (header: CreditsHeader, credits: Credits) {
    let name = source.name
    var records = RecordLines(source)
    let header = try header(of: &records, named: name)
    var values: [Double] = []
    values.reserveCapacity(batch.decisionCount)
    for episode in 0..<batch.episodeCount {
      for (index, turn) in batch.turns(of: episode).enumerated() {
        for decision in batch.decisions(of: turn) {
          let expected = Expectation(
            episode: batch.episodeName(episode), turn: index,
            agent: batch.symbols.agents[batch.decisions.agent[decision]])
          guard let record = try records.next() else {
            throw TraceError(
              file: name, found: "at its end after \(values.count) credits",
              expected: "\(batch.decisionCount), the next for \(expected)")
          }
          values.append(try expected.credit(in: record))
        }
      }
    }
    if let surplus = try records.next() {
      throw TraceError(
        file: name, line: surplus.source.line, found: "a record too many",
        expected: "the end of the file after \(values.count) credits")
    }
    return (header, Credits(method: header.method, parameters: header.parameters, values: values))
  }

  /// Reads credits without the trace that they belong to.
  ///
  /// - Parameter path: The file, as ``TraceReader/read(_:)`` takes it.
  /// - Returns: The header, and the records in the order of the file.
  /// - Throws: ``TraceError`` for a file that cannot be read, and for the first breach of the format.
  /// - Complexity: O(bytes of the file).
  public static func read(
    _ path: String
  ) throws(TraceError) -> (header: CreditsHeader, records: [CreditRecord]) {
    try read(ByteSource(path, expected: expectedFile))
  }

  /// Reads credits from the bytes of a file that errors call `name`; otherwise like ``read(_:)``.
  public static func read(
    _ bytes: [UInt8], named name: String
  ) throws(TraceError) -> (header: CreditsHeader, records: [CreditRecord]) {
    try read(ByteSource(bytes, named: name))
  }

  private static func read(
    _ source: consuming ByteSource
  ) throws(TraceError) -> (header: CreditsHeader, records: [CreditRecord]) {
    let name = source.name
    var lines = RecordLines(source)
    let header = try header(of: &lines, named: name)
    var records: [CreditRecord] = []
    var order = CreditOrder()
    while let line = try lines.next() {
      let record = CreditRecord(
        episode: try line.requiredString("episode"),
        turn: try line.required(
          "turn", line.integer("turn", in: 0...Int(Int32.max)), expected: "an integer in 0...\(Int32.max)"),
        agent: AgentID(try line.requiredString("agent")), credit: try credit(in: line))
      try order.check(record, in: line)
      records.append(record)
    }
    return (header, records)
  }

  private static let expectedFile = "a file of \(schema) records"

  private static func header(of records: inout RecordLines, named name: String) throws(TraceError)
    -> CreditsHeader
  {
    guard let record = try records.next() else {
      throw TraceError(file: name, found: "empty", expected: "a header record")
    }
    try record.checkSchema(schema)
    let method = try record.requiredString("method")
    let parameters = try record.required("parameters", record.object("parameters"), expected: "an object")
    let version = try record.requiredString("version")
    return CreditsHeader(method: method, parameters: try values(of: parameters), version: version)
  }

  private static func values(of parameters: Record) throws(TraceError) -> ParameterValues {
    var entries: [ParameterValues.Entry] = []
    for (name, value) in parameters.object.sorted {
      let parameter: ParameterValue
      switch value {
      case .flag(let flag): parameter = .flag(flag)
      case .integer(let integer): parameter = .integer(integer)
      case .number(let number): parameter = .number(number)
      case .string(let string): parameter = .text(string)
      case .null, .array, .object:
        throw parameters.error(name, found: value.typedSummary, expected: "a number, a boolean or a string")
      }
      entries.append(ParameterValues.Entry(name: name, value: parameter))
    }
    return ParameterValues(entries)
  }

  fileprivate static func credit(in record: Record) throws(TraceError) -> Double {
    try record.required("credit", record.number("credit"), expected: "a number")
  }
}

/// The (episode, turn, agent) that a batch has next.
private struct Expectation: CustomStringConvertible {
  let episode: String
  let turn: Int
  let agent: String

  var description: String { "episode \"\(episode)\", turn \(turn), agent \"\(agent)\"" }

  /// The credit of a record, if it is the expected one.
  func credit(in record: Record) throws(TraceError) -> Double {
    try check("episode", record.requiredString("episode") == episode, in: record)
    let range = 0...Int(Int32.max)
    let found = try record.required(
      "turn", record.integer("turn", in: range), expected: "an integer in 0...\(Int32.max)")
    try check("turn", found == turn, in: record)
    try check("agent", record.requiredString("agent") == agent, in: record)
    return try CreditsReader.credit(in: record)
  }

  private func check(_ field: String, _ isExpected: Bool, in record: Record) throws(TraceError) {
    guard !isExpected else { return }
    throw record.error(
      field, found: record.object[field]?.summary ?? "missing", expected: "the trace's \(description)")
  }
}
