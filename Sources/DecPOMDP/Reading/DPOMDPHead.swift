/// The sections of a file that stand before its entries.
struct DPOMDPHead {
  /// A section, by its keyword, in the usual order.
  enum Section: String, CaseIterable {
    case agents, discount, values, states, start, actions, observations
  }

  static let sectionList = Section.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")

  /// Words that name nothing.
  static let reserved: Set<String> = Set(Section.allCases.map(\.rawValue)).union([
    "T", "O", "R", "reward", "cost", "uniform", "identity", "include", "exclude", "reset",
  ])

  var agents: [String]?
  var discount: Double?
  /// 1 where numbers are rewards, -1 where they are costs.
  var sign: Double?
  var states: NameTable?
  var start: [Double]?
  var actions: [NameTable]?
  var observations: [NameTable]?

  func has(_ section: Section) -> Bool {
    switch section {
    case .agents: agents != nil
    case .discount: discount != nil
    case .values: sign != nil
    case .states: states != nil
    case .start: start != nil
    case .actions: actions != nil
    case .observations: observations != nil
    }
  }

  var missing: Section? { Section.allCases.first { !has($0) } }
}

extension DPOMDPParser {
  /// Reads a section, whose keyword the current line begins with.
  mutating func parseSection() throws(DPOMDPFileError) {
    let section = DPOMDPHead.Section.allCases.first { tokens.isWord(tokens.current[0], $0.rawValue) }
    guard let section else { throw unknownSection() }
    guard !head.has(section) else {
      throw failure(at: 0, expected: "each section once; \"\(section.rawValue)\" was given before")
    }
    cursor = 1
    if section == .start {
      try parseStart()
      return
    }
    try expectColon(after: section.rawValue)
    switch section {
    case .agents: head.agents = try agents()
    case .discount: head.discount = try discount()
    case .values: head.sign = try sign()
    case .states:
      try advanceIfAtEnd(expected: "a number of states, or their names")
      head.states = try names(kind: "state")
    case .start: break
    case .actions: head.actions = try lists(kind: "action")
    case .observations: head.observations = try lists(kind: "observation")
    }
  }

  private func unknownSection() -> DPOMDPFileError {
    let sections = DPOMDPHead.Section.allCases.map(\.rawValue)
    let text = tokens.text(of: tokens.current[0])
    let near = NameTable(kind: "keyword", names: sections).hint(for: text)
    return failure(
      at: 0,
      expected: head.missing == nil
        ? "an entry \"T:\", \"O:\" or \"R:\"" : "a section (\(sections.joined(separator: ", "))) or an entry",
      hint: near)
  }

  private mutating func agents() throws(DPOMDPFileError) -> [String] {
    try advanceIfAtEnd(expected: "a number of agents, or their names")
    let table = try names(kind: "agent")
    guard table.count <= limits.agents else {
      throw failure(at: cursor - 1, expected: "at most \(limits.agents) agents")
    }
    return table.names.first == "0" ? table.names.map { "agent-\($0)" } : table.names
  }

  private mutating func discount() throws(DPOMDPFileError) -> Double {
    try advanceIfAtEnd(expected: "a discount in 0...1")
    let discount = try number(expected: "a discount in 0...1")
    guard (0...1).contains(discount) else { throw failure(at: cursor - 1, expected: "a discount in 0...1") }
    try expectEnd(after: "the discount")
    return discount
  }

  private mutating func sign() throws(DPOMDPFileError) -> Double {
    try advanceIfAtEnd(expected: "\"reward\" or \"cost\"")
    guard let token, let sign = tokens.isWord(token, "reward") ? 1 : tokens.isWord(token, "cost") ? -1.0 : nil
    else {
      throw failure(at: cursor, expected: "\"reward\" or \"cost\"")
    }
    cursor += 1
    try expectEnd(after: "the kind of values")
    return sign
  }

  /// One line an agent.
  private mutating func lists(kind: String) throws(DPOMDPFileError) -> [NameTable] {
    guard let agents = head.agents else {
      throw failure(at: 0, expected: "the section \"agents\" before \"\(kind)s\"")
    }
    var tables: [NameTable] = []
    var joint = 1
    for agent in agents {
      let expected = "a number of \(kind)s, or their names, of agent \"\(agent)\" on a line of its own"
      if tables.isEmpty { try advanceIfAtEnd(expected: expected) } else { try advance(expected: expected) }
      tables.append(try names(kind: kind, of: agent))
      let (product, overflow) = joint.multipliedReportingOverflow(by: tables[tables.count - 1].count)
      let most = kind == "action" ? limits.rows : limits.jointObservations
      guard !overflow, product <= most else {
        throw failure(at: cursor - 1, expected: "at most \(most) joint \(kind)s")
      }
      joint = product
    }
    return tables
  }

  /// The rest of the line: a number of things, or their names.
  private mutating func names(kind: String, of agent: String? = nil) throws(DPOMDPFileError) -> NameTable {
    let expected = "a number of \(kind)s, or their names" + (agent.map { ", of agent \"\($0)\"" } ?? "")
    let full = kind + (agent.map { " of agent \"\($0)\"" } ?? "")
    guard let first = token else { throw failure(at: cursor, expected: expected) }
    if let count = tokens.wholeNumber(first) {
      guard (1...limits.names).contains(count) else {
        throw failure(at: cursor, expected: "a number of \(kind)s in 1...\(limits.names)")
      }
      cursor += 1
      try expectEnd(after: "a number of \(kind)s")
      return NameTable(kind: full, count: count)
    }
    var names: [String] = []
    var seen: Set<String> = []
    while let token {
      guard tokens.isName(token) else {
        throw failure(
          at: cursor,
          expected: names.isEmpty ? expected : "a name: a letter, then letters, digits, \"-\" and \"_\"")
      }
      let name = tokens.name(token)
      guard !DPOMDPHead.reserved.contains(name) else {
        throw failure(at: cursor, expected: "a name that is no keyword")
      }
      guard seen.insert(name).inserted else { throw failure(at: cursor, expected: "distinct names") }
      guard names.count < limits.names else {
        throw failure(at: cursor, expected: "at most \(limits.names) \(kind)s")
      }
      names.append(name)
      cursor += 1
    }
    return NameTable(kind: full, names: names)
  }
}
