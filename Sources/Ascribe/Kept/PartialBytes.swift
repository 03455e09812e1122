/// Partials of batches as they are kept: the bits of every number, and names of fields once a record, so that reading one takes
/// little of the time that it took to make it.
///
/// A record is a table of names, then a value: a byte that says what follows, and that. Lists and objects say how many bytes
/// they are, so that what nobody asks for is passed at once. All numbers are little-endian.
enum PartialBytes {
  /// The bytes of a value, the same for the same value.
  static func bytes(of value: some Encodable) throws -> [UInt8] {
    let slot = PartialSlot(nil)
    try slot.encode(value, at: [])
    var writer = PartialWriter()
    writer.append(slot.value)
    return writer.record
  }

  /// The value that bytes are of.
  ///
  /// - Throws: `DecodingError` for bytes that are of none.
  static func value<Value: Decodable>(of bytes: [UInt8]) throws -> Value {
    let record = try PartialRecord(bytes)
    return try PartialReader(record, at: record.start, []).decode(Value.self)
  }
}

/// What the first byte of a value says.
enum PartialTag: UInt8 {
  case null, no, yes, double, integer, natural, text, list, object
  /// Lists whose elements are all numbers of one kind, which have no bytes of their own that say so.
  case doubles, integers
}

/// A value on its way to bytes.
enum PartialValue {
  case null, bool(Bool), double(Double), integer(Int64), natural(UInt64), text(String)
  case doubles([Double]), integers([Int])
  case list([PartialSlot]), object([(name: String, slot: PartialSlot)])
}

/// Turns values to bytes.
struct PartialWriter {
  private var body: [UInt8] = []
  private var names: [String] = []
  private var places: [String: Int] = [:]

  /// The table of names and the value.
  var record: [UInt8] {
    var head = PartialWriter()
    head.append(word: UInt64(names.count))
    for name in names { head.append(text: name) }
    return head.body + body
  }

  mutating func append(_ value: PartialValue) {
    switch value {
    case .null: append(tag: .null)
    case .bool(let value): append(tag: value ? .yes : .no)
    case .double(let number):
      append(tag: .double)
      append(word: number.bitPattern)
    case .integer(let number):
      append(tag: .integer)
      append(word: UInt64(bitPattern: number))
    case .natural(let number):
      append(tag: .natural)
      append(word: number)
    case .text(let text):
      append(tag: .text)
      append(text: text)
    case .doubles(let numbers): append(tag: .doubles, numbers.map(\.bitPattern))
    case .integers(let numbers): append(tag: .integers, numbers.map { UInt64(bitPattern: Int64($0)) })
    case .list(let slots):
      append(tag: .list)
      appendSized(slots.count) { writer in for slot in slots { writer.append(slot.value) } }
    case .object(let entries):
      append(tag: .object)
      appendSized(entries.count) { writer in
        // A dictionary has its entries in another order in every process.
        for (name, slot) in entries.sorted(by: { $0.name < $1.name }) {
          writer.append(word: UInt64(writer.place(of: name)))
          writer.append(slot.value)
        }
      }
    }
  }

  private mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }

  private mutating func append(tag: PartialTag) { body.append(tag.rawValue) }

  private mutating func append(tag: PartialTag, _ words: [UInt64]) {
    append(tag: tag)
    append(word: UInt64(words.count))
    for word in words { append(word: word) }
  }

  /// Appends a count and the number of bytes of what follows.
  private mutating func appendSized(_ count: Int, _ contents: (inout PartialWriter) -> Void) {
    append(word: UInt64(count))
    let place = body.count
    append(word: 0)
    contents(&self)
    let size = UInt64(body.count - place - 8)
    for byte in 0..<8 { body[place + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
  }

  private mutating func append(text: String) {
    append(word: UInt64(text.utf8.count))
    body += text.utf8
  }

  private mutating func append(word: UInt64) {
    for byte in 0..<8 { body.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) }
  }
}
