/// JSON text in a buffer of bytes.
extension [UInt8] {
  /// Adds text as it is.
  package mutating func append(text: StaticString) {
    unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Adds a finite number in the shortest form that reads back to the same Double, with a fraction or an exponent,
  /// so that it is never taken for an integer.
  package mutating func append(number: Double) {
    precondition(
      number.isFinite,
      "readers, builders and writers let no number in that JSON has no text for, and this is \(number)")
    // Whole numbers, which most are, need no search for their shortest text.
    if number.magnitude < 1e15, number == number.rounded(.towardZero), number != 0 || number.sign == .plus {
      append(integer: Int(number))
      return append(text: ".0")
    }
    var text = number.description
    text.withUTF8 { unsafe append(contentsOf: $0) }
  }

  /// Adds an integer.
  package mutating func append(integer: Int) {
    if integer < 0 { append(UInt8(ascii: "-")) }
    guard integer.magnitude >= 10 else {
      append(UInt8(ascii: "0") + UInt8(integer.magnitude))
      return
    }
    let start = count
    var rest = integer.magnitude
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    self[start...].reverse()
  }

  /// Adds a string in quotes, with the escapes that JSON demands and no other.
  package mutating func append(string: String) {
    var string = string
    string.withUTF8 { unsafe append(escaped: $0) }
  }

  /// The same with the bytes of a text.
  package mutating func append(escaped text: [UInt8]) {
    unsafe text.withUnsafeBufferPointer { unsafe append(escaped: $0) }
  }

  /// The same with bytes that are somewhere else.
  package mutating func append(escaped bytes: UnsafeBufferPointer<UInt8>) {
    append(UInt8(ascii: "\""))
    // Runs without escapes are copied whole: nearly every string is one such run.
    var start = 0
    while true {
      let end = unsafe Self.endOfPlain(bytes, from: start)
      unsafe append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
      guard end < bytes.count else { break }
      unsafe append(escapeOf: bytes[end])
      start = end + 1
    }
    append(UInt8(ascii: "\""))
  }

  /// Where the next byte stands that is escaped, or the end. Eight bytes are looked at together.
  private static func endOfPlain(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    if let base = unsafe UnsafeRawPointer(bytes.baseAddress) {
      while index + 8 <= bytes.count,
        unsafe !hasEscaped(base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      {
        index += 8
      }
    }
    while index < bytes.count, unsafe !isEscaped(bytes[index]) { index += 1 }
    return index
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Whether one of eight bytes is escaped: the highest bit of a byte is set where a subtraction from it had to borrow.
  private static func hasEscaped(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let slashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    let control = (word &- ones &* 0x20) & ~word
    let found = control | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
    return found & (ones &* 0x80) != 0
  }

  private mutating func append(escapeOf byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append(text: "\\\"")
    case UInt8(ascii: "\\"): append(text: "\\\\")
    case UInt8(ascii: "\n"): append(text: "\\n")
    case UInt8(ascii: "\r"): append(text: "\\r")
    case UInt8(ascii: "\t"): append(text: "\\t")
    default:
      let digits: StaticString = "0123456789abcdef"
      append(text: byte < 0x10 ? "\\u000" : "\\u001")
      unsafe append(digits.utf8Start[Int(byte & 0x0F)])
    }
  }
}
