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
  private var reader: FieldReader
  /// The texts of the rows at hand, and the agents of all.
  private var texts = MappedTexts()
  private var agents = MappedAgents()
  private var episodes: [MappedEpisode] = []
  private var index: [ByteName: Int] = [:]
  /// The task and the episode of the row before, which the next row is mostly of, among `texts`.
  private var last: (task: MappedTexts.Place, episode: MappedTexts.Place, position: Int)?
  private var task = ""
  /// Tasks that were written.
  private var closed: Set<ByteName> = []

  init(_ options: ImportOptions) {
    guard let mapping = options.mapping else {
      preconditionFailure("LogImport refuses a call without a mapping")
    }
    self.init(mapping, options)
  }

  init(_ mapping: RowMapping, _ options: ImportOptions) {
    self.mapping = mapping
    isWhole = options.isWhole
    reader = FieldReader(mapping)
  }

  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError) {
    // A closure that throws cannot change what it is a part of.
    var reading = self
    reading.reader.logs.append(file.name)
    reading.reader.number = 0
    reading.reader.row = RowValues(mapping)
    if file.shape == .table, mapping.rows.isEmpty {
      try file.forEachRow { (row) throws(TraceError) in
        reading.reader.number += 1
        try reading.reader.row.read(row, reading.mapping)
        try reading.append(sink)
      }
    } else {
      try file.forEachRecord { (record) throws(TraceError) in
        reading.reader.number += 1
        try reading.expand(record, 0, sink)
      }
    }
    self = reading
  }

  private mutating func expand(_ node: JSONNode, _ depth: Int, _ sink: TraceSink) throws(TraceError) {
    reader.row.enter(node, depth: depth)
    guard depth < mapping.rows.count else { return try append(sink) }
    let path = mapping.rows[depth]
    let levels = try reader.row.levels
    guard let array = path.value(in: levels) else {
      throw node.error(
        at: path.description, expected: "an array of rows", suggestion: path.suggestion(in: levels))
    }
    guard array.isArray else { throw array.error(expected: "an array of rows") }
    for element in array.elements { try expand(element, depth + 1, sink) }
  }

  private mutating func append(_ sink: TraceSink) throws(TraceError) {
    reader.rows += 1
    if try reader.flag(.keep) == false {
      sink.note(dropped: "rows that the log marks as no part of an episode")
      return
    }
    let task = try task(sink)
    if let last, last.task == task, reader.has(.episode, last.episode, of: texts) {
      let row = try self.row()
      return try episodes[last.position].append(row, mapping, reader)
    }
    let name = try reader.required(.episode, into: &texts)
    if let last, last.task == task, texts.isEqual(last.episode, name) {
      texts.removeAll(after: name.start)
    } else {
      last = (task, name, position(of: texts[name]))
    }
    let row = try self.row()
    guard let last else { return }
    try episodes[last.position].append(row, mapping, reader)
  }

  /// The row's task; another one than that of the row before ends the episodes at hand.
  private mutating func task(_ sink: TraceSink) throws(TraceError) -> MappedTexts.Place {
    if let last, reader.has(.task, last.task, of: texts) { return last.task }
    let task = try reader.required(.task, into: &texts)
    if let last, texts.isEqual(last.task, task) {
      texts.removeAll(after: task.start)
      return last.task
    }
    self.task = texts[task]
    if !isWhole { try flush(sink) }
    if closed.contains(ByteName(self.task)) {
      sink.needsWhole = true
      let levels = try reader.row.levels
      throw levels[levels.count - 1].error(
        found: "of the task \(JSONValue.string(self.task).summary), whose rows ended before",
        expected: "rows of a task together, in a source that can be read once")
    }
    return isWhole ? task : texts.add(self.task.utf8)
  }

  /// The place of an episode of the task at hand among those that are open.
  private mutating func position(of name: String) -> Int {
    // In a whole file episodes of two tasks may have one name.
    let key = ByteName(isWhole ? "\(task)\u{0}\(name)" : name)
    if let known = index[key] { return known }
    index[key] = episodes.count
    episodes.append(MappedEpisode(task: task, name: name, place: reader.row.place))
    return episodes.count - 1
  }

  mutating func finish(into sink: TraceSink) throws(TraceError) {
    try flush(sink)
    sink.note(read: "rows", reader.rows)
    if let error = reader.missing() { throw error }
  }

  /// Writes the episodes at hand.
  private mutating func flush(_ sink: TraceSink) throws(TraceError) {
    for episode in episodes {
      try sink.attempt { () throws(TraceError) in
        try sink.add(episode: episode.draft(mapping, texts, agents.ids, sink), at: episode.place)
      }
      closed.insert(ByteName(episode.task))
    }
    episodes.removeAll(keepingCapacity: true)
    index.removeAll(keepingCapacity: true)
    texts.removeAll()
    last = nil
  }
}

// MARK: Rows

extension MappedImporter {
  private mutating func row() throws(TraceError) -> MappedRow {
    let turn = try reader.number(.turn)
    var agent = try reader.text(.agent, into: &texts)
    if agent == nil, mapping[.agent] == nil { agent = texts.add("agent".utf8) }
    var action = try reader.text(.action, into: &texts)
    // A row of nobody who did nothing is one of the environment.
    if agent != nil, action == nil { action = try reader.required(.action, into: &texts) }
    if action != nil, agent == nil { agent = try reader.required(.agent, into: &texts) }
    let observation = try reader.text(.observation, into: &texts)
    var state = try reader.text(.state, into: &texts) ?? observation
    if state == nil {
      state = try reader.required(mapping[.state] != nil ? .state : .observation, into: &texts)
    }
    guard let state else { preconditionFailure("what is required is there") }
    var row = MappedRow(state: state)
    row.turn = turn
    row.agent = agent.map { agents.number(of: $0, in: texts) }
    row.name = agent
    row.action = action
    row.observation = observation.flatMap { texts.isEqual($0, state) ? nil : $0 }
    row.reward = try reader.number(.reward)
    row.extras = try extras()
    row.label = try reader.text(.row, into: &texts)
    row.privileged = try reader.text(.privileged, into: &texts)
    row.process = try reader.number(.process)
    row.rollout = try reader.text(.rollout, into: &texts)
    row.score = try reader.number(.score)
    row.status = try status()
    return row
  }

  private mutating func extras() throws(TraceError) -> DecisionExtras {
    var extras = DecisionExtras()
    extras.valid = try reader.flag(.valid)
    extras.tokens = try tokens()
    extras.logProbability = try reader.number(.logProbability)
    extras.referenceLogProbability = try reader.number(.referenceLogProbability)
    extras.judge = try reader.number(.judge)
    extras.entropy = try reader.number(.entropy)
    return extras
  }

  private mutating func tokens() throws(TraceError) -> Int? {
    guard let number = try reader.number(.tokens) else { return nil }
    guard let tokens = Int(exactly: number) else {
      throw try reader.error(.tokens, found: "\(number)", expected: "an integer")
    }
    return tokens
  }

  private static let endings = OutcomeStatus.allCases.map { ($0, Array($0.description.utf8)) }

  private mutating func status() throws(TraceError) -> OutcomeStatus? {
    let before = texts.count
    defer { texts.removeAll(after: before) }
    guard let word = try reader.text(.status, into: &texts) else { return nil }
    for (status, name) in Self.endings where texts.isEqual(word, to: name) { return status }
    let names = OutcomeStatus.allCases.map(\.description)
    throw try reader.error(
      .status, found: JSONValue.string(texts[word]).summary,
      expected: names.joined(separator: ", ") + ", or words in the mapping",
      suggestion: NearestName.suggestion(for: texts[word], among: names))
  }
}
