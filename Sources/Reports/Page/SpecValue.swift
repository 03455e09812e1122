import Trajectories

/// A JSON value of a page: of the specification of a chart, or of the data that the page's script reads.
///
/// Fields keep the order in which they were written, so that specifications read as they were meant.
package indirect enum SpecValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case flag(Bool)
  /// A number; `null` if it is not finite.
  case number(Double)
  /// A string.
  case text(String)
  /// An array.
  case list([SpecValue])
  /// An object.
  case object([Field])

  /// A field of an object.
  package struct Field: Sendable, Hashable {
    /// Its name.
    package let name: String
    /// Its value.
    package let value: SpecValue
  }

  /// A number that may be missing.
  static func optional(_ number: Double?) -> SpecValue { number.map { .number($0) } ?? .null }

  /// The value as JSON that may stand in a script element: `<` is escaped, and so is everything that may not be shown.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .flag(let flag): bytes += (flag ? "true" : "false").utf8
    case .number(let number): Self.append(number, to: &bytes)
    case .text(let text): Self.append(text, to: &bytes)
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (place, value) in values.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      for (place, field) in fields.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.append(field.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        field.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// The value as JSON with a line for every field down to a depth, so that versions of a file can be compared.
  package func lines(depth: Int, indent: String = "") -> String {
    switch self {
    case .list(let values) where depth > 0 && !values.isEmpty:
      let inner = values.map { "\(indent)  " + $0.lines(depth: depth - 1, indent: indent + "  ") }
      return "[\n" + inner.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let fields) where depth > 0 && !fields.isEmpty:
      let inner = fields.map {
        "\(indent)  \(SpecValue.text($0.name).json): "
          + $0.value.lines(depth: depth - 1, indent: indent + "  ")
      }
      return "{\n" + inner.joined(separator: ",\n") + "\n\(indent)}"
    default: return json
    }
  }

  /// The value as JSON in one line.
  package var json: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func append(_ number: Double, to bytes: inout [UInt8]) {
    guard number.isFinite else {
      bytes += "null".utf8
      return
    }
    if number.rounded() == number, abs(number) < 1e15 {
      bytes += "\(Int(number))".utf8
    } else {
      bytes += "\(number)".utf8
    }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in VisibleText.escaped(text).utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "<"): bytes += "\\u003c".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension SpecValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string.
  package init(stringLiteral text: String) { self = .text(text) }

  /// A number.
  package init(integerLiteral number: Int) { self = .number(Double(number)) }

  /// A number.
  package init(floatLiteral number: Double) { self = .number(number) }

  /// `true` or `false`.
  package init(booleanLiteral flag: Bool) { self = .flag(flag) }

  /// An array.
  package init(arrayLiteral values: SpecValue...) { self = .list(values) }

  /// An object.
  package init(dictionaryLiteral fields: (String, SpecValue)...) {
    self = .object(fields.map { Field(name: $0, value: $1) })
  }
}
