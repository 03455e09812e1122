import Trajectories

/// Text in HTML that stays the text that it is.
///
/// It is escaped byte by byte: a quotation mark with a combining accent is one `Character`, and no quotation mark among
/// characters, yet it ends an attribute.
enum HTMLText {
  /// The text, with nothing in it that moves or hides, and without markup, for elements and for quoted attributes.
  static func escaped(_ text: String) -> String {
    let text = VisibleText.escaped(text)
    guard text.utf8.contains(where: isMarkup) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text with some bytes of ASCII replaced, whatever accents follow them.
  static func replacing(_ text: String, _ texts: [Character: String]) -> String {
    String(
      decoding: text.utf8.flatMap { byte -> [UInt8] in
        guard byte < 0x80, let replacement = texts[Character(UnicodeScalar(byte))] else { return [byte] }
        return Array(replacement.utf8)
      }, as: UTF8.self)
  }

  private static func isMarkup(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
    default: false
    }
  }
}
