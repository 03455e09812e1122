import Glibc

/// A parsed text as simdjson leaves it: 64-bit words, each with a tag in its highest byte; `CSimdjson.h` lists them.
///
/// A value is named by the index of its first word.
///
/// Safe as long as ``JSONParser`` alone makes tapes: it gives them out for the time that their words stand.
@safe struct JSONTape {
  /// The text's value.
  static let root = 1

  private let words: UnsafePointer<UInt64>
  private let strings: UnsafePointer<UInt8>

  init(words: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>) {
    unsafe self.words = unsafe words
    unsafe self.strings = unsafe strings
  }

  private func tag(_ index: Int) -> UInt8 { unsafe UInt8(truncatingIfNeeded: words[index] >> 56) }
  private func payload(_ index: Int) -> UInt64 { unsafe words[index] & 0x00FF_FFFF_FFFF_FFFF }

  /// Whether a value is an object.
  func isObject(_ index: Int) -> Bool { tag(index) == UInt8(ascii: "{") }

  /// Whether a value is `null`.
  func isNull(_ index: Int) -> Bool { tag(index) == UInt8(ascii: "n") }

  /// The index after the last word of an object or array.
  private func end(_ index: Int) -> Int { Int(payload(index) & 0xFFFF_FFFF) }

  /// The index after the last word of a value.
  @inline(__always) private func next(_ index: Int) -> Int {
    switch tag(index) {
    case UInt8(ascii: "{"), UInt8(ascii: "["): end(index)
    case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): index + 2
    default: index + 1
    }
  }

  /// Calls `body` with the name and the value of each field of an object.
  @inline(__always) func forEachField(of object: Int, _ body: (_ name: Text, _ value: Int) -> Void) {
    var index = object + 1
    let end = end(object) - 1
    while index < end {
      body(text(at: index), index + 1)
      index = next(index + 1)
    }
  }

  /// The only field of an object; `nil` if it has none or several.
  @inline(__always) func onlyField(of object: Int) -> (name: Text, value: Int)? {
    let (first, end) = (object + 1, end(object) - 1)
    guard first < end, next(first + 1) == end else { return nil }
    return (text(at: first), first + 1)
  }

  /// The first element of an array and the index after the last one; `nil` if the value is no array, or an empty one.
  @inline(__always) func elements(_ index: Int) -> Range<Int>? {
    guard let range = allElements(index) else { return nil }
    return range.isEmpty ? nil : range
  }

  /// The elements of an array, perhaps none; `nil` if the value is no array.
  @inline(__always) func allElements(_ index: Int) -> Range<Int>? {
    tag(index) == UInt8(ascii: "[") ? index + 1..<end(index) - 1 : nil
  }

  /// The element after another one.
  @inline(__always) func element(after index: Int) -> Int { next(index) }

  /// How many elements there are.
  func count(of elements: Range<Int>) -> Int {
    var count = 0
    var element = elements.lowerBound
    while element < elements.upperBound {
      count += 1
      element = next(element)
    }
    return count
  }

  /// The bytes of a string; `nil` if the value is none.
  @inline(__always) func text(_ index: Int) -> Text? {
    tag(index) == UInt8(ascii: "\"") ? text(at: index) : nil
  }

  @inline(__always) private func text(at index: Int) -> Text {
    let start = unsafe strings + Int(payload(index))
    let count = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
    return unsafe Text(start: start + 4, count: Int(count))
  }

  /// A boolean; `nil` if the value is none.
  @inline(__always) func flag(_ index: Int) -> Bool? {
    switch tag(index) {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"): false
    default: nil
    }
  }

  /// An integer that an `Int` can hold; `nil` if the value is none, or is written with a fraction or an exponent.
  @inline(__always) func integer(_ index: Int) -> Int? {
    unsafe tag(index) == UInt8(ascii: "l") ? Int(Int64(bitPattern: words[index + 1])) : nil
  }

  /// A number, whether or not it is written as an integer; `nil` if the value is none.
  @inline(__always) func number(_ index: Int) -> Double? {
    switch tag(index) {
    case UInt8(ascii: "d"): unsafe Double(bitPattern: words[index + 1])
    case UInt8(ascii: "l"): unsafe Double(Int64(bitPattern: words[index + 1]))
    case UInt8(ascii: "u"): unsafe Double(words[index + 1])
    default: nil
    }
  }
}

extension JSONTape {
  /// The value as far as it needs no other memory.
  @inline(__always) func scalar(_ index: Int) -> JSONScalar {
    switch tag(index) {
    case UInt8(ascii: "\""): unsafe .text(text(at: index).bytes)
    case UInt8(ascii: "l"): unsafe .whole(Int(Int64(bitPattern: words[index + 1])))
    case UInt8(ascii: "u"), UInt8(ascii: "d"): .number(number(index) ?? .nan)
    case UInt8(ascii: "t"): .flag(true)
    case UInt8(ascii: "f"): .flag(false)
    case UInt8(ascii: "n"): .null
    default: .compound
    }
  }

  /// The value with all that is in it, for words about it and for what need not be fast.
  func value(_ index: Int) -> JSONValue {
    switch tag(index) {
    case UInt8(ascii: "{"): .object(JSONObject(sequence(of: index)))
    case UInt8(ascii: "["): .array(elements(index).map(values) ?? [])
    case UInt8(ascii: "\""): .string(text(at: index).repaired)
    case UInt8(ascii: "l"): unsafe .integer(Int(Int64(bitPattern: words[index + 1])))
    case UInt8(ascii: "u"), UInt8(ascii: "d"): .number(number(index) ?? .nan)
    case UInt8(ascii: "t"): .flag(true)
    case UInt8(ascii: "f"): .flag(false)
    default: .null
    }
  }

  private func values(_ elements: Range<Int>) -> [JSONValue] {
    var values: [JSONValue] = []
    var element = elements.lowerBound
    while element < elements.upperBound {
      values.append(value(element))
      element = next(element)
    }
    return values
  }

  private func sequence(of object: Int) -> [JSONObject.Field] {
    var fields: [JSONObject.Field] = []
    forEachField(of: object) { name, value in fields.append((name.repaired, self.value(value))) }
    return fields
  }

  /// The fields of an object by name, in the order of the names' bytes.
  func sortedFields(of object: Int) -> [(name: String, value: Int)] {
    var fields: [(name: String, value: Int)] = []
    forEachField(of: object) { name, value in fields.append((name.repaired, value)) }
    return fields.sorted { ByteName($0.name) < ByteName($1.name) }
  }
}

extension Sequence {
  /// The first name that stands twice among fields in the order of their names.
  func repeatedName<Value>() -> String? where Element == (name: String, value: Value) {
    var last: String?
    for field in self {
      if last?.hasBytes(of: field.name) ?? false { return field.name }
      last = field.name
    }
    return nil
  }
}

extension JSONTape {
  /// The unescaped bytes of a string, valid for as long as the tape.
  @safe struct Text {
    let start: UnsafePointer<UInt8>
    let count: Int

    /// The bytes.
    var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: start, count: count) }

    /// The string; `nil` for half of a surrogate pair that was written as an escape, which UTF-8 cannot hold.
    var string: String? { unsafe String(validating: bytes, as: UTF8.self) }

    /// The string, with U+FFFD for what UTF-8 cannot hold.
    var repaired: String { unsafe String(decoding: bytes, as: UTF8.self) }

    /// Whether the bytes are those of a word.
    @inline(__always) static func == (text: Text, word: StaticString) -> Bool {
      unsafe text.count == word.utf8CodeUnitCount
        && memcmp(text.start, word.utf8Start, word.utf8CodeUnitCount) == 0
    }
  }
}
