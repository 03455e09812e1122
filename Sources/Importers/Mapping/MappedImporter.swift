import Trajectories

/// Rows of a log that a mapping makes decisions of.
///
/// Rows of one episode are put in the order of their turn, or, without one, in the order of the file; rows of one turn are
/// one joint decision, and their rewards are the agents' own. Memory holds the rows of one task at a time; a task that comes
/// back asks for the whole (``TraceSink/needsWhole``).
struct MappedImporter: LogImporter {
  static let mappingName = "mapping"
  static let name = mappingName
  static let title = "rows that a mapping describes"

  static func fits(_ sample: LogSample) -> Bool { false }

  private let mapping: RowMapping
  private let isWhole: Bool
  private var task: String?
  private var episodes: [MappedEpisode] = []
  private var index: [String: Int] = [:]
  /// The episode of the row before: the next row is mostly of the same one.
  private var last = (key: "", position: Int.max)
  /// Tasks that were written, and the line of their last row.
  private var closed: Set<String> = []
  /// How many rows had each field, and what was probably meant where one had none.
  private var hits = [Int](repeating: 0, count: RowMapping.Name.allCases.count)
  private var suggestions = [String?](repeating: nil, count: RowMapping.Name.allCases.count)
  private var rows = 0
  private var lastPlace: LogPlace?

  init(_ options: ImportOptions) {
    guard let mapping = options.mapping else {
      preconditionFailure("LogImport refuses a call without a mapping")
    }
    self.init(mapping, options)
  }

  init(_ mapping: RowMapping, _ options: ImportOptions) {
    self.mapping = mapping
    isWhole = options.isWhole
  }

  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError) {
    var number = 0
    // A closure that throws cannot change what it is a part of.
    var reading = self
    do throws(TraceError) {
      try file.forEachRecord { (record) throws(TraceError) in
        number += 1
        try reading.expand([record], 0, number, sink)
      }
    } catch {
      throw error
    }
    self = reading
  }

  private mutating func expand(
    _ levels: [JSONNode], _ depth: Int, _ line: Int, _ sink: TraceSink
  ) throws(TraceError) {
    guard depth < mapping.rows.count else { return try append(levels, line, sink) }
    let path = mapping.rows[depth]
    let node = levels[levels.count - 1]
    guard let array = path.value(in: levels) else {
      throw node.error(
        at: path.description, expected: "an array of rows",
        suggestion: path.suggestion(in: levels))
    }
    guard array.isArray else { throw array.error(expected: "an array of rows") }
    for element in array.elements { try expand(levels + [element], depth + 1, line, sink) }
  }

  private mutating func append(_ levels: [JSONNode], _ line: Int, _ sink: TraceSink) throws(TraceError) {
    rows += 1
    if let keep = mapping[.keep], try keep.flag(in: levels) == false {
      hits[RowMapping.Name.keep.rawValue] += 1
      sink.note(dropped: "rows that the log marks as no part of an episode")
      return
    }
    let task = try required(.task, levels, line)
    if task != self.task {
      if !isWhole { try flush(sink) }
      self.task = task
      if closed.contains(task) {
        sink.needsWhole = true
        throw levels[levels.count - 1].error(
          found: "of the task \(JSONValue.string(task).summary), whose rows ended before",
          expected: "rows of a task together, in a source that can be read once")
      }
    }
    let name = try required(.episode, levels, line)
    // In a whole file episodes of two tasks may have one name.
    let key = isWhole ? "\(task)\u{0}\(name)" : name
    let position: Int
    if key == last.key, last.position < episodes.count {
      position = last.position
    } else if let known = index[key] {
      position = known
    } else {
      position = episodes.count
      index[key] = position
      episodes.append(MappedEpisode(task: task, name: name, place: LogPlace(levels[levels.count - 1])))
    }
    last = (key, position)
    let row = try self.row(levels, line)
    try episodes[position].append(row, mapping, levels)
  }

  private mutating func row(_ levels: [JSONNode], _ line: Int) throws(TraceError) -> MappedRow {
    let row = MappedRow()
    row.turn = try number(.turn, levels)
    row.agent = try text(.agent, levels, line)
    if mapping[.agent] == nil { row.agent = "agent" }
    row.action = try text(.action, levels, line)
    // A row of nobody who did nothing is one of the environment.
    if row.agent != nil, row.action == nil { row.action = try required(.action, levels, line) }
    if row.action != nil, row.agent == nil { row.agent = try required(.agent, levels, line) }
    row.observation = try text(.observation, levels, line)
    row.state = try text(.state, levels, line) ?? row.observation
    if row.state == nil {
      row.state = try required(mapping[.state] != nil ? .state : .observation, levels, line)
    }
    row.reward = try number(.reward, levels)
    row.decision(
      valid: try flag(.valid, levels), tokens: try number(.tokens, levels),
      log: try number(.logProbability, levels), reference: try number(.referenceLogProbability, levels),
      judge: try number(.judge, levels), entropy: try number(.entropy, levels))
    row.label = try text(.row, levels, line).map { text in Int(text).map { .number($0) } ?? .name(text) }
    row.privileged = try text(.privileged, levels, line)
    row.process = try number(.process, levels)
    row.rollout = try text(.rollout, levels, line)
    row.score = try number(.score, levels)
    row.status = try status(levels, line)
    return row
  }

  private mutating func status(_ levels: [JSONNode], _ line: Int) throws(TraceError) -> OutcomeStatus? {
    guard let word = try text(.status, levels, line) else { return nil }
    guard let status = OutcomeStatus.allCases.first(where: { $0.description == word }) else {
      let names = OutcomeStatus.allCases.map(\.description)
      throw (mapping[.status]?.node(in: levels) ?? levels[levels.count - 1]).error(
        found: JSONValue.string(word).summary,
        expected: names.joined(separator: ", ") + ", or words in the mapping",
        suggestion: NearestName.suggestion(for: word, among: names))
    }
    return status
  }

  mutating func finish(into sink: TraceSink) throws(TraceError) {
    try flush(sink)
    sink.note(read: "rows", rows)
    for name in RowMapping.Name.allCases.sorted(by: { $0.text < $1.text }) {
      guard let field = mapping[name] else { continue }
      guard !field.isOptional, !field.paths.isEmpty, hits[name.rawValue] == 0, rows > 0 else { continue }
      throw TraceError(
        file: mapping.file, field: "fields.\(name.text)",
        found: "\"\(field.paths[0].description)\", which no row has",
        expected: "a path that a row has, or \"optional\": true", suggestion: suggestions[name.rawValue])
    }
  }

  /// Writes the episodes at hand.
  private mutating func flush(_ sink: TraceSink) throws(TraceError) {
    for episode in episodes {
      try sink.attempt { () throws(TraceError) in
        try sink.add(try episode.draft(mapping, sink), at: episode.place)
      }
      closed.insert(episode.task)
    }
    episodes.removeAll(keepingCapacity: true)
    index.removeAll(keepingCapacity: true)
    last.position = .max
  }
}

// MARK: Values

extension MappedImporter {
  private mutating func note(
    _ name: RowMapping.Name, _ found: Bool, _ field: RowMapping.Source, _ levels: [JSONNode]
  ) {
    if found {
      hits[name.rawValue] += 1
    } else if suggestions[name.rawValue] == nil, hits[name.rawValue] == 0, !field.isOptional,
      let path = field.paths.first
    {
      suggestions[name.rawValue] = path.suggestion(in: levels)
    }
  }

  private mutating func text(
    _ name: RowMapping.Name, _ levels: [JSONNode], _ line: Int
  ) throws(TraceError) -> String? {
    guard let field = mapping[name] else { return nil }
    let text = try field.text(in: levels, line: line)
    note(name, text != nil || field.words != nil, field, levels)
    return text
  }

  private mutating func number(_ name: RowMapping.Name, _ levels: [JSONNode]) throws(TraceError) -> Double? {
    guard let field = mapping[name] else { return nil }
    let number = try field.number(in: levels)
    note(name, number != nil, field, levels)
    return number
  }

  private mutating func flag(_ name: RowMapping.Name, _ levels: [JSONNode]) throws(TraceError) -> Bool? {
    guard let field = mapping[name] else { return nil }
    let flag = try field.flag(in: levels)
    note(name, flag != nil, field, levels)
    return flag
  }

  /// A text that a row must have.
  private mutating func required(
    _ name: RowMapping.Name, _ levels: [JSONNode], _ line: Int
  ) throws(TraceError) -> String {
    if let text = try text(name, levels, line) { return text }
    let field = mapping[name]
    let path = field?.paths.first
    throw levels[levels.count - 1 - min(path?.up ?? 0, levels.count - 1)].error(
      at: path.map { String($0.description.drop { $0 == "^" }) } ?? name.text,
      expected: "the \(name.text) of a row", suggestion: path?.suggestion(in: levels))
  }
}
