import Trajectories

/// Reads the tokens of a file: sections into a head, and `T`, `O` and `R` entries into lists.
struct DPOMDPParser {
  let file: String
  let limits: DPOMDPLimits
  var tokens: DPOMDPTokens
  /// The next token of the current line.
  var cursor = 0
  var head = DPOMDPHead()
  /// The entries of each kind, by the kind's index.
  var lists = [EntryList](repeating: EntryList(), count: EntryKind.allCases.count)
  var notes: [DPOMDPNote] = []

  init(_ bytes: [UInt8], file: String, limits: DPOMDPLimits) {
    self.file = file
    self.limits = limits
    tokens = DPOMDPTokens(bytes)
  }

  /// Reads the whole file.
  mutating func parse() throws(DPOMDPFileError) {
    while tokens.advance() {
      cursor = 0
      guard let kind = entryKind() else {
        try parseSection()
        continue
      }
      try checkSections(before: kind)
      cursor = 1
      try expectColon(after: kind.letter)
      try parseEntry(kind)
    }
    cursor = 0
    if let missing = head.missing {
      throw DPOMDPFileError(
        file: file, found: "no section \"\(missing.rawValue)\"",
        expected: "each of \(DPOMDPHead.sectionList) once")
    }
    for kind in [EntryKind.transition, .observation] where lists[kind.rawValue].entries.isEmpty {
      throw DPOMDPFileError(
        file: file, found: "no entry \"\(kind.letter)\"",
        expected: "probabilities of all \(kind == .transition ? "transitions" : "observations")")
    }
  }

  private func entryKind() -> EntryKind? {
    let token = tokens.current[0]
    return EntryKind.allCases.first { tokens.isWord(token, $0.letter) }
  }

  private func checkSections(before kind: EntryKind) throws(DPOMDPFileError) {
    guard let missing = head.missing else { return }
    throw failure(
      at: 0,
      expected: "the section \"\(missing.rawValue)\" first: all of \(DPOMDPHead.sectionList) stand before "
        + "\"\(kind.letter)\"")
  }
}

/// What an entry is about.
enum EntryKind: Int, CaseIterable {
  case transition, observation, reward

  /// The letter that an entry begins with.
  var letter: String {
    switch self {
    case .transition: "T"
    case .observation: "O"
    case .reward: "R"
    }
  }
}

// MARK: - Tokens

extension DPOMDPParser {
  /// The token at the cursor, or nothing at the end of the line.
  var token: DPOMDPToken? { cursor < tokens.current.count ? tokens.current[cursor] : nil }

  var isAtEnd: Bool { cursor >= tokens.current.count }

  func isSymbol(_ symbol: Unicode.Scalar) -> Bool { token.map { tokens.isSymbol($0, symbol) } ?? false }

  /// The error of a token of the current line, or of its end.
  func failure(at index: Int, expected: String, hint: String = "") -> DPOMDPFileError {
    let token = index < tokens.current.count ? tokens.current[index] : nil
    return DPOMDPFileError(
      file: file, line: tokens.line, column: tokens.column(of: token),
      found: token.map { "\"\(tokens.text(of: $0))\"" } ?? "the end of the line", expected: expected,
      hint: hint)
  }

  mutating func expectColon(after what: String) throws(DPOMDPFileError) {
    guard isSymbol(":") else { throw failure(at: cursor, expected: "a colon after \(what)") }
    cursor += 1
  }

  func expectEnd(after what: String) throws(DPOMDPFileError) {
    guard isAtEnd else { throw failure(at: cursor, expected: "the end of the line after \(what)") }
  }

  /// Goes on to the next line if nothing more stands on this one.
  mutating func advanceIfAtEnd(expected: String) throws(DPOMDPFileError) {
    if isAtEnd { try advance(expected: expected) }
  }

  /// Goes on to the next line.
  mutating func advance(expected: String) throws(DPOMDPFileError) {
    let last = tokens.line
    guard tokens.advance() else {
      throw DPOMDPFileError(file: file, line: last, found: "the end of the file", expected: expected)
    }
    cursor = 0
  }

  /// The number at the cursor.
  mutating func number(expected: String) throws(DPOMDPFileError) -> Double {
    guard let token, let number = DecimalNumber.parse(tokens.bytes, from: token.start, to: token.end) else {
      throw failure(at: cursor, expected: expected)
    }
    guard number.isFinite else { throw failure(at: cursor, expected: "a number that a Double can hold") }
    cursor += 1
    return number
  }

  /// The probability at the cursor; one that is above 1 by no more than the tolerance of sums is let pass.
  mutating func probability() throws(DPOMDPFileError) -> Double {
    let probability = try number(expected: "a probability")
    guard probability >= 0, probability <= 1 + ProbabilityRow.tolerance else {
      throw failure(at: cursor - 1, expected: "a probability in 0...1")
    }
    return probability
  }

  /// The index at the cursor, given by name or number.
  mutating func index(in table: NameTable) throws(DPOMDPFileError) -> Int {
    guard let token else { throw failure(at: cursor, expected: table.accepted) }
    if let index = table.index(ofName: tokens.bytes, from: token.start, to: token.end) {
      cursor += 1
      return index
    }
    guard let index = tokens.wholeNumber(token), index < table.count else {
      throw failure(
        at: cursor, expected: table.accepted,
        hint: tokens.isName(token) ? table.hint(for: tokens.text(of: token)) : "")
    }
    cursor += 1
    return index
  }
}
