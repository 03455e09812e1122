/// A policy file, `ascribe.policy/1`: a JSON object with `schema`, `values` (`probabilities` or `logits`), `agents`
/// (agent -> information state -> action -> number) and, if not every information state is listed, `otherwise`.
///
/// The object may run over several lines. Other fields are ignored. A name that stands twice in one object, such as an
/// agent with two tables, is an error.
package struct PolicyEntries: Sendable, Hashable {
  /// The schema's name.
  package static let schema = "ascribe.policy/1"

  /// What the numbers are, a word of `values`.
  package let values: String
  /// Agent -> information state -> action -> number.
  package let agents: [String: [String: [String: Double]]]
  /// What holds where the table is silent, a word of `otherwise`.
  package let otherwise: String?

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - values: The words that `values` may be.
  ///   - otherwise: The words that `otherwise` may be.
  /// - Throws: ``PolicyEntriesError`` for the first breach of the format, names being read in alphabetical order.
  /// - Complexity: O(bytes).
  package init(_ bytes: [UInt8], values: [String], otherwise: [String]) throws(PolicyEntriesError) {
    self = try JSONParser.read(bytes) { (parsed) throws(PolicyEntriesError) in
      switch parsed {
      case .success(let tape):
        let reader = Reader(tape: tape)
        return try reader.table(values: values, otherwise: otherwise)
      case .failure(let error):
        throw error.field.map {
          PolicyEntriesError(field: $0, found: error.found, expected: error.expected)
        } ?? PolicyEntriesError(reason: "the file is \(error.found); expected \(error.expected).")
      }
    }
  }

  private init(values: String, agents: [String: [String: [String: Double]]], otherwise: String?) {
    self.values = values
    self.agents = agents
    self.otherwise = otherwise
  }

  /// Reads a table off a tape.
  private struct Reader {
    let tape: JSONTape

    func table(values: [String], otherwise: [String]) throws(PolicyEntriesError) -> PolicyEntries {
      guard tape.isObject(JSONTape.root) else {
        throw PolicyEntriesError(
          reason: "the file is \(tape.value(JSONTape.root).typedSummary); expected one JSON object.")
      }
      var fields: [String: Int] = [:]
      for (name, value) in try fieldsOnce(of: JSONTape.root, path: "") { fields[name] = value }
      // Of a file of another kind, its schema tells more than the first field that it lacks.
      _ = try word("schema", fields["schema"], of: [PolicyEntries.schema])
      let kind = try word("values", fields["values"], of: values)
      let rest =
        if let value = fields["otherwise"], !tape.isNull(value) {
          try word("otherwise", value, of: otherwise)
        } else { nil as String? }
      guard let value = fields["agents"] else { throw .missing("agents", expected: "an object") }
      let agents = try object(value, path: "agents") { (agent, path) throws(PolicyEntriesError) in
        try object(agent, path: path) { (state, path) throws(PolicyEntriesError) in
          try object(state, path: path) { (number, path) throws(PolicyEntriesError) in
            guard let found = tape.number(number) else {
              throw .init(field: path, found: tape.value(number).typedSummary, expected: "a number")
            }
            return found
          }
        }
      }
      return PolicyEntries(values: kind, agents: agents, otherwise: rest)
    }

    /// The fields of an object, each value made by `read` from where it stands and its path.
    private func object<Value>(
      _ value: Int, path: String, _ read: (Int, String) throws(PolicyEntriesError) -> Value
    ) throws(PolicyEntriesError) -> [String: Value] {
      guard tape.isObject(value) else {
        throw .init(field: path, found: tape.value(value).typedSummary, expected: "an object")
      }
      var result: [String: Value] = [:]
      for (name, value) in try fieldsOnce(of: value, path: "\(path).") {
        // Names of scenarios are strings, which are equal by canonical equivalence.
        guard result[name] == nil else { throw twice("\(path).\(name)") }
        result[name] = try read(value, "\(path).\(name)")
      }
      return result
    }

    private func fieldsOnce(
      of object: Int, path: String
    ) throws(PolicyEntriesError) -> [(name: String, value: Int)] {
      let fields = tape.sortedFields(of: object)
      if let name = fields.repeatedName() { throw twice(path + name) }
      return fields
    }

    private func twice(_ field: String) -> PolicyEntriesError {
      .init(field: field, found: "given twice", expected: "a name at most once in an object")
    }

    private func word(_ field: String, _ value: Int?, of words: [String]) throws(PolicyEntriesError) -> String
    {
      let expected = words.map { "\"\($0)\"" }.joined(separator: " or ")
      guard let value else { throw .missing(field, expected: expected) }
      guard let word = tape.text(value)?.repaired else {
        throw .init(field: field, found: tape.value(value).typedSummary, expected: expected)
      }
      guard words.contains(word) else {
        throw .init(field: field, found: JSONValue.string(word).summary, expected: expected)
      }
      return word
    }
  }
}

/// Why bytes are no policy file.
package struct PolicyEntriesError: Error, Sendable, Hashable {
  /// The sentence.
  package let reason: String

  init(reason: String) { self.reason = reason }

  init(field: String, found: String, expected: String) {
    reason = "field \"\(field)\" is \(found); expected \(expected)."
  }

  static func missing(_ field: String, expected: String) -> PolicyEntriesError {
    PolicyEntriesError(field: field, found: "missing", expected: expected)
  }
}
