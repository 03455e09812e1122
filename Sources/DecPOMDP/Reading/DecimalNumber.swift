import Glibc

/// Decimal numbers, read from bytes without strings where they are short.
enum DecimalNumber {
  /// The number that some bytes are: digits with an optional sign, point and exponent. Infinite for one that no Double
  /// can hold; `nil` for anything else.
  static func parse(_ bytes: [UInt8], from start: Int, to end: Int) -> Double? {
    var index = start
    var isNegative = false
    if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var significant = 0
    var exponent = 0
    var hasPoint = false
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
        index += 1
        continue
      }
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      digits += 1
      if significant > 0 || digit > 0 { significant += 1 }
      if significant <= 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
      if hasPoint { exponent -= 1 }
      index += 1
    }
    guard digits > 0 else { return nil }
    if index < end {
      guard let power = power(bytes, from: index, to: end) else { return nil }
      exponent += power
    }
    // A mantissa and a power of ten that are exact give the nearest Double with one rounding (Clinger 1990).
    if significant <= 15, abs(exponent) <= 22 {
      let size = exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
      return isNegative ? -size : size
    }
    return Double(String(decoding: bytes[start..<end], as: UTF8.self))
  }

  /// The exponent that begins with `e`, held within a million.
  private static func power(_ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var index = start + 1
    var isNegative = false
    if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < end else { return nil }
    var power = 0
    while index < end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      power = min(1_000_000, power * 10 + Int(digit))
      index += 1
    }
    return isNegative ? -power : power
  }

  private static let powers = (0...22).map { pow(10, Double($0)) }
}
