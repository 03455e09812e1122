/// A word, a colon or an asterisk: a range of the file's bytes.
struct DPOMDPToken {
  let start: Int
  let end: Int
}

/// The tokens of a file, one line after the other; comments, and lines without a token, are passed over.
///
/// A comment runs from `#` to the end of its line. Colons and asterisks are tokens wherever they stand, and end the
/// word before them.
struct DPOMDPTokens {
  let bytes: [UInt8]
  /// Number of the current line, from 1.
  private(set) var line = 0
  /// Tokens of the current line.
  private(set) var current: [DPOMDPToken] = []
  private var lineStart = 0
  private var index: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Goes to the next line with a token; false at the end of the file.
  mutating func advance() -> Bool {
    current.removeAll(keepingCapacity: true)
    while index < bytes.count {
      line += 1
      lineStart = index
      scanLine()
      if !current.isEmpty { return true }
    }
    return false
  }

  private mutating func scanLine() {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\n"):
        index += 1
        return
      case UInt8(ascii: "#"):
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0B, 0x0C: index += 1
      case UInt8(ascii: ":"), UInt8(ascii: "*"):
        current.append(DPOMDPToken(start: index, end: index + 1))
        index += 1
      default:
        let start = index
        while index < bytes.count, !Self.endsWord(bytes[index]) { index += 1 }
        current.append(DPOMDPToken(start: start, end: index))
      }
    }
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), 0x09...0x0D, UInt8(ascii: ":"), UInt8(ascii: "*"), UInt8(ascii: "#"): true
    default: false
    }
  }

  /// Column of a token of the current line, from 1; that behind the last token for `nil`.
  func column(of token: DPOMDPToken?) -> Int {
    (token?.start ?? current.last?.end ?? lineStart) - lineStart + 1
  }

  /// A token for a message: at most 24 characters, and none that would move a terminal's cursor.
  func text(of token: DPOMDPToken) -> String {
    let text = String(decoding: bytes[token.start..<min(token.end, token.start + 120)], as: UTF8.self)
    let shown = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    return shown.count > 24 ? "\(shown.prefix(24))…" : shown
  }

  /// The name that a token is.
  func name(_ token: DPOMDPToken) -> String {
    String(decoding: bytes[token.start..<token.end], as: UTF8.self)
  }

  func isSymbol(_ token: DPOMDPToken, _ symbol: Unicode.Scalar) -> Bool {
    token.end - token.start == 1 && bytes[token.start] == UInt8(ascii: symbol)
  }

  func isWord(_ token: DPOMDPToken, _ word: String) -> Bool {
    bytes[token.start..<token.end].elementsEqual(word.utf8)
  }

  /// Whether a token is a name: a letter, then letters, digits, `-` and `_`.
  func isName(_ token: DPOMDPToken) -> Bool {
    for index in token.start..<token.end {
      switch bytes[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        guard index > token.start else { return false }
      default: return false
      }
    }
    return true
  }

  /// The whole number that a token of digits is; `Int.max` for one that is larger, `nil` for any other token.
  func wholeNumber(_ token: DPOMDPToken) -> Int? {
    var number = 0
    for index in token.start..<token.end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (next, overflow) = number.multipliedReportingOverflow(by: 10)
      number = overflow || next > Int.max - 9 ? Int.max - 9 : next + Int(digit)
    }
    return number
  }
}
