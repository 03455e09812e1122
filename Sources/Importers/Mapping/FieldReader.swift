import Trajectories

/// Reads the fields of rows, and knows which of them were ever there.
struct FieldReader {
  private let mapping: RowMapping
  /// The row at hand.
  var row: RowValues
  /// The number of the record that the row is from.
  var number = 0
  /// The names of the logs that were read.
  var logs: [String] = []
  /// How many rows were read.
  var rows = 0
  /// The fields that some row had, one bit each.
  private var found: UInt64 = 0
  /// What was probably meant where a field was missing.
  private var suggestions = [String?](repeating: nil, count: RowMapping.Name.allCases.count)

  init(_ mapping: RowMapping) {
    self.mapping = mapping
    row = RowValues(mapping)
  }

  /// The error of a path that no row had: one of the mapping, or, where that is ours, of the logs.
  func missing() -> TraceError? {
    for name in RowMapping.Name.allCases.sorted(by: { $0.text < $1.text }) {
      guard let field = mapping[name], !field.isOptional, !field.paths.isEmpty, !has(name), rows > 0 else {
        continue
      }
      if let preset = mapping.preset {
        return TraceError(
          file: logs.count > 1 ? "\(logs[0]) and \(logs.count - 1) more" : logs.first ?? mapping.file,
          field: field.paths[0].description, found: "missing in every row",
          expected: "the \(name.text) of a row, as import --show-mapping \(preset) prints it",
          suggestion: suggestions[name.rawValue])
      }
      return TraceError(
        file: mapping.file, field: "fields.\(name.text)",
        found: "\"\(field.paths[0].description)\", which no row has",
        expected: "a path that a row has, or \"optional\": true", suggestion: suggestions[name.rawValue])
    }
    return nil
  }

  private func has(_ name: RowMapping.Name) -> Bool { found & (1 << UInt64(name.rawValue)) != 0 }

  /// Rows that are searched for what was meant where a field is missing.
  private static let searchedRows = 100

  private mutating func note(_ name: RowMapping.Name, _ isFound: Bool) throws(TraceError) {
    if isFound {
      found |= 1 << UInt64(name.rawValue)
    } else if !has(name), rows <= Self.searchedRows, suggestions[name.rawValue] == nil,
      let field = mapping[name],
      !field.isOptional, let path = field.paths.first
    {
      suggestions[name.rawValue] = path.suggestion(in: try row.levels)
    }
  }

  /// The first value that a path of the field has, with the path's place in the mapping.
  private func value(_ plan: FieldPlan) -> (JSONScalar, place: Int)? {
    for place in plan.paths {
      switch row[mapping.pathNumbers[place]] {
      case .none, .null: continue
      case let value: return (value, place)
      }
    }
    return nil
  }

  /// The node of a value, for words about it and for what is in it.
  private func node(_ place: Int) -> JSONNode? {
    (try? row.levels).flatMap { mapping.paths[mapping.pathNumbers[place]].value(in: $0) }
  }

  /// An error about a value.
  private func error(
    _ place: Int, found: String? = nil, expected: String, suggestion: String? = nil
  ) throws(TraceError) -> TraceError {
    let levels = try row.levels
    return (node(place) ?? levels[levels.count - 1]).error(
      found: found, expected: expected, suggestion: suggestion)
  }

  /// An error about the value of a field, or about the row if it has none.
  func error(_ name: RowMapping.Name, found: String, expected: String, suggestion: String? = nil)
    throws(TraceError) -> TraceError
  {
    let levels = try row.levels
    let node = mapping[name]?.paths.lazy.compactMap { $0.value(in: levels) }.first
    return (node ?? levels[levels.count - 1]).error(
      found: found, expected: expected, suggestion: suggestion)
  }
}

// MARK: Texts

extension FieldReader {
  /// A field as a text, added to others; `nil` if the row has none.
  mutating func text(_ name: RowMapping.Name, into texts: inout MappedTexts) throws(TraceError)
    -> MappedTexts.Place?
  {
    let plan = mapping.plans[name.rawValue]
    guard plan.isGiven else { return nil }
    if let (value, place) = value(plan) {
      if plan.isPlain {
        try note(name, true)
        return texts.add(value, node(place))
      }
    } else if !plan.hasDefault {
      // Most fields that a row may lack are lacking.
      try note(name, plan.hasWords)
      return nil
    }
    guard let field = mapping[name] else { return nil }
    let text = try text(field, plan, into: &texts)
    try note(name, text != nil || plan.hasWords)
    return text
  }

  /// Whether a field is, as it stands, a text that was met before, which then need not be added again.
  func has(_ name: RowMapping.Name, _ text: MappedTexts.Place, of texts: MappedTexts) -> Bool {
    let plan = mapping.plans[name.rawValue]
    guard plan.isPlain, has(name), case .text(let own)? = value(plan)?.0 else { return false }
    return unsafe texts.isEqual(text, to: own)
  }

  /// A text that a row must have.
  mutating func required(_ name: RowMapping.Name, into texts: inout MappedTexts) throws(TraceError)
    -> MappedTexts.Place
  {
    if let text = try text(name, into: &texts) { return text }
    let levels = try row.levels
    let path = mapping[name]?.paths.first
    throw levels[levels.count - 1 - min(path?.up ?? 0, levels.count - 1)].error(
      at: path.map { String($0.description.drop { $0 == "^" }) } ?? name.text,
      expected: "the \(name.text) of a row", suggestion: path?.suggestion(in: levels))
  }

  private func text(
    _ field: MappedField, _ plan: FieldPlan, into texts: inout MappedTexts
  ) throws(TraceError) -> MappedTexts.Place? {
    if let words = field.words {
      for place in plan.paths {
        guard let word = word(place, into: &texts) else { continue }
        guard let meaning = words.meaning(of: word, in: texts) else {
          throw try error(
            place, expected: "one of \(words.words.joined(separator: ", "))",
            suggestion: NearestName.suggestion(for: texts[word], among: words.words))
        }
        if let meaning { return texts.add(meaning.utf8) }
      }
      return field.constant.map { texts.add($0.utf8) }
    }
    guard let (value, place) = value(plan) else {
      return (field.isLine ? "\(number)" : field.constant).map { texts.add($0.utf8) }
    }
    if let fold = field.fold { return try folded(place, fold).map { texts.add("\($0)".utf8) } }
    let text = texts.add(value, node(place))
    guard let split = field.split, let parts = field.partsFromEnd else { return text }
    guard let part = texts.part(of: text, from: parts.lower, to: parts.upper, between: Array(split.utf8))
    else {
      throw try error(
        place, expected: "a text with the parts \(parts.lower) to \(parts.upper) between \"\(split)\"")
    }
    return part
  }

  /// The value of a path as a text; `nil` if it has none.
  private func word(_ place: Int, into texts: inout MappedTexts) -> MappedTexts.Place? {
    switch row[mapping.pathNumbers[place]] {
    case .none, .null: nil
    case let value: texts.add(value, node(place))
    }
  }
}

// MARK: Numbers

extension FieldReader {
  /// A field as a number; texts that are numbers count, since tables and numpy write them so.
  mutating func number(_ name: RowMapping.Name) throws(TraceError) -> Double? {
    let plan = mapping.plans[name.rawValue]
    guard plan.isGiven else { return nil }
    var found: Double?
    if let (value, place) = value(plan) {
      found = plan.isPlain ? try number(value, place) : try number(name, value, place)
    } else if plan.hasDefault {
      found = mapping[name]?.constant.flatMap { Double($0) }
    }
    try note(name, found != nil)
    return found
  }

  /// The number that a value is.
  private func number(_ value: JSONScalar, _ place: Int) throws(TraceError) -> Double {
    switch value {
    case .whole(let number): return Double(number)
    case .number(let number): return number
    case .flag(let flag): return flag ? 1 : 0
    case .text(let text):
      if let number = unsafe PlainNumber.number(text) { return number }
      if let flag = unsafe PlainNumber.flag(text) { return flag ? 1 : 0 }
    case .compound, .none, .null: break
    }
    throw try error(place, expected: "a number")
  }

  /// The number of a field that says more than a path.
  private func number(
    _ name: RowMapping.Name, _ value: JSONScalar, _ place: Int
  ) throws(TraceError) -> Double? {
    guard let field = mapping[name] else { return nil }
    if let fold = field.fold { return try folded(place, fold) }
    guard field.split != nil else { return try number(value, place) }
    var texts = MappedTexts()
    guard let part = try text(field, mapping.plans[name.rawValue], into: &texts) else { return nil }
    guard let number = Double(texts[part]) else {
      throw try error(
        place, found: "\(node(place)?.value.typedSummary ?? ""), whose part is \"\(texts[part])\"",
        expected: "a number there")
    }
    return number
  }

  /// A field as a boolean; 0, 1 and their words count.
  mutating func flag(_ name: RowMapping.Name) throws(TraceError) -> Bool? {
    let plan = mapping.plans[name.rawValue]
    guard plan.isGiven else { return nil }
    var flag: Bool?
    if let (value, place) = value(plan) {
      switch value {
      case .flag(let value): flag = value
      case .whole(0), .number(0): flag = false
      case .whole(1), .number(1): flag = true
      case .text(let text): flag = unsafe PlainNumber.flag(text)
      case .whole, .number, .compound, .none, .null: break
      }
      if flag == nil { throw try error(place, expected: "true or false") }
    } else if plan.hasDefault, var constant = mapping[name]?.constant {
      flag = constant.withUTF8 { unsafe PlainNumber.flag($0) }
    }
    try note(name, flag != nil)
    return flag
  }

  private func folded(_ place: Int, _ fold: MappedField.Fold) throws(TraceError) -> Double? {
    guard let node = node(place) else { return nil }
    guard node.isArray else {
      if let number = node.number, fold != .count { return number }
      throw node.error(expected: "an array")
    }
    switch fold {
    case .count: return Double(node.elementCount)
    case .first:
      return try node.elements.first.map { (element) throws(TraceError) in try number(of: element) }
    case .last: return try node.elements.last.map { (element) throws(TraceError) in try number(of: element) }
    case .sum:
      let elements = node.elements
      var sum = 0.0
      for element in elements { sum += try number(of: element) }
      return elements.isEmpty ? nil : sum
    }
  }

  private func number(of element: JSONNode) throws(TraceError) -> Double {
    guard let number = element.number else { throw element.error(expected: "a number") }
    return number
  }
}
