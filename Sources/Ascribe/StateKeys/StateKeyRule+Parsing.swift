import Trajectories

extension StateKeyRule {
  /// Reads an expression.
  ///
  /// - Throws: ``StateKeyError/malformed(text:at:expected:)`` for the first part that is none.
  public init(_ text: String) throws(StateKeyError) {
    var parts: [StateKeyPart] = []
    for written in Self.split(text, at: "+") { parts.append(try StateKeyPart(written.trimmed, in: text)) }
    self.init(parts: parts)
  }

  /// The parts of a text between characters that stand outside parentheses.
  static func split(_ text: String, at separator: Character) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == separator, depth <= 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }
}

extension StateKeyPart {
  /// Reads a source and its rules.
  init(_ written: String, in text: String) throws(StateKeyError) {
    let words = StateKeyRule.split(written, at: "|").map(\.trimmed)
    self.init(
      source: try Self.source(try Word(words[0], in: text), in: text), written: words.joined(separator: "|"))
    for word in words.dropFirst() { try add(try Word(word, in: text), in: text) }
  }

  /// A name with what stands in its parentheses.
  private struct Word {
    let written: String
    let name: String
    let arguments: [String]

    init(_ written: String, in text: String) throws(StateKeyError) {
      self.written = written
      guard let open = written.firstIndex(of: "(") else {
        (name, arguments) = (written, [])
        return
      }
      guard written.last == ")" else {
        throw .malformed(text: text, at: written, expected: "a rule whose parentheses are closed")
      }
      name = String(written[..<open])
      let inner = String(written[written.index(after: open)...].dropLast())
      // Only the mark of `until` may be any text: elsewhere a parenthesis is one that nothing closes.
      guard name == "until" || !inner.contains(where: { "()".contains($0) }) else {
        throw .malformed(text: text, at: written, expected: "a rule whose parentheses are closed")
      }
      // Blanks between commas are no name, as nothing between them is none.
      arguments =
        name == "until"
        ? [inner] : inner.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
  }

  private static let sources = [
    "state", "privileged", "observation", "turn", "agent", "actions", "calls", "writes",
  ]
  private static let rules = [
    "names", "last", "set", "path", "json", "lower", "spaces", "times", "ids", "numbers", "until", "hash",
    "similar",
  ]

  private static func source(_ word: Word, in text: String) throws(StateKeyError) -> Source {
    let plain: [String: Source] = [
      "state": .state, "privileged": .privileged, "observation": .observation, "turn": .turn, "agent": .agent,
      "actions": .actions, "calls": .calls,
    ]
    if word.name == "writes" { return word.arguments.isEmpty ? .learnedWrites : .writes(word.arguments) }
    guard let source = plain[word.name], word.arguments.isEmpty else {
      throw .malformed(
        text: text, at: word.written,
        expected: "a source (\(sources.joined(separator: ", ")))" + hint(word.name, sources))
    }
    return source
  }

  private mutating func add(_ word: Word, in text: String) throws(StateKeyError) {
    func fail(_ expected: String) -> StateKeyError {
      .malformed(text: text, at: word.written, expected: expected)
    }
    if isHashed || similarity != nil { throw fail("nothing: hash and similar come last") }
    switch (word.name, word.arguments.count) {
    case ("names", 0):
      guard source.isCalls else { throw fail("names after calls or writes") }
      edits.append(.names)
    case ("last", 1):
      guard source.isSequence, !isSet, let count = Int(word.arguments[0]), (1...1000).contains(count) else {
        throw fail("last(K), with K in 1...1000, after actions, calls or writes and before set")
      }
      last = count
    case ("set", 0):
      guard source.isSequence else { throw fail("set after actions, calls or writes") }
      isSet = true
    case ("hash", 0): isHashed = true
    case ("similar", 1...2):
      let isGreedy = word.arguments.count == 2
      guard let threshold = Double(word.arguments[0]), threshold > 0, threshold <= 1,
        !isGreedy || word.arguments[1] == "greedy"
      else { throw fail("similar(T) or similar(T,greedy), with T above 0 and at most 1") }
      similarity = Similarity(threshold: threshold, isGreedy: isGreedy)
    default: edits.append(try Self.edit(word, in: text))
    }
  }

  private static func edit(_ word: Word, in text: String) throws(StateKeyError) -> TextEdit {
    let plain: [String: TextEdit] = [
      "json": .json, "lower": .lower, "spaces": .spaces, "times": .times, "ids": .ids, "numbers": .numbers,
    ]
    if let edit = plain[word.name], word.arguments.isEmpty { return edit }
    if word.name == "until", let mark = word.arguments.first, !mark.isEmpty { return .until(mark) }
    if word.name == "path", word.arguments.count == 1, let steps = steps(of: word.arguments[0]) {
      return .path(written: word.arguments[0], steps)
    }
    throw .malformed(
      text: text, at: word.written,
      expected: "a rule (\(rules.joined(separator: ", ")))" + hint(word.name, rules))
  }

  private static func hint(_ name: String, _ names: [String]) -> String {
    NearestName.suggestion(for: name, among: names).map { ", perhaps \($0)," } ?? ""
  }

  /// The steps of `a.b[0].c`; `nil` if the text is no path.
  private static func steps(of path: String) -> [JSONState.Step]? {
    var steps: [JSONState.Step] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      if !pieces[0].isEmpty { steps.append(.field(String(pieces[0]))) }
      guard pieces.count > 1 || !pieces[0].isEmpty else { return nil }
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else { return nil }
        steps.append(.element(index))
      }
    }
    return steps
  }
}
