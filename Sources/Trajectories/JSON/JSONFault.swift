/// What is wrong with a text that the parser refused: a walk along JSON's grammar that keeps no values and stops at the
/// first fault.
///
/// A text without a fault is one whose integers are beyond 64 bits; ``widened`` is the same text with such integers
/// written as numbers with a fraction.
struct JSONFault {
  /// What may come next.
  private enum Expectation {
    case value, elementOrEnd, nameOrEnd, name, colon, commaOrEnd, nothing
  }

  /// An object or array that is open.
  private struct Level {
    let isObject: Bool
    /// The field that a value here belongs to.
    var name: ArraySlice<UInt8>?
  }

  private let text: [UInt8]
  private var index = 0
  private var open: [Level] = []
  private var next = Expectation.value
  /// Where integers end that 64 bits cannot hold.
  private var wideIntegers: [Int] = []

  /// Looks over a text.
  ///
  /// - Throws: ``JSONLineError`` for the first fault, with its byte, counted from 1.
  init(_ text: [UInt8]) throws(JSONLineError) {
    self.text = text
    do {
      _ = try UTF8Span(validating: text.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let byte = String(text[offset], radix: 16, uppercase: true)
      throw JSONLineError(found: "not UTF-8 (byte \(offset + 1) is 0x\(byte))")
    }
    while index < text.count { try pass(text[index]) }
    guard open.isEmpty else {
      throw JSONLineError(found: "incomplete JSON (its brackets are not all closed)")
    }
    guard next == .nothing else { throw JSONLineError(found: "not JSON (nothing stands there)") }
  }

  /// The text with `.0` after every integer that 64 bits cannot hold; `nil` if there is none.
  var widened: [UInt8]? {
    guard !wideIntegers.isEmpty else { return nil }
    var result: [UInt8] = []
    var start = 0
    for end in wideIntegers {
      result += text[start..<end]
      result.append(text: ".0")
      start = end
    }
    return result + text[start...]
  }

  /// Passes what begins with a byte.
  private mutating func pass(_ byte: UInt8) throws(JSONLineError) {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
      index += 1
      return
    case 0..<0x20: throw controlCharacter()
    default: break
    }
    switch (next, byte) {
    case (.nothing, UInt8(ascii: "}")), (.nothing, UInt8(ascii: "]")), (.nothing, UInt8(ascii: ",")),
      (.nothing, UInt8(ascii: ":")):
      throw unexpected(byte)
    case (.nothing, _):
      throw JSONLineError(found: "more than one JSON value (the second begins at \(position))")
    case (.nameOrEnd, UInt8(ascii: "}")), (.elementOrEnd, UInt8(ascii: "]")):
      close()
    case (.commaOrEnd, UInt8(ascii: "}")), (.commaOrEnd, UInt8(ascii: "]")):
      guard let level = open.last, level.isObject == (byte == UInt8(ascii: "}")) else {
        throw unexpected(byte)
      }
      close()
    case (.commaOrEnd, UInt8(ascii: ",")):
      passComma()
    case (.name, UInt8(ascii: "}")),
      (.value, UInt8(ascii: "]")) where open.last?.isObject == (byte == UInt8(ascii: "}")):
      throw JSONLineError(
        found: "not JSON (a comma before \"\(Character(Unicode.Scalar(byte)))\" at \(position))")
    case (.colon, UInt8(ascii: ":")):
      index += 1
      next = .value
    case (.name, UInt8(ascii: "\"")), (.nameOrEnd, UInt8(ascii: "\"")):
      let name = try passString()
      open[open.count - 1].name = name
      next = .colon
    case (.value, _), (.elementOrEnd, _):
      try passValue(byte)
    case (.colon, _): throw unexpected(byte, expected: "a colon")
    case (.commaOrEnd, _): throw unexpected(byte, expected: "a comma")
    default: throw unexpected(byte)
    }
  }

  private mutating func passComma() {
    index += 1
    let isObject = open[open.count - 1].isObject
    if isObject { open[open.count - 1].name = nil }
    next = isObject ? .name : .value
  }

  private mutating func close() {
    index += 1
    open.removeLast()
    next = open.isEmpty ? .nothing : .commaOrEnd
  }

  private mutating func passValue(_ byte: UInt8) throws(JSONLineError) {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let isObject = byte == UInt8(ascii: "{")
      guard open.count < JSONParser.depth else {
        throw JSONLineError(found: "not JSON (too many nested arrays or objects at \(position))")
      }
      open.append(Level(isObject: isObject, name: isObject ? nil : open.last?.name))
      index += 1
      next = isObject ? .nameOrEnd : .elementOrEnd
      return
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"):
      throw unexpected(byte)
    case UInt8(ascii: "\""): _ = try passString()
    default: try passWord()
    }
    next = open.isEmpty ? .nothing : .commaOrEnd
  }

  /// Passes a number, `true`, `false` or `null`.
  private mutating func passWord() throws(JSONLineError) {
    let word = word()
    index = word.endIndex
    let digits = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
    guard let digit = digits.first, Self.isDigit(digit) else {
      // A word that the end of the text cuts is not to be blamed: the text is.
      if index == text.count, !open.isEmpty { return }
      guard ["true", "false", "null"].contains(where: { word.elementsEqual($0.utf8) }) else {
        throw fault(of: word, expected: "a JSON value")
      }
      return
    }
    if index == text.count, !open.isEmpty { return }
    guard Self.isNumber(digits) else {
      let reason = digit == UInt8(ascii: "0") ? "begins with a zero" : "is no number"
      throw JSONLineError(found: "not JSON (\(Self.excerpt(word)) at \(position(of: word)) \(reason))")
    }
    let number = String(decoding: word, as: UTF8.self)
    guard let value = Double(number), value.isFinite else {
      throw fault(of: word, expected: "a number that a Double can hold")
    }
    if digits.allSatisfy(Self.isDigit), Int(number) == nil { wideIntegers.append(index) }
  }

  /// The bytes up to the next that no word has.
  private func word() -> ArraySlice<UInt8> {
    let end = text[index...].firstIndex { byte in
      byte <= 0x20 || ",:\"[]{}".utf8.contains(byte)
    }
    return text[index..<(end ?? text.count)]
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether the text of a number without its sign is as JSON demands: no zero before other digits, a digit on each side of
  /// the point, a digit in the exponent.
  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    let whole = word.prefix(while: isDigit)
    guard whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
    var rest = word[whole.endIndex...]
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      guard !fraction.isEmpty else { return false }
      rest = rest[fraction.endIndex...]
    }
    guard let letter = rest.first else { return true }
    var exponent = rest.dropFirst()
    if let sign = exponent.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      exponent = exponent.dropFirst()
    }
    return letter | 0x20 == UInt8(ascii: "e") && !exponent.isEmpty && exponent.allSatisfy(isDigit)
  }
}

// MARK: Strings

extension JSONFault {
  /// Passes a string, and returns the bytes between its quotes.
  private mutating func passString() throws(JSONLineError) -> ArraySlice<UInt8> {
    index += 1
    let start = index
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        index += 1
        return text[start..<index - 1]
      case UInt8(ascii: "\\"): try passEscape()
      case 0..<0x20: throw controlCharacter()
      default: index += 1
      }
    }
    throw JSONLineError(found: "incomplete JSON (it ends inside a string)")
  }

  private mutating func passEscape() throws(JSONLineError) {
    guard index + 1 < text.count else {
      index = text.count
      return
    }
    guard text[index + 1] == UInt8(ascii: "u") else {
      guard "\"\\/bfnrt".utf8.contains(text[index + 1]) else { throw badEscape() }
      index += 2
      return
    }
    let unit = try codeUnit()
    guard UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) else { return }
    let position = position
    if UTF16.isLeadSurrogate(unit), text[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]),
      UTF16.isTrailSurrogate(try codeUnit())
    {
      return
    }
    // What the end of the text cuts is not to be blamed.
    guard index < text.count else { return }
    throw JSONLineError(found: "not JSON (half of a surrogate pair before \(position))")
  }

  /// Passes `\u` and four digits.
  private mutating func codeUnit() throws(JSONLineError) -> UInt16 {
    let digits = text[(index + 2)...].prefix(4)
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { throw badEscape() }
    guard digits.count == 4 else {
      index = text.count
      return 0
    }
    index += 6
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
  }

  private func badEscape() -> JSONLineError {
    let escape = String(decoding: text[index...], as: UTF8.self).prefix(2)
    return JSONLineError(found: "not JSON (the escape \(escape) at \(position))")
  }
}

// MARK: Words

extension JSONFault {
  /// Names the field that a faulty word is the value, or an element of the value, of.
  private func fault(of word: ArraySlice<UInt8>, expected: String) -> JSONLineError {
    guard let name = open.last?.name else {
      return JSONLineError(found: "not JSON (\(Self.excerpt(word)) at \(position(of: word)))")
    }
    return JSONLineError(
      field: String(decoding: name, as: UTF8.self), found: Self.excerpt(word), expected: expected)
  }

  private func unexpected(_ byte: UInt8, expected: String? = nil) -> JSONLineError {
    let word = word()
    let found = word.isEmpty ? "\"\(Character(Unicode.Scalar(byte)))\"" : Self.excerpt(word)
    let rest = expected.map { " where \($0) should stand" } ?? ""
    return JSONLineError(found: "not JSON (\(found) at \(position)\(rest))")
  }

  private func controlCharacter() -> JSONLineError {
    JSONLineError(found: "not JSON (an unescaped control character at \(position))")
  }

  private var position: String { "byte \(index + 1)" }

  private func position(of word: ArraySlice<UInt8>) -> String { "byte \(word.startIndex + 1)" }

  private static func excerpt(_ word: ArraySlice<UInt8>) -> String {
    let text = String(decoding: word, as: UTF8.self)
    return text.count > 24 ? "\(text.prefix(24))…" : text
  }
}
