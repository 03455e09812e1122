import Foundation

/// The one place that turns JSON text into values: what stands behind ``parse(_:)`` can be replaced without touching
/// a reader.
///
/// Foundation's parser does the work, with corrections. It accepts a comma before a closing bracket, and its messages
/// do not say what is wrong: ``JSONScreen`` does. A number of more than 17 characters reaches us as a decimal whose
/// `doubleValue` is off by rounding: its text is parsed again. Two limits remain: of a name that stands twice in one object the last value
/// counts, and the order of an object's fields is lost.
struct JSONLine {
  /// Texts of the line's integers that Foundation may hand over as decimals.
  private let longIntegers: Set<String>

  /// The value that a line of bytes (without its newline) holds.
  ///
  /// - Throws: ``JSONLineError`` if the line is not UTF-8, not JSON, more than one value, or has a number that no
  ///   Double can hold.
  static func parse(_ line: ArraySlice<UInt8>) throws(JSONLineError) -> JSONValue {
    let screen = try JSONScreen(line)
    let parsed: Any
    do {
      parsed = try JSONSerialization.jsonObject(
        with: data(of: line, escaping: screen.byteOrderMarks), options: .fragmentsAllowed)
    } catch {
      throw JSONLineError(found: "not JSON\(detail(of: error))")
    }
    guard let value = JSONLine(longIntegers: screen.longIntegers).value(of: parsed) else {
      throw JSONLineError(found: "not JSON")
    }
    return value
  }

  private static func data(of line: ArraySlice<UInt8>, escaping byteOrderMarks: [Int]) -> Data {
    guard !byteOrderMarks.isEmpty else { return Data(line) }
    var data = Data(capacity: line.count + 3 * byteOrderMarks.count)
    var start = line.startIndex
    for mark in byteOrderMarks {
      data.append(contentsOf: line[start..<mark])
      data.append(contentsOf: #"\ufeff"#.utf8)
      start = mark + 3
    }
    data.append(contentsOf: line[start...])
    return data
  }

  /// Types are compared before they are cast: on Linux a failing cast first looks for a bridge between the types, at
  /// ten times the cost of the whole conversion.
  private func value(of parsed: Any) -> JSONValue? {
    let type = type(of: parsed)
    if type == String.self, let string = parsed as? String { return .string(string) }
    if type == [String: Any].self, let fields = parsed as? [String: Any] { return object(of: fields) }
    if type == [Any].self, let elements = parsed as? [Any] { return array(of: elements) }
    if let number = parsed as? NSNumber { return value(of: number) }
    return parsed is NSNull ? .null : nil
  }

  private func object(of fields: [String: Any]) -> JSONValue? {
    let values = fields.compactMapValues(value(of:))
    return values.count == fields.count ? .object(JSONObject(values)) : nil
  }

  private func array(of elements: [Any]) -> JSONValue? {
    let values = elements.compactMap(value(of:))
    return values.count == elements.count ? .array(values) : nil
  }

  /// Tells booleans, integers and other numbers apart by the C type that each is stored with: a cast to `Bool` or
  /// `Int` would take any of them for any other.
  private func value(of number: NSNumber) -> JSONValue? {
    switch UInt8(bitPattern: number.objCType.pointee) {
    case UInt8(ascii: "c"): return .flag(number.boolValue)
    case UInt8(ascii: "d"):
      guard number is NSDecimalNumber else { return .number(number.doubleValue) }
      let text = number.description
      if longIntegers.contains(text), let integer = Int(text) { return .integer(integer) }
      return Double(text).map { .number($0) }
    default:
      return Int(exactly: number).map { .integer($0) } ?? .number(number.doubleValue)
    }
  }

  /// Foundation's own words, in parentheses.
  private static func detail(of error: any Error) -> String {
    guard let words = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String,
      let first = words.first
    else { return "" }
    return " (\(first.lowercased())\(words.dropFirst().prefix { $0 != "." }))"
  }
}

/// Why a line cannot be read as JSON.
struct JSONLineError: Error, Equatable {
  /// The name of the field whose value is at fault, or `nil` if it is the line as a whole.
  var field: String?
  /// What the line or the field is, in words that follow "is".
  let found: String
  /// What it should be, in words that follow "expected".
  var expected = "one JSON object"
}
