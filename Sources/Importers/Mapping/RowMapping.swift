package import Trajectories

/// A small JSON file of paths: how rows of a log become decisions.
///
/// ```json
/// {"schema":"ascribe.mapping/1","rows":"trajectories[].steps[]",
///  "fields":{"task":"^^id","episode":"^^id","agent":"^name","observation":"observation","action":"action"}}
/// ```
package struct RowMapping: Sendable {
  /// The schema's name.
  package static let schema = "ascribe.mapping/1"

  /// What errors call the mapping.
  let file: String
  /// The name of the preset that the mapping is; `nil` for one that a user wrote.
  var preset: String?
  /// The arrays that lead from a record to its rows, one level each; none where a record is a row.
  private(set) var rows: [RowPath] = []
  /// The fields, by the index of their name.
  private var fields = [MappedField?](repeating: nil, count: Name.allCases.count)
  /// The paths of all fields, each once, by their numbers.
  private(set) var paths: [RowPath] = []
  /// How rows are read, by the index of the field's name.
  private(set) var plans = [FieldPlan](repeating: FieldPlan(), count: Name.allCases.count)
  /// The numbers of the fields' paths, field by field.
  private(set) var pathNumbers: [Int] = []

  /// Where a field comes from; `nil` where the mapping says nothing of it.
  subscript(name: Name) -> MappedField? { fields[name.rawValue] }

  /// The fields of a row.
  enum Name: Int, CaseIterable, Sendable {
    case task, episode, turn, agent, state, observation, action, reward, score, status, valid, tokens, keep,
      row,
      rollout, privileged, process, judge, entropy, logProbability, referenceLogProbability

    /// The name in the mapping.
    var text: String { "\(self)" }
  }

  /// Fields that every mapping has.
  private static let needed: [Name] = [.task, .episode, .action]

  /// Reads a mapping.
  ///
  /// - Throws: ``TraceError`` for a file that is no mapping; it names the field, what is found and what is accepted.
  package init(_ path: String) throws(TraceError) {
    try self.init(
      FileBytes.read(path, expected: "a mapping (\(Self.schema))"), named: FileBytes.name(of: path))
  }

  init(_ bytes: [UInt8], named file: String) throws(TraceError) {
    self.file = file
    let root = try JSONDocument(file: file).read(bytes)
    guard root.isObject else { throw root.error(expected: "a JSON object") }
    guard try root.requiredString("schema") == Self.schema else {
      throw root.error(
        at: "schema", found: root["schema"]?.value.summary ?? "", expected: "\"\(Self.schema)\"")
    }
    try Self.check(root, among: ["schema", "about", "rows", "fields"])
    rows = try Self.rows(root)
    let fields = try root.required("fields", "an object of paths")
    guard fields.isObject else { throw fields.error(expected: "an object of paths") }
    try Self.check(fields, among: Name.allCases.map(\.text))
    for (name, value) in fields.fields {
      guard let key = Name.allCases.first(where: { $0.text == name }) else { continue }
      self.fields[key.rawValue] = try Self.field(value, levels: rows.count)
    }
    number()
    for name in Self.needed where self[name] == nil {
      throw fields.error(at: name.text, expected: "a path")
    }
    guard self[.state] != nil || self[.observation] != nil else {
      throw fields.error(at: "state", expected: "a path, or one for observation")
    }
  }

  /// Gives the paths their numbers.
  private mutating func number() {
    for (index, field) in fields.enumerated() {
      guard let field else { continue }
      let first = pathNumbers.count
      for path in field.paths {
        let known = paths.firstIndex { $0.up == path.up && $0.steps == path.steps }
        pathNumbers.append(known ?? paths.count)
        if known == nil { paths.append(path) }
      }
      plans[index] = FieldPlan(field, paths: first..<pathNumbers.count)
    }
  }

  /// Refuses names that mean nothing.
  private static func check(_ object: JSONNode, among names: [String]) throws(TraceError) {
    for (name, _) in object.fields where !names.contains(name) {
      throw object.error(
        at: name, found: "unknown", expected: names.joined(separator: ", "),
        suggestion: NearestName.suggestion(for: name, among: names))
    }
  }

  private static func rows(_ root: JSONNode) throws(TraceError) -> [RowPath] {
    guard let text = try root.string("rows"), let node = root["rows"] else { return [] }
    let pieces = text.components(of: "[]")
    guard text.hasSuffix("[]") else { throw node.error(expected: "arrays that end in [], such as steps[]") }
    var paths: [RowPath] = []
    for piece in pieces.dropLast() {
      guard let path = RowPath(String(piece.drop { $0 == "." })), path.up == 0 else {
        throw node.error(expected: "arrays with [] after each, such as trajectories[].steps[]")
      }
      paths.append(path)
    }
    return paths
  }

  private static func field(_ node: JSONNode, levels: Int) throws(TraceError) -> MappedField {
    var field = MappedField()
    if node.string != nil {
      field.paths = [try path(node, levels)]
      return field
    }
    guard node.isObject else { throw node.error(expected: "a path, or an object with one") }
    try check(node, among: ["path", "else", "constant", "split", "parts", "words", "fold", "of", "optional"])
    if let paths = node["path"] {
      for path in paths.isArray ? paths.elements : [paths] { field.paths.append(try self.path(path, levels)) }
    }
    if let value = node["constant"] ?? node["else"] {
      field.constant = try value.label()
      field.isLine = field.constant == "@line"
    }
    guard !field.paths.isEmpty || field.constant != nil else {
      throw node.error(at: "path", expected: "a path, or a constant")
    }
    field.split = try node.string("split")
    if let parts = node["parts"] {
      let numbers = parts.elements.compactMap(\.integer)
      guard numbers.count == 2, parts.elementCount == 2 else {
        throw parts.error(expected: "two integers, from and to")
      }
      field.partsFromEnd = (numbers[0], numbers[1])
    }
    guard (field.split == nil) == (field.partsFromEnd == nil), field.split != "" else {
      throw node.error(at: "split", found: "without parts, or empty", expected: "split and parts together")
    }
    if let words = try node.object("words") {
      for (word, meaning) in words.fields {
        field.words = field.words ?? MappedWords()
        field.words?.set(word, meaning.isNull ? nil : try meaning.label())
      }
    }
    field.fold = try choice(node, "fold", MappedField.Fold.allCases)
    field.of = try choice(node, "of", MappedField.Rows.allCases) ?? .same
    field.isOptional = try node.flag("optional") ?? false
    return field
  }

  private static func path(_ node: JSONNode, _ levels: Int) throws(TraceError) -> RowPath {
    guard let text = node.string, let path = RowPath(text) else {
      throw node.error(expected: "a path such as name, name.part, name[0] or ^name")
    }
    guard path.up <= levels else {
      throw node.error(expected: "at most \(levels) times ^, since rows are \(levels) levels deep")
    }
    return path
  }

  private static func choice<Choice: RawRepresentable<String>>(
    _ node: JSONNode, _ name: StaticString, _ all: [Choice]
  ) throws(TraceError) -> Choice? {
    guard let word = try node.string(name) else { return nil }
    guard let choice = all.first(where: { $0.rawValue == word }) else {
      throw node.error(
        at: "\(name)", found: JSONValue.string(word).summary,
        expected: all.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }
}

extension String {
  /// The pieces between occurrences of a separator, the last one included.
  fileprivate func components(of separator: String) -> [Substring] {
    var pieces: [Substring] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      pieces.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    pieces.append(rest)
    return pieces
  }
}

extension RowMapping {
  /// Where rows would say how an episode ended, in words that follow "which ended with".
  var endings: String {
    let paths = [Name.status, .score].flatMap { self[$0]?.paths ?? [] }.map(\.description)
    return paths.isEmpty
      ? "no field of the mapping for it" : "none of the fields \(paths.joined(separator: ", "))"
  }
}
