/// How wide text is on a terminal, and how it is broken into lines.
enum TextWidth {
  /// Columns that a text takes: two for wide characters of East Asia and for emoji, one for others.
  static func of(_ text: String) -> Int {
    // Most text is plain ASCII, of as many columns as bytes.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
  }

  /// The text with blanks up to a width.
  static func padded(_ text: String, to width: Int, left: Bool) -> String {
    let blanks = String(repeating: " ", count: max(0, width - of(text)))
    return left ? text + blanks : blanks + text
  }

  /// The words of a text in lines of at most a width; a longer word has a line for itself.
  ///
  /// - Parameters:
  ///   - text: The text, without control characters.
  ///   - width: Columns of a line.
  ///   - first: Columns of the first line, if it has others.
  static func lines(of text: String, width: Int, first: Int? = nil) -> [String] {
    var lines: [String] = []
    var line = ""
    var taken = 0
    for word in text.split(separator: " ") {
      let length = of(String(word))
      let room = lines.isEmpty ? first ?? width : width
      if !line.isEmpty, taken + 1 + length > room {
        lines.append(line)
        (line, taken) = ("", 0)
      }
      line += line.isEmpty ? String(word) : " " + word
      taken += (taken == 0 ? 0 : 1) + length
    }
    return lines + [line]
  }

  /// Without blanks at its end.
  static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func isWide(_ character: Character) -> Bool {
    character.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
        true
      default: false
      }
    }
  }
}
