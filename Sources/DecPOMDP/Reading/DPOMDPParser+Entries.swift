extension DPOMDPParser {
  /// The tables that entries name things of.
  private struct Tables {
    let actions: [NameTable]
    let observations: [NameTable]
    let states: NameTable
  }

  /// Joint actions or joint observations that some tokens name.
  private enum JointSet {
    case all
    case one(Int)
    case some([Int])
  }

  private var tables: Tables? {
    guard let actions = head.actions, let observations = head.observations, let states = head.states else {
      return nil
    }
    return Tables(actions: actions, observations: observations, states: states)
  }

  /// Reads an entry, the cursor being behind `T:`, `O:` or `R:`.
  mutating func parseEntry(_ kind: EntryKind) throws(DPOMDPFileError) {
    guard let tables else { return }
    let line = UInt32(clamping: tokens.line)
    let actions = try jointSet(of: tables.actions, "joint action")
    let actionCount = tables.actions.reduce(1) { $0 * $1.count }
    guard actionCount <= limits.rows / tables.states.count else {
      throw DPOMDPFileError(
        file: file, found: "\(actionCount) joint actions in \(tables.states.count) states",
        expected: "a product of at most \(limits.rows)")
    }
    let matched: [Int] =
      switch actions {
      case .all: Array(0..<actionCount)
      case .one(let one): [one]
      case .some(let some): some
      }
    guard try isFollowedByMore(after: "the joint action") else {
      if kind == .reward {
        throw failure(at: cursor, expected: "a state after the joint action of a reward")
      }
      try parseMatrix(kind, matched, tables, line)
      return
    }
    let state = try stateOrAll(tables.states)
    guard try isFollowedByMore(after: "the state") else {
      try parseRows(kind, matched, state, tables, line)
      return
    }
    switch kind {
    case .transition:
      let next = try stateOrAll(tables.states)
      try expectColon(after: "the next state, before the number")
      let columns = next.map { EntryList.Columns.one(UInt32($0)) } ?? .all
      try append(kind, columns, try lastNumber(kind), line: line)
      try fill(kind, matched, state, tables)
    case .observation:
      let seen = try jointSet(of: tables.observations, "joint observation")
      try expectColon(after: "the joint observation, before the number")
      let number = try lastNumber(kind)
      try append(kind, columns(seen, kind), number, line: line)
      try fill(kind, matched, state, tables)
    case .reward: try parseReward(matched, state, tables, line)
    }
  }

  private mutating func parseReward(
    _ matched: [Int], _ state: Int?, _ tables: Tables, _ line: UInt32
  ) throws(DPOMDPFileError) {
    let next = try stateOrAll(tables.states)
    guard try isFollowedByMore(after: "the next state") else {
      let width = tables.observations.reduce(1) { $0 * $1.count }
      try advance(expected: "a row of \(width) rewards")
      let start = try row(.reward, width: width, of: "joint observations")
      try append(.reward, .row(start: start), 0, next: next, line: line)
      try fill(.reward, matched, state, tables)
      return
    }
    let seen = try jointSet(of: tables.observations, "joint observation")
    try expectColon(after: "the joint observation, before the number")
    let number = try lastNumber(.reward)
    try append(.reward, columns(seen, .reward), number, next: next, line: line)
    try fill(.reward, matched, state, tables)
  }

  /// Whether more stands on the line: a colon and something behind it. A colon at the end may be left out.
  private mutating func isFollowedByMore(after what: String) throws(DPOMDPFileError) -> Bool {
    if isAtEnd { return false }
    try expectColon(after: what)
    return !isAtEnd
  }

  private mutating func stateOrAll(_ states: NameTable) throws(DPOMDPFileError) -> Int? {
    guard isSymbol("*") else { return try index(in: states) }
    cursor += 1
    return nil
  }

  private mutating func lastNumber(_ kind: EntryKind) throws(DPOMDPFileError) -> Double {
    let number = kind == .reward ? try reward() : try probability()
    try expectEnd(after: "the number")
    return number
  }

  private mutating func reward() throws(DPOMDPFileError) -> Double {
    let number = try number(expected: "a number")
    // Costs are rewards with the other sign; 0 has none.
    return head.sign == -1 && number != 0 ? -number : number
  }

  // MARK: Rows and matrices

  /// A matrix of transitions or observations, with a row for each state, or a keyword that stands for one.
  private mutating func parseMatrix(
    _ kind: EntryKind, _ matched: [Int], _ tables: Tables, _ line: UInt32
  ) throws(DPOMDPFileError) {
    let (width, columns) = shape(kind, tables)
    let keywords = kind == .transition ? "\"uniform\" or \"identity\"" : "\"uniform\""
    try advance(expected: "\(tables.states.count) rows of \(width) probabilities, or \(keywords)")
    if let keyword = keyword(kind, width: width, isMatrix: true) {
      try append(kind, keyword.columns, keyword.number, line: line)
      try fill(kind, matched, nil, tables)
      return
    }
    for state in 0..<tables.states.count {
      if state > 0 {
        try advance(expected: "row \(state + 1) of \(tables.states.count), with \(width) probabilities")
      }
      let start = try row(kind, width: width, of: columns)
      try append(kind, .row(start: start), 0, line: UInt32(clamping: tokens.line))
      try fill(kind, matched, state, tables)
    }
  }

  /// A row of transitions or observations, or the matrix of a reward's next states and joint observations.
  private mutating func parseRows(
    _ kind: EntryKind, _ matched: [Int], _ state: Int?, _ tables: Tables, _ line: UInt32
  ) throws(DPOMDPFileError) {
    let (width, columns) = shape(kind, tables)
    if kind == .reward {
      for next in 0..<tables.states.count {
        try advance(expected: "row \(next + 1) of \(tables.states.count), with \(width) rewards")
        let start = try row(kind, width: width, of: columns)
        try append(kind, .row(start: start), 0, next: next, line: UInt32(clamping: tokens.line))
        try fill(kind, matched, state, tables)
      }
      return
    }
    try advance(expected: "a row of \(width) probabilities, or \"uniform\"")
    if let keyword = keyword(kind, width: width, isMatrix: false) {
      try append(kind, keyword.columns, keyword.number, line: line)
    } else {
      let start = try row(kind, width: width, of: columns)
      try append(kind, .row(start: start), 0, line: line)
    }
    try fill(kind, matched, state, tables)
  }

  private func shape(_ kind: EntryKind, _ tables: Tables) -> (width: Int, of: String) {
    kind == .transition
      ? (tables.states.count, "states")
      : (tables.observations.reduce(1) { $0 * $1.count }, "joint observations")
  }

  private func keyword(
    _ kind: EntryKind, width: Int, isMatrix: Bool
  ) -> (columns: EntryList.Columns, number: Double)? {
    guard tokens.current.count == 1 else { return nil }
    if tokens.isWord(tokens.current[0], "uniform") { return (.all, 1 / Double(width)) }
    if kind == .transition, isMatrix, tokens.isWord(tokens.current[0], "identity") { return (.identity, 1) }
    return nil
  }

  /// The numbers of the current line; the place of the first one in the list.
  private mutating func row(
    _ kind: EntryKind, width: Int, of columns: String
  ) throws(DPOMDPFileError) -> Int {
    let start = lists[kind.rawValue].numbers.count
    while !isAtEnd, cursor < width {
      lists[kind.rawValue].append(number: kind == .reward ? try reward() : try probability())
    }
    guard isAtEnd, cursor == width else {
      throw DPOMDPFileError(
        file: file, line: tokens.line, column: tokens.column(of: token),
        found: "\(tokens.current.count) numbers", expected: "a row with one for each of \(width) \(columns)")
    }
    return start
  }

  // MARK: Joint actions and observations

  /// A joint action or observation: an asterisk, one index of all of them, or one name, index or asterisk an agent.
  private mutating func jointSet(of tables: [NameTable], _ kind: String) throws(DPOMDPFileError) -> JointSet {
    let first = cursor
    var count = 0
    while cursor + count < tokens.current.count, !tokens.isSymbol(tokens.current[cursor + count], ":") {
      count += 1
    }
    let total = tables.reduce(1) { $0 * $1.count }
    if count == 1, tables.count > 1 {
      if isSymbol("*") {
        cursor += 1
        return .all
      }
      let accepted = "a \(kind): \(tables.count) names or indices, or an index in 0...\(total - 1), or \"*\""
      guard let index = tokens.wholeNumber(tokens.current[cursor]), index < total else {
        throw failure(at: cursor, expected: accepted)
      }
      cursor += 1
      return .one(index)
    }
    guard count == tables.count else {
      let place = min(first + count, first + tables.count)
      let isNumber = place < tokens.current.count && number(at: place) != nil
      throw failure(
        at: place,
        expected: "a \(kind) with one part for each of \(tables.count) agents, and then a colon",
        hint: isNumber ? " A colon stands before the number at the end of an entry." : "")
    }
    var parts: [Int?] = []
    for table in tables { parts.append(try stateOrAll(table)) }
    if parts.allSatisfy({ $0 == nil }) { return .all }
    if parts.allSatisfy({ $0 != nil }) {
      return .one(zip(parts, tables).reduce(0) { $0 * $1.1.count + ($1.0 ?? 0) })
    }
    return .some(
      zip(parts, tables).reduce([0]) { joint, part in
        joint.flatMap { prefix in
          part.0.map { [prefix * part.1.count + $0] }
            ?? (0..<part.1.count).map { prefix * part.1.count + $0 }
        }
      })
  }

  private func number(at place: Int) -> Double? {
    DecimalNumber.parse(tokens.bytes, from: tokens.current[place].start, to: tokens.current[place].end)
  }

  // MARK: Lists

  private mutating func columns(_ seen: JointSet, _ kind: EntryKind) -> EntryList.Columns {
    switch seen {
    case .all: return .all
    case .one(let index): return .one(UInt32(index))
    case .some(let indices):
      let start = lists[kind.rawValue].columnLists.count
      for index in indices { lists[kind.rawValue].append(column: index) }
      return .some(start: start, count: indices.count)
    }
  }

  private mutating func append(
    _ kind: EntryKind, _ columns: EntryList.Columns, _ number: Double, next: Int? = nil, line: UInt32
  ) throws(DPOMDPFileError) {
    lists[kind.rawValue].append(
      EntryList.Entry(columns: columns, number: number, next: next.map { Int32($0) } ?? -1, line: line))
    guard lists[kind.rawValue].columnLists.count <= limits.fills else { throw tooManyFills(kind) }
  }

  /// The entry that was appended last sets the rows of some joint actions in one state or in all.
  private mutating func fill(
    _ kind: EntryKind, _ matched: [Int], _ state: Int?, _ tables: Tables
  ) throws(DPOMDPFileError) {
    let states = state.map { $0..<$0 + 1 } ?? 0..<tables.states.count
    guard lists[kind.rawValue].fillCount + matched.count * states.count <= limits.fills else {
      throw tooManyFills(kind)
    }
    for action in matched {
      for state in states {
        lists[kind.rawValue].fill(row: action * tables.states.count + state)
      }
    }
  }

  private func tooManyFills(_ kind: EntryKind) -> DPOMDPFileError {
    DPOMDPFileError(
      file: file, line: tokens.line, found: "\"\(kind.letter)\" entries whose wildcards go on and on",
      expected: "at most \(limits.fills) rows set in all")
  }
}
