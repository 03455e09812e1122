/// A JSON object of a file, with the place that errors about its fields name.
///
/// Each accessor checks one field's presence, type and range; a field that the caller does not ask for is ignored.
struct Record {
  /// The fields.
  let object: JSONObject
  /// Where the object stands.
  let source: Source
  /// The turn or decision that the object is, if it is one.
  var place: TraceError.Place?
  /// What stands before the object's field names in errors: `outcome.`.
  var prefix = ""

  /// A line of a file, or one of the episodes that a batch is built from.
  struct Source {
    /// The file or the episode, as errors name it.
    let file: String
    /// The line or the episode, counted from 1.
    let line: Int
    /// Whether it is a line of a file.
    var isFile = true

    /// Another line or episode, in words that follow "as".
    func reference(to other: Int) -> String { isFile ? "on line \(other)" : "in episodes[\(other - 1)]" }
  }

  /// An error about a field of this object.
  func error(_ field: String, found: String, expected: String, suggestion: String? = nil) -> TraceError {
    TraceError(
      file: source.file, line: source.isFile ? source.line : nil, place: place, field: prefix + field,
      found: found,
      expected: expected,
      suggestion: suggestion)
  }

  /// The value of a field, or `nil` if it is absent.
  private func value(_ field: String) throws(TraceError) -> JSONValue? {
    guard !object.repeats(field) else { throw twice(field) }
    return object[field]
  }

  /// All fields, by name in alphabetical order.
  func fields() throws(TraceError) -> [JSONObject.Field] {
    let fields = object.sorted
    if let name = fields.repeatedName() { throw twice(name) }
    return fields
  }

  private func twice(_ field: String) -> TraceError {
    error(field, found: "given twice", expected: "a name at most once in an object")
  }

  /// The value of a field that the object must have.
  func required<Value>(_ field: String, _ value: Value?, expected: String) throws(TraceError) -> Value {
    guard let value else { throw error(field, found: "missing", expected: expected) }
    return value
  }

  /// A string, or `nil` if the field is absent.
  func string(_ field: String) throws(TraceError) -> String? {
    guard let value = try value(field) else { return nil }
    guard case .string(let string) = value else {
      throw error(field, found: value.typedSummary, expected: "a string")
    }
    return string
  }

  /// A string that the object must have.
  func requiredString(_ field: String) throws(TraceError) -> String {
    try required(field, string(field), expected: "a string")
  }

  /// A boolean, or `nil` if the field is absent.
  func flag(_ field: String) throws(TraceError) -> Bool? {
    guard let value = try value(field) else { return nil }
    guard case .flag(let flag) = value else {
      throw error(field, found: value.typedSummary, expected: "true or false")
    }
    return flag
  }

  /// An integer of a range, or `nil` if the field is absent.
  func integer(_ field: String, in range: ClosedRange<Int>) throws(TraceError) -> Int? {
    guard let value = try value(field) else { return nil }
    let expected = "an integer in \(range.lowerBound)...\(range.upperBound)"
    guard case .integer(let integer) = value else {
      throw error(field, found: value.typedSummary, expected: expected)
    }
    guard range.contains(integer) else { throw error(field, found: value.summary, expected: expected) }
    return integer
  }

  /// A finite number of a range, or `nil` if the field is absent.
  func number(_ field: String, in range: NumberRange = .finite) throws(TraceError) -> Double? {
    guard let value = try value(field) else { return nil }
    guard let number = value.double else {
      throw error(field, found: value.typedSummary, expected: range.description)
    }
    // No JSON text holds such a number, but a value that a batch is built from may.
    guard number.isFinite else {
      throw error(field, found: "\(number)", expected: "a finite" + range.description.dropFirst())
    }
    guard range.contains(number) else {
      throw error(field, found: value.summary, expected: range.description)
    }
    return number
  }

  /// An object, or `nil` if the field is absent.
  func object(_ field: String) throws(TraceError) -> Record? {
    guard let value = try value(field) else { return nil }
    guard case .object(let object) = value else {
      throw error(field, found: value.typedSummary, expected: "an object")
    }
    return Record(object: object, source: source, place: place, prefix: "\(prefix)\(field).")
  }

  /// A whole number or a string, or `nil` if the field is absent.
  func label(_ field: String) throws(TraceError) -> RowLabel? {
    switch try value(field) {
    case nil: return nil
    case .integer(let number): return .number(number)
    case .string(let name): return .name(name)
    case let value?:
      throw error(field, found: value.typedSummary, expected: "a string, or an integer of 64 bits")
    }
  }

  /// An array, perhaps empty, or `nil` if the field is absent.
  func array(_ field: String) throws(TraceError) -> [JSONValue]? {
    guard let value = try value(field) else { return nil }
    guard case .array(let array) = value else {
      throw error(field, found: value.typedSummary, expected: "an array of \(field)")
    }
    return array
  }

  /// An array with at least one element, or `nil` if the field is absent.
  func array(_ field: String, of elements: String) throws(TraceError) -> [JSONValue]? {
    guard let value = try value(field) else { return nil }
    let expected = "an array of at least one \(elements)"
    guard case .array(let array) = value else {
      throw error(field, found: value.typedSummary, expected: expected)
    }
    guard !array.isEmpty else { throw error(field, found: value.summary, expected: expected) }
    return array
  }

  /// Whether a field is `null`.
  func isNull(_ field: String) throws(TraceError) -> Bool { try value(field) == .null }
}

extension Record {
  /// Checks that the record's `schema` is the one that its file should have.
  func checkSchema(_ schema: String) throws(TraceError) {
    let expected = "\"\(schema)\""
    guard let value = try value("schema") else { throw error("schema", found: "missing", expected: expected) }
    guard case .string(let found) = value else {
      throw error("schema", found: value.typedSummary, expected: expected)
    }
    guard found == schema else { throw error("schema", found: value.summary, expected: expected) }
  }
}

/// The numbers that a field accepts.
enum NumberRange: CustomStringConvertible {
  /// Every number; none is infinite.
  case finite
  /// At most 0.
  case notPositive
  /// At least 0.
  case notNegative
  /// A closed range, whose bounds are shown as integers.
  case within(ClosedRange<Int>)

  func contains(_ number: Double) -> Bool {
    switch self {
    case .finite: true
    case .notPositive: number <= 0
    case .notNegative: number >= 0
    case .within(let range): number >= Double(range.lowerBound) && number <= Double(range.upperBound)
    }
  }

  /// What is accepted, in words that follow "expected".
  var description: String {
    switch self {
    case .finite: "a number"
    case .notPositive: "a number of at most 0"
    case .notNegative: "a number of at least 0"
    case .within(let range): "a number in \(range.lowerBound)...\(range.upperBound)"
    }
  }
}
