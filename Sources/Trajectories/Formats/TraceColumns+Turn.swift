extension TraceColumns {
  /// Adds a turn with its decisions; `index` counts the turns of the episode.
  mutating func append(_ turn: Record, index: Int) throws(TraceError) {
    guard turns.state.count < limit else { throw overflow(of: "turns", at: turn) }
    guard symbols.keys.count < limit else { throw overflow(of: "different state keys", at: turn) }
    let row = turns.state.count
    let state = symbols.keys.intern(try turn.requiredString("state"))
    turns.state.append(state)
    privileged.append(
      try turn.string("privileged").map { symbols.keys.intern($0) }, else: TurnColumns.absent, row: row)
    signal.append(
      try turn.string("signal").map { symbols.keys.intern($0) }, else: TurnColumns.absent, row: row)
    try appendSegment(of: turn, index: index)
    let reward = try turn.number("reward")
    turns.reward.append(reward ?? 0)
    belief.append(try turn.number("belief", in: .within(0...1)), else: .nan, row: row)
    process.append(try turn.number("process", in: .within(-1...1)), else: .nan, row: row)

    let values = try turn.required(
      "decisions", turn.array("decisions"), expected: "an array of decisions")
    let first = decisions.agent.count
    for (position, value) in values.enumerated() {
      guard case .object(let object) = value else {
        throw turn.error("decisions[\(position)]", found: value.typedSummary, expected: "an object")
      }
      guard decisions.agent.count < limit else { throw overflow(of: "decisions", at: turn) }
      try append(turn.decision(object, at: position, turn: index), state: state, firstOfTurn: first)
    }
    turns.decisionStart.append(Int32(decisions.agent.count))
    try appendRewards(of: turn, row: row, team: reward)
  }

  /// Adds what single agents received. Where the turn does not say what the team received, it is their sum.
  private mutating func appendRewards(of turn: Record, row: Int, team: Double?) throws(TraceError) {
    let numbers = try numbersByAgent("rewards", of: turn)
    if team == nil, !numbers.isEmpty {
      let sum = numbers.reduce(0) { $0 + $1.number }
      guard sum.isFinite else {
        throw turn.error("rewards", found: "of an infinite sum", expected: "rewards of a finite sum")
      }
      turns.reward[row] = sum
    }
    agentRewards.append(
      numbers.isEmpty ? nil : numbers.map { .init(agent: $0.agent, reward: $0.number) }, else: [], row: row)
  }

  private mutating func appendSegment(of turn: Record, index: Int) throws(TraceError) {
    let given = try turn.integer("segment", in: 0...Int(Int32.max))
    // The index of a turn is below the limit on turns, which Int32 can hold.
    let number = Int32(given ?? index)
    if index > 0, number < lastSegment {
      throw turn.error(
        "segment", found: given == nil ? "absent, which means the turn's index \(number)" : "\(number)",
        expected: "at least \(lastSegment), the segment of the turn before")
    }
    lastSegment = number
    append(segment: given == nil ? nil : number, index: number)
  }

  private mutating func append(_ decision: Record, state: UInt32, firstOfTurn: Int) throws(TraceError) {
    let row = decisions.agent.count
    let agent = symbols.agents.intern(try decision.requiredString("agent"))
    try checkOnce(agent, in: decision, row: row, firstOfTurn: firstOfTurn)
    decisions.agent.append(agent)
    decisions.action.append(symbols.actions.intern(try decision.requiredString("action")))
    append(observation: try decision.string("observation").map { symbols.keys.intern($0) }, state: state)
    logProbability.append(
      try decision.number("logProbability", in: .notPositive), else: .nan, row: row)
    referenceLogProbability.append(
      try decision.number("referenceLogProbability", in: .notPositive), else: .nan, row: row)
    valid.append(try decision.flag("valid"), else: true, row: row)
    tokens.append(try decision.integer("tokens", in: 0...Int(Int32.max)).map { Int32($0) }, else: 1, row: row)
    judge.append(try decision.number("judge"), else: .nan, row: row)
    entropy.append(try decision.number("entropy", in: .notNegative), else: .nan, row: row)
    try appendFactors(of: decision, row: row)
    rowLabel.append(try decision.label("row").map { .some($0) }, else: nil, row: row)
  }

  /// Checks that an agent decides at most once in a turn, in constant time however many agents act in it.
  private mutating func checkOnce(
    _ agent: UInt32, in decision: Record, row: Int, firstOfTurn: Int
  ) throws(TraceError) {
    while lastDecision.count < symbols.agents.count { lastDecision.append(-1) }
    let previous = lastDecision[Int(agent)]
    guard previous < firstOfTurn else {
      throw decision.error(
        "agent",
        found: "\(JSONValue.string(symbols.agents[agent]).summary), as in decision \(previous - firstOfTurn)",
        expected: "an agent at most once a turn")
    }
    lastDecision[Int(agent)] = row
  }

  private mutating func appendFactors(of decision: Record, row: Int) throws(TraceError) {
    guard let values = try decision.array("factors", of: "number") else {
      decisions.factors?.append(contentsOf: repeatElement(.nan, count: decisions.factorCount))
      return
    }
    if memory.lineOfFactors == 0 {
      memory.factorCount = values.count
      memory.lineOfFactors = decision.source.line
    }
    guard values.count == memory.factorCount else {
      throw decision.error(
        "factors", found: "\(JSONValue.array(values).summary), of length \(values.count)",
        expected: "length \(memory.factorCount), as \(decision.source.reference(to: memory.lineOfFactors))")
    }
    beginFactors(row: row)
    for (index, value) in values.enumerated() {
      guard let factor = value.double else {
        throw decision.error("factors[\(index)]", found: value.typedSummary, expected: "a number")
      }
      guard factor.isFinite else {
        throw decision.error("factors[\(index)]", found: "\(factor)", expected: "a finite number")
      }
      decisions.factors?.append(factor)
    }
  }

  private func overflow(of rows: String, at turn: Record) -> TraceError {
    let source = turn.source
    return TraceError(
      file: source.file, line: source.isFile ? source.line : nil, place: turn.place,
      field: source.isFile ? nil : rows, found: "beyond what one batch can hold",
      expected: "at most \(limit) \(rows) in a \(source.isFile ? "file" : "batch")")
  }
}

extension Record {
  /// The record of a decision of this turn. Where there is no file to look into, errors name its agent.
  fileprivate func decision(_ object: JSONObject, at position: Int, turn: Int) -> Record {
    var place = TraceError.Place.decision(position, turn: turn)
    if !source.isFile, case .string(let agent) = object["agent"] { place = .agent(agent, turn: turn) }
    return Record(object: object, source: source, place: place)
  }
}
