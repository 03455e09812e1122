/// Numbers and booleans that logs write as texts.
enum PlainNumber {
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  /// The finite number that a text is; `nil` if it is none.
  ///
  /// Up to 15 digits with at most a point among them are exact, and so is the power of ten under them: their quotient is the
  /// nearest number. Whatever else there is goes the way of `Double`.
  static func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var digits = 0
    var fraction: Int?
    let isNegative = unsafe text.first == UInt8(ascii: "-")
    for index in (isNegative ? 1 : 0)..<text.count {
      let byte = unsafe text[index]
      if byte == UInt8(ascii: "."), fraction == nil, text.count > (isNegative ? 2 : 1) {
        fraction = 0
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), text.count <= 16 else {
        return unsafe general(text)
      }
      digits = 10 * digits + Int(byte - UInt8(ascii: "0"))
      if let count = fraction { fraction = count + 1 }
    }
    guard text.count > (isNegative ? 1 : 0), digits < 1_000_000_000_000_000, fraction != 0 else {
      return unsafe general(text)
    }
    let number = Double(digits) / powers[fraction ?? 0]
    return isNegative ? -number : number
  }

  private static func general(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    Double(unsafe String(decoding: text, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The boolean that a text is; `nil` if it is none.
  static func flag(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    if text.count == 1 { return unsafe flag(of: text[0]) }
    switch unsafe String(decoding: text, as: UTF8.self) {
    case "true", "True", "TRUE", "1.0": return true
    case "false", "False", "FALSE", "0.0": return false
    default: return nil
    }
  }

  private static func flag(of byte: UInt8) -> Bool? {
    switch byte {
    case UInt8(ascii: "1"): true
    case UInt8(ascii: "0"): false
    default: nil
    }
  }
}
