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

  private mutating func append(escaped bytes: UnsafeBufferPointer<UInt8>) {
    append(UInt8(ascii: "\""))
    // Runs without escapes are copied whole: nearly every string is one such run.
    var start = 0
    for unsafe(index, byte) in unsafe bytes.enumerated()
    where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
      unsafe append(contentsOf: bytes[start..<index])
      append(escapeOf: byte)
      start = index + 1
    }
    unsafe append(contentsOf: bytes[start...])
    append(UInt8(ascii: "\""))
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
