/// A look over a line before Foundation parses it, for what Foundation lets pass or does not name.
///
/// It finds text that is not UTF-8, a line cut short, a second value on the line, a comma before a closing bracket,
/// bare words such as `NaN`, control characters, and numbers beyond the range of a Double. Everything else about
/// the grammar is left to the parser.
struct JSONScreen {
  private let line: ArraySlice<UInt8>
  private var index: Int
  private var open: [UInt8] = []
  private var hasValue = false
  private var afterComma = false
  private var lastString: ArraySlice<UInt8> = []
  private var lastName: ArraySlice<UInt8>?

  /// Texts of the integers that are as long as the longest `Int` is with its sign. Foundation hands them over like
  /// numbers with a fraction, and only the text tells which they were.
  private(set) var longIntegers: Set<String> = []
  /// Where U+FEFF, the byte order mark, stands in strings: Foundation drops it at the beginning of one.
  private(set) var byteOrderMarks: [Int] = []

  /// Looks over a line.
  ///
  /// - Throws: ``JSONLineError`` for the first of the faults above, with its byte, counted from 1.
  init(_ line: ArraySlice<UInt8>) throws(JSONLineError) {
    self.line = line
    index = line.startIndex
    do {
      _ = try UTF8Span(validating: line.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let byte = String(line[line.startIndex + offset], radix: 16, uppercase: true)
      throw JSONLineError(found: "not UTF-8 (byte \(offset + 1) is 0x\(byte))")
    }
    try run()
  }

  private mutating func run() throws(JSONLineError) {
    while index < line.endIndex {
      let byte = line[index]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        index += 1
        continue
      case 0..<0x20:
        throw controlCharacter()
      case UInt8(ascii: ","):
        if open.last == UInt8(ascii: "{") { lastName = nil }
        afterComma = true
        index += 1
        continue
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard !afterComma else {
          throw JSONLineError(
            found: "not JSON (a comma before \"\(Character(Unicode.Scalar(byte)))\" at \(position))")
        }
        _ = open.popLast()
        index += 1
      default:
        guard !open.isEmpty || !hasValue else {
          throw JSONLineError(found: "more than one JSON value (the second begins at \(position))")
        }
        try passValue(startingWith: byte)
        hasValue = true
      }
      afterComma = false
    }
    guard open.isEmpty else {
      throw JSONLineError(found: "incomplete JSON (its brackets are not all closed)")
    }
  }

  private mutating func passValue(startingWith byte: UInt8) throws(JSONLineError) {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if byte == UInt8(ascii: "{") { lastName = nil }
      open.append(byte)
      index += 1
    case UInt8(ascii: ":"):
      lastName = lastString
      index += 1
    case UInt8(ascii: "\""): try passString()
    default: try passWord()
    }
  }

  private mutating func passString() throws(JSONLineError) {
    index += 1
    let start = index
    while index < line.endIndex {
      switch line[index] {
      case UInt8(ascii: "\""):
        lastString = line[start..<index]
        index += 1
        return
      case UInt8(ascii: "\\"): index += 2
      case 0xEF:
        if line[index...].starts(with: [0xEF, 0xBB, 0xBF]) { byteOrderMarks.append(index) }
        index += 1
      case 0..<0x20: throw controlCharacter()
      default: index += 1
      }
    }
    throw JSONLineError(found: "incomplete JSON (it ends inside a string)")
  }

  /// Passes a number, `true`, `false` or `null`.
  private mutating func passWord() throws(JSONLineError) {
    let start = index
    while index < line.endIndex, !Self.endsWord(line[index]) { index += 1 }
    // A word that the end of the line cuts is not to be blamed: the line is.
    if index == line.endIndex, !open.isEmpty { return }
    let word = line[start..<index]
    let digits = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
    if let digit = digits.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      // Shorter numbers without an exponent are neither long integers nor out of range.
      guard word.count >= 20 || word.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return }
      let text = String(decoding: word, as: UTF8.self)
      guard Double(text)?.isInfinite == true else {
        if word.count == 20, Int(text) != nil { longIntegers.insert(text) }
        return
      }
      throw fault(of: word, expected: "a number that a Double can hold")
    }
    guard ["true", "false", "null"].contains(where: { word.elementsEqual($0.utf8) }) else {
      throw fault(of: word, expected: "a JSON value")
    }
  }

  /// Names the field that a faulty word is the value, or an element of the value, of.
  private func fault(of word: ArraySlice<UInt8>, expected: String) -> JSONLineError {
    let text = String(decoding: word, as: UTF8.self)
    let excerpt = text.count > 24 ? "\(text.prefix(24))…" : text
    guard let lastName else {
      return JSONLineError(found: "not JSON (\(excerpt) at byte \(word.startIndex - line.startIndex + 1))")
    }
    return JSONLineError(field: String(decoding: lastName, as: UTF8.self), found: excerpt, expected: expected)
  }

  private var position: String { "byte \(index - line.startIndex + 1)" }

  private func controlCharacter() -> JSONLineError {
    JSONLineError(found: "not JSON (an unescaped control character at \(position))")
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "["),
      UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"):
      true
    default: false
    }
  }
}
