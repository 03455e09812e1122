/// Text from files and users as it may be shown: nothing in it moves the cursor, turns the direction of writing, breaks
/// a line or hides.
///
/// Every renderer shows every string through this, or, in JSON, by the escapes of JSON. What is escaped: control
/// characters, line and paragraph separators, and characters that format without being seen, which include all marks
/// of direction (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069) and tags. The joiners U+200C and U+200D
/// are kept: words of several languages and emoji need them.
package enum VisibleText {
  /// The text with what may not be shown as `\n`, `\t`, `\r` or `\u{1B}`.
  package static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    return text.unicodeScalars.reduce(into: "") { shown, scalar in
      if isHidden(scalar) { shown += escape(of: scalar) } else { shown.unicodeScalars.append(scalar) }
    }
  }

  /// The same with every backslash doubled, so that the text can be had back.
  package static func recoverable(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: "\\"))
      ? text.unicodeScalars.reduce(into: "") { shown, scalar in
        if scalar == "\\" {
          shown += "\\\\"
        } else if isHidden(scalar) {
          shown += escape(of: scalar)
        } else {
          shown.unicodeScalars.append(scalar)
        }
      } : escaped(text)
  }

  /// The text with what may not be shown escaped, but for the ends of its lines.
  package static func escapedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
      .joined(separator: "\n")
  }

  /// A JSON text in which everything that may not be shown is escaped as JSON has it; its meaning is the same.
  ///
  /// - Parameter json: A JSON text. Below U+0080 it holds its own escapes, so that only others are left.
  package static func escaped(json: String) -> String {
    guard json.unicodeScalars.contains(where: { $0.value >= 0x7F && isHidden($0) }) else { return json }
    return json.unicodeScalars.reduce(into: "") { shown, scalar in
      guard scalar.value >= 0x7F, isHidden(scalar) else { return shown.unicodeScalars.append(scalar) }
      for unit in UTF16.encode(scalar) ?? .init() {
        let digits = String(unit, radix: 16)
        shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }

  /// Whether a scalar may not be shown as it is.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    // Most text is plain ASCII, which needs no tables.
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .format: return scalar != "\u{200C}" && scalar != "\u{200D}"
    default: return false
    }
  }

  private static func escape(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
}
