/// The beginning of a value's JSON text, short enough for an error: a few dozen bytes however large the value is.
struct JSONExcerpt {
  private static let limit = 40
  private var bytes: [UInt8] = []
  private var isCut = false

  /// The text, with `…` where it was cut.
  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Adds a value's text, as far as it fits.
  mutating func append(_ value: JSONValue) {
    switch value {
    case .null: bytes.append(text: "null")
    case .flag(let flag): bytes.append(text: flag ? "true" : "false")
    case .integer(let integer): bytes.append(integer: integer)
    case .number(let number): bytes.append(number: number)
    case .string(let string): append(string)
    case .array(let elements):
      bytes.append(text: "[")
      for (index, element) in elements.enumerated() {
        guard startsElement(at: index) else { break }
        append(element)
      }
      if !isCut { bytes.append(text: "]") }
    case .object(let object):
      bytes.append(text: "{")
      for (index, field) in object.sorted.enumerated() {
        guard startsElement(at: index) else { break }
        append(field.name)
        bytes.append(text: ":")
        append(field.value)
      }
      if !isCut { bytes.append(text: "}") }
    }
  }

  private mutating func append(_ string: String) {
    let head = string.unicodeScalars.prefix(Self.limit)
    let isWhole = head.endIndex == string.unicodeScalars.endIndex
    bytes.append(string: String(head) + (isWhole ? "" : "…"))
  }

  /// Adds the separator before an element, or `…` and `false` when the text is long enough without it.
  private mutating func startsElement(at index: Int) -> Bool {
    guard !isCut else { return false }
    isCut = bytes.count >= Self.limit
    if isCut {
      bytes.append(text: index == 0 ? "…" : ",…")
    } else if index > 0 {
      bytes.append(text: ",")
    }
    return !isCut
  }
}
