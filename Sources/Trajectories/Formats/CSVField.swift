/// Fields of comma-separated values (RFC 4180, section 2) that neither a terminal nor a spreadsheet takes for more than text, and
/// from which the text can be had back.
///
/// What may not be shown is escaped as ``VisibleText`` does, with every backslash doubled; so a row is a line. A text that a
/// spreadsheet would run as a formula, because it begins with `=`, `+`, `-` or `@`, has an apostrophe before it, and so has one
/// that begins with an apostrophe; numbers are left alone. Who wants the text removes one apostrophe at the beginning, and
/// then reads `\\`, `\n`, `\t`, `\r` and `\u{HEX}`.
///
/// It works by bytes: a quotation mark with a combining accent is one `Character`, and no quotation mark among characters, yet
/// it ends a field.
package enum CSVField {
  private static let quote = UInt8(ascii: "\"")

  /// The bytes of a field, in quotation marks if it needs them.
  package static func bytes(_ text: String) -> [UInt8] {
    let bytes = Array(safe(text).utf8)
    guard bytes.contains(where: isParting) else { return bytes }
    var field = [quote]
    for byte in bytes {
      if byte == quote { field.append(quote) }
      field.append(byte)
    }
    field.append(quote)
    return field
  }

  /// The same as text.
  package static func text(_ text: String) -> String { String(decoding: bytes(text), as: UTF8.self) }

  private static func safe(_ text: String) -> String {
    let visible = VisibleText.recoverable(text)
    guard let first = visible.unicodeScalars.first, isRisky(first), !isNumber(visible) else { return visible }
    return "'" + visible
  }

  /// Whether a byte parts fields, here or where semicolons do.
  private static func isParting(_ byte: UInt8) -> Bool {
    byte == quote || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }

  /// Whether a formula begins so, also in full width.
  private static func isRisky(_ first: Unicode.Scalar) -> Bool {
    switch first {
    case "=", "+", "-", "@", "'", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
    default: false
    }
  }

  /// Whether a text is a number in digits, which no spreadsheet can take for a formula.
  private static func isNumber(_ text: String) -> Bool {
    if text == "-inf" { return true }
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"),
        UInt8(ascii: "+"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain && Double(text) != nil
  }
}
