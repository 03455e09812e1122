/// The quick way from a line to the columns: over simdjson's tape, without a `String` for what was met before.
///
/// It takes what is well formed and plain, in the same order as the reading of a ``Record`` does, so that symbols are
/// numbered alike. It returns `false` for all else, such as every breach of the format, and leaves it to that reading
/// to find the words or to accept the line after all.
extension TraceColumns {
  /// Adds an episode with its turns and decisions.
  ///
  /// - Returns: `false` if the line has to be read as a ``Record``; the columns are then as they were.
  mutating func append(_ tape: JSONTape, _ fields: EpisodeFields, line: Int, byteCount: Int) -> Bool {
    // No line has as many rows or new symbols as bytes: with so much room, no limit needs watching in the line.
    let room = limit - byteCount
    guard turns.state.count < room, decisions.agent.count < room, symbols.keys.count < room else {
      return false
    }
    let mark = mark
    if appendEpisode(tape, fields, line: line) { return true }
    truncate(to: mark)
    return false
  }

  private mutating func appendEpisode(_ tape: JSONTape, _ fields: EpisodeFields, line: Int) -> Bool {
    guard !fields.isRepeated, let schema = tape.text(fields.schema), schema == "ascribe.trace/1",
      let task = tape.text(fields.task), let name = tape.text(fields.episode)?.string,
      memory.lineOfEpisode.line(of: name) == nil,
      let taskSymbol = texts.tasks.intern(task, in: &symbols.tasks)
    else { return false }
    let row = episodeCount
    names.append(name)
    episodes.task.append(taskSymbol)
    guard appendOutcome(tape, fields.outcome), let turnCount = appendTurns(tape, fields.turns, line: line),
      let final = tape.text(fields.final), let finalSymbol = texts.keys.intern(final, in: &symbols.keys)
    else { return false }
    episodes.final.append(finalSymbol)
    guard appendOptionalFields(tape, fields, row: row, turnCount: turnCount) else { return false }
    memory.lineOfEpisode.record(name, at: line)
    return true
  }

  private mutating func appendOutcome(_ tape: JSONTape, _ outcome: Int) -> Bool {
    guard tape.isObject(outcome) else { return false }
    let fields = OutcomeFields(of: outcome, on: tape)
    guard !fields.isRepeated, let word = tape.text(fields.status) else { return false }
    let status: OutcomeStatus
    if word == "success" {
      status = .success
    } else if word == "failure" {
      status = .failure
    } else if word == "truncated" {
      status = .truncated
    } else if word == "aborted" {
      status = .aborted
    } else {
      return false
    }
    guard let score = tape.number(fields.score, or: status.defaultScore) else { return false }
    episodes.status.append(status)
    episodes.score.append(score)
    return true
  }

  /// Adds the turns of an episode, and returns how many they are.
  private mutating func appendTurns(_ tape: JSONTape, _ value: Int, line: Int) -> Int? {
    guard let elements = tape.elements(value) else { return nil }
    let first = turns.state.count
    let decisionsBefore = decisions.agent.count
    var element = elements.lowerBound
    while element < elements.upperBound {
      guard tape.isObject(element), appendTurn(tape, element, index: turns.state.count - first, line: line)
      else {
        return nil
      }
      element = tape.element(after: element)
    }
    guard decisions.agent.count > decisionsBefore else { return nil }
    episodes.turnStart.append(Int32(turns.state.count))
    return turns.state.count - first
  }

  private mutating func appendOptionalFields(
    _ tape: JSONTape, _ fields: EpisodeFields, row: Int, turnCount: Int
  ) -> Bool {
    var belief: Double?
    if fields.finalBelief > 0 {
      guard let given = tape.number(fields.finalBelief), 0...1 ~= given else { return false }
      belief = given
    }
    finalBelief.append(belief, else: .nan, row: row)

    var flag: Bool?
    if fields.expert > 0 {
      guard let given = tape.flag(fields.expert) else { return false }
      flag = given
    }
    expert.append(flag, else: false, row: row)

    var origin: EpisodeColumns.Fork?
    if fields.forkOf > 0 {
      guard let episode = tape.text(fields.forkOf)?.string else { return false }
      origin = EpisodeColumns.Fork(episode: episode, turn: nil)
    }
    if fields.forkTurn > 0 {
      guard let given = origin, let turn = tape.integer(fields.forkTurn), 0...turnCount ~= turn else {
        return false
      }
      origin = EpisodeColumns.Fork(episode: given.episode, turn: turn)
    }
    fork.append(origin.map { .some($0) }, else: nil, row: row)

    var scores: [EpisodeColumns.CounterfactualScore] = []
    if fields.counterfactuals > 0 {
      guard let given = numbersByAgent(tape, fields.counterfactuals) else { return false }
      scores = given.map { .init(agent: $0.agent, score: $0.number) }
    }
    counterfactuals.append(scores.isEmpty ? nil : scores, else: [], row: row)

    var name: String?
    if fields.rollout > 0 {
      guard let given = tape.text(fields.rollout)?.string else { return false }
      name = given
    }
    rollout.append(name.map { .some($0) }, else: nil, row: row)

    var label: EpisodeColumns.Annotation?
    if fields.annotation > 0 {
      guard let given = annotation(tape, fields.annotation, turnCount: turnCount) else { return false }
      label = given
    }
    annotation.append(label.map { .some($0) }, else: nil, row: row)
    return true
  }

  private func annotation(
    _ tape: JSONTape, _ value: Int, turnCount: Int
  ) -> EpisodeColumns.Annotation? {
    guard tape.isObject(value) else { return nil }
    let fields = AnnotationFields(of: value, on: tape)
    guard !fields.isRepeated, let agent = tape.text(fields.agent)?.string,
      let step = tape.integer(fields.step), 0..<turnCount ~= step
    else { return nil }
    return EpisodeColumns.Annotation(agent: agent, step: step)
  }

  /// The numbers of an object that names agents, by agent in alphabetical order; `nil` if an agent stands there twice.
  mutating func numbersByAgent(_ tape: JSONTape, _ value: Int) -> [(agent: UInt32, number: Double)]? {
    guard tape.isObject(value) else { return nil }
    if let (name, value) = tape.onlyField(of: value) {
      // Most objects name one agent, which needs no string if it was met before.
      guard let number = tape.number(value), let agent = texts.agents.intern(name, in: &symbols.agents) else {
        return nil
      }
      return [(agent, number)]
    }
    var fields: [(agent: String, number: Double)] = []
    var isPlain = true
    tape.forEachField(of: value) { name, value in
      if let agent = name.string, let number = tape.number(value) {
        fields.append((agent, number))
      } else {
        isPlain = false
      }
    }
    fields.sort { $0.agent < $1.agent }
    guard isPlain, zip(fields, fields.dropFirst()).allSatisfy({ $0.agent != $1.agent }) else { return nil }
    return fields.map { (symbols.agents.intern($0.agent), $0.number) }
  }
}
