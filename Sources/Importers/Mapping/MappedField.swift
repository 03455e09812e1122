import Trajectories

/// Where a field of a row comes from, as a mapping says it.
struct MappedField: Sendable, Hashable {
  /// The paths, the first that has a value counting.
  var paths: [RowPath] = []
  /// The value where no path has one.
  var constant: String?
  /// Whether that value is the row's own number.
  var isLine = false
  /// What the value's text is cut at, and the parts that are kept, from and to, counted from the end where negative.
  var split: String?
  var partsFromEnd: (lower: Int, upper: Int)? = nil
  /// What words of the log mean; `nil` for one that says nothing.
  var words: [String: String?]?
  /// What becomes of an array.
  var fold: Fold?
  /// How the values of an episode's rows are made one.
  var of: Rows = .same
  /// Whether a log may lack it.
  var isOptional = false

  /// What becomes of an array of numbers.
  enum Fold: String, Sendable, CaseIterable { case sum, count, first, last }
  /// How the values of an episode's rows are made one.
  enum Rows: String, Sendable, CaseIterable {
    /// Rows that say something say the same.
    case same
    /// The last row in order that says something.
    case last
  }

  static func == (left: Self, right: Self) -> Bool {
    left.paths == right.paths && left.constant == right.constant && left.isLine == right.isLine
      && left.split == right.split && left.words == right.words && left.fold == right.fold
      && left.of == right.of
      && left.isOptional == right.isOptional && left.partsFromEnd?.lower == right.partsFromEnd?.lower
      && left.partsFromEnd?.upper == right.partsFromEnd?.upper
  }

  func hash(into hasher: inout Hasher) { hasher.combine(paths) }
}

extension RowMapping.Source {
  /// The value in a row; `nil` if no path has one.
  func node(in levels: [JSONNode]) -> JSONNode? {
    for path in paths { if let node = path.value(in: levels) { return node } }
    return nil
  }

  /// The value as a text.
  func text(in levels: [JSONNode], line: Int) throws(TraceError) -> String? {
    if let words {
      for path in paths {
        guard let node = path.value(in: levels) else { continue }
        let word = node.plainText
        guard let meaning = words[word] ?? words[word.lowercased()] else {
          throw node.error(
            expected: "one of \(words.keys.sorted().joined(separator: ", "))",
            suggestion: NearestName.suggestion(for: word, among: words.keys.sorted()))
        }
        if let meaning { return meaning }
      }
      return constant
    }
    guard let node = node(in: levels) else { return isLine ? "\(line)" : constant }
    if fold == nil, split == nil { return node.plainText }
    if let fold { return try folded(node, fold).map { "\($0)" } }
    guard let split, let partsFromEnd else { return node.plainText }
    let text = node.plainText
    guard let part = text.part(from: partsFromEnd.lower, to: partsFromEnd.upper, between: split) else {
      throw node.error(
        expected: "a text with the parts \(partsFromEnd.lower) to \(partsFromEnd.upper) between \"\(split)\"")
    }
    return part
  }

  /// The value as a number; texts that are numbers count, since tables and numpy write them so.
  func number(in levels: [JSONNode]) throws(TraceError) -> Double? {
    guard let node = node(in: levels) else { return constant.flatMap { Double($0) } }
    if let fold { return try folded(node, fold) }
    if split != nil {
      guard let text = try text(in: levels, line: 0) else { return nil }
      guard let number = Double(text) else {
        throw node.error(
          found: "\(node.value.typedSummary), whose part is \"\(text)\"", expected: "a number there")
      }
      return number
    }
    if let number = node.number { return number }
    if let flag = node.flag { return flag ? 1 : 0 }
    if let text = node.string {
      if let number = Self.number(of: text) { return number }
      if let flag = Self.flag(of: text) { return flag ? 1 : 0 }
    }
    throw node.error(expected: "a number")
  }

  /// The value as a boolean; 0, 1 and their words count.
  func flag(in levels: [JSONNode]) throws(TraceError) -> Bool? {
    guard let node = node(in: levels) else { return constant.flatMap(Self.flag) }
    if let flag = node.flag { return flag }
    if let number = node.number, number == 0 || number == 1 { return number == 1 }
    if let text = node.string, let flag = Self.flag(of: text) { return flag }
    throw node.error(expected: "true or false")
  }

  /// The finite number that a text is; most are whole and short.
  private static func number(of text: String) -> Double? {
    if text.utf8.count < 16, let whole = Int(text) {
      return text.utf8.first == UInt8(ascii: "-") && whole == 0 ? -0.0 : Double(whole)
    }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  private static func flag(of text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE", "1", "1.0": true
    case "false", "False", "FALSE", "0", "0.0": false
    default: nil
    }
  }

  private func folded(_ node: JSONNode, _ fold: MappedField.Fold) throws(TraceError) -> Double? {
    guard node.isArray else {
      if let number = node.number, fold != .count { return number }
      throw node.error(expected: "an array")
    }
    let elements = node.elements
    if fold == .count { return Double(elements.count) }
    guard !elements.isEmpty else { return nil }
    if fold == .last || fold == .first {
      let element = fold == .last ? elements[elements.count - 1] : elements[0]
      guard let number = element.number else { throw element.error(expected: "a number") }
      return number
    }
    var sum = 0.0
    for element in elements {
      guard let number = element.number else { throw element.error(expected: "a number") }
      sum += number
    }
    return sum
  }
}

extension String {
  /// The text from one piece to another, both counted from the end where negative; `nil` if there are too few pieces.
  fileprivate func part(from: Int, to: Int, between separator: String) -> String? {
    let bytes = Array(utf8)
    let mark = Array(separator.utf8)
    var ends: [Int] = []
    var index = 0
    while index + mark.count <= bytes.count {
      if bytes[index] == mark[0], bytes[index..<index + mark.count].elementsEqual(mark) {
        ends.append(index)
        index += mark.count
      } else {
        index += 1
      }
    }
    ends.append(bytes.count)
    let lower = from < 0 ? ends.count + from : from
    let upper = to < 0 ? ends.count + to : to
    guard lower >= 0, upper < ends.count, lower <= upper else { return nil }
    let start = lower == 0 ? 0 : ends[lower - 1] + mark.count
    return String(decoding: bytes[start..<ends[upper]], as: UTF8.self)
  }
}
