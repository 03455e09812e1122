/// One JSON value. Integers are told apart from other numbers by how they are written: `3` is an integer, `3.0` and
/// `3e0` are numbers.
enum JSONValue: Equatable {
  /// `null`.
  case null
  /// `true` or `false`.
  case flag(Bool)
  /// A number without fraction and exponent that an `Int` can hold.
  case integer(Int)
  /// Any other number; finite.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)

  /// The number, whether or not it is written as an integer.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value as an error shows it beside the type that was expected: without the name of its own type.
  var summary: String {
    var text = JSONExcerpt()
    text.append(self)
    return text.string
  }

  /// The value as an error shows it when its type is wrong: with its type.
  var typedSummary: String {
    switch self {
    case .null: "null"
    case .flag: "the boolean \(summary)"
    case .integer: "the integer \(summary)"
    case .number: "the number \(summary)"
    case .string: "the string \(summary)"
    case .array: "the array \(summary)"
    case .object: "the object \(summary)"
    }
  }
}

/// The fields of a JSON object.
struct JSONObject: Equatable {
  private let fields: [String: JSONValue]

  init(_ fields: [String: JSONValue]) { self.fields = fields }

  /// The value of a field, or `nil` if the object lacks it.
  subscript(name: String) -> JSONValue? { fields[name] }

  /// All fields, by name in alphabetical order: the order of the text is not known.
  var sorted: [(name: String, value: JSONValue)] {
    fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }
}
