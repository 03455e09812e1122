/// Turns and decisions of a tape; see ``append(_:_:line:byteCount:)``.
extension TraceColumns {
  /// Adds a turn with its decisions; `index` counts the turns of the episode. Returns whether the turn is plain.
  mutating func appendTurn(_ tape: JSONTape, _ turn: Int, index: Int, line: Int) -> Bool {
    let fields = TurnFields(of: turn, on: tape)
    let row = turns.state.count
    guard !fields.isRepeated, let text = tape.text(fields.state),
      let state = texts.keys.intern(text, in: &symbols.keys),
      let reward = tape.number(fields.reward, or: 0)
    else { return false }
    turns.state.append(state)
    turns.reward.append(reward)
    guard let privileged = key(tape, fields.privileged), let signal = key(tape, fields.signal),
      appendSegment(tape, fields.segment, index: index),
      belief.append(tape, fields.belief, in: 0...1, row: row),
      process.append(tape, fields.process, in: -1...1, row: row),
      let elements = tape.allElements(fields.decisions)
    else { return false }
    self.privileged.append(privileged, else: TurnColumns.absent, row: row)
    self.signal.append(signal, else: TurnColumns.absent, row: row)
    let first = decisions.agent.count
    var element = elements.lowerBound
    while element < elements.upperBound {
      guard tape.isObject(element),
        appendDecision(tape, element, state: state, firstOfTurn: first, line: line)
      else { return false }
      element = tape.element(after: element)
    }
    turns.decisionStart.append(Int32(decisions.agent.count))
    return appendRewards(tape, fields, row: row)
  }

  /// Adds what single agents received. Where the turn does not say what the team received, it is their sum.
  @inline(__always) private mutating func appendRewards(
    _ tape: JSONTape, _ fields: TurnFields, row: Int
  ) -> Bool {
    var rewards: [TurnColumns.AgentReward]?
    if fields.rewards > 0 {
      guard let numbers = numbersByAgent(tape, fields.rewards) else { return false }
      if !numbers.isEmpty { rewards = numbers.map { .init(agent: $0.agent, reward: $0.number) } }
      if fields.reward == 0 {
        let sum = numbers.reduce(0) { $0 + $1.number }
        guard sum.isFinite else { return false }
        turns.reward[row] = sum
      }
    }
    agentRewards.append(rewards, else: [], row: row)
    return true
  }

  /// The symbol of a key, which is `nil` where the field is absent; `nil` itself where the field is no text.
  @inline(__always) private mutating func key(_ tape: JSONTape, _ value: Int) -> UInt32?? {
    guard value > 0 else { return .some(nil) }
    guard let text = tape.text(value), let symbol = texts.keys.intern(text, in: &symbols.keys) else {
      return nil
    }
    return symbol
  }

  @inline(__always) private mutating func appendSegment(_ tape: JSONTape, _ value: Int, index: Int) -> Bool {
    var given: Int32?
    if value > 0 {
      guard let number = tape.integer(value), let segment = Int32(exactly: number), segment >= 0 else {
        return false
      }
      given = segment
    }
    let number = given ?? Int32(index)
    guard index == 0 || number >= lastSegment else { return false }
    lastSegment = number
    append(segment: given, index: number)
    return true
  }

  @inline(__always) private mutating func appendDecision(
    _ tape: JSONTape, _ decision: Int, state: UInt32, firstOfTurn: Int, line: Int
  ) -> Bool {
    let fields = DecisionFields(of: decision, on: tape)
    let row = decisions.agent.count
    guard !fields.isRepeated, let agentText = tape.text(fields.agent),
      let agent = texts.agents.intern(agentText, in: &symbols.agents),
      isFirst(of: agent, row: row, firstOfTurn: firstOfTurn),
      let actionText = tape.text(fields.action),
      let action = texts.actions.intern(actionText, in: &symbols.actions)
    else { return false }
    decisions.agent.append(agent)
    decisions.action.append(action)

    var key: UInt32?
    if fields.observation > 0 {
      guard let text = tape.text(fields.observation),
        let symbol = texts.keys.intern(text, in: &symbols.keys)
      else { return false }
      key = symbol
    }
    append(observation: key, state: state)
    return logProbability.append(tape, fields.logProbability, in: ...0, row: row)
      && referenceLogProbability.append(tape, fields.referenceLogProbability, in: ...0, row: row)
      && appendFlag(tape, fields.valid, row: row) && appendTokens(tape, fields.tokens, row: row)
      && judge.append(tape, fields.judge, in: (-Double.greatestFiniteMagnitude)..., row: row)
      && entropy.append(tape, fields.entropy, in: 0..., row: row)
      && appendFactors(tape, fields.factors, row: row, line: line) && appendLabel(tape, fields.row, row: row)
  }

  @inline(__always) private mutating func appendLabel(_ tape: JSONTape, _ value: Int, row: Int) -> Bool {
    var label: RowLabel?
    if value > 0 {
      guard let given = tape.label(value) else { return false }
      label = given
    }
    rowLabel.append(label.map { .some($0) }, else: nil, row: row)
    return true
  }

  /// Whether an agent has no decision in this turn yet; from now on it has.
  @inline(__always) private mutating func isFirst(of agent: UInt32, row: Int, firstOfTurn: Int) -> Bool {
    while lastDecision.count <= Int(agent) { lastDecision.append(-1) }
    guard lastDecision[Int(agent)] < firstOfTurn else { return false }
    lastDecision[Int(agent)] = row
    return true
  }

  @inline(__always) private mutating func appendFlag(_ tape: JSONTape, _ value: Int, row: Int) -> Bool {
    var flag: Bool?
    if value > 0 {
      guard let given = tape.flag(value) else { return false }
      flag = given
    }
    valid.append(flag, else: true, row: row)
    return true
  }

  @inline(__always) private mutating func appendTokens(_ tape: JSONTape, _ value: Int, row: Int) -> Bool {
    var count: Int32?
    if value > 0 {
      guard let given = tape.integer(value), let tokens = Int32(exactly: given), tokens >= 0 else {
        return false
      }
      count = tokens
    }
    tokens.append(count, else: 1, row: row)
    return true
  }

  @inline(__always) private mutating func appendFactors(
    _ tape: JSONTape, _ value: Int, row: Int, line: Int
  ) -> Bool {
    if value == 0 {
      decisions.factors?.append(contentsOf: repeatElement(.nan, count: decisions.factorCount))
      return true
    }
    guard let elements = tape.elements(value) else { return false }
    if memory.lineOfFactors == 0 {
      memory.factorCount = tape.count(of: elements)
      memory.lineOfFactors = line
    }
    beginFactors(row: row)
    var count = 0
    var element = elements.lowerBound
    while element < elements.upperBound {
      guard let factor = tape.number(element) else { return false }
      decisions.factors?.append(factor)
      count += 1
      element = tape.element(after: element)
    }
    return count == memory.factorCount
  }
}

extension OptionalColumn<Double> {
  /// Adds row number `row` with a number of a range, or `NaN` if the field is absent. Returns `false` if it is neither.
  @inline(__always) fileprivate mutating func append(
    _ tape: JSONTape, _ value: Int, in range: some RangeExpression<Double>, row: Int
  ) -> Bool {
    var number: Double?
    if value > 0 {
      guard let given = tape.number(value), range.contains(given) else { return false }
      number = given
    }
    append(number, else: .nan, row: row)
    return true
  }
}

extension JSONTape {
  /// A whole number or a string; `nil` if the value is neither.
  func label(_ value: Int) -> RowLabel? {
    if let number = integer(value) { return .number(number) }
    return text(value)?.string.map(RowLabel.name)
  }

  /// A number, or `filler` if the field is absent; `nil` if it is neither.
  @inline(__always) func number(_ value: Int, or filler: Double) -> Double? {
    value > 0 ? number(value) : filler
  }
}
