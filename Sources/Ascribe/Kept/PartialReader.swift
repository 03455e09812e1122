/// Reads a value of a ``PartialRecord``.
struct PartialReader: Decoder {
  fileprivate let record: PartialRecord
  fileprivate let shape: PartialRecord.Shape
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ record: PartialRecord, at place: Int, _ codingPath: [any CodingKey]) throws {
    self.init(record, try record.shape(at: place).shape, codingPath)
  }

  fileprivate init(
    _ record: PartialRecord, _ shape: PartialRecord.Shape, _ codingPath: [any CodingKey]
  ) {
    self.record = record
    self.shape = shape
    self.codingPath = codingPath
  }

  /// The value as one of a type. Numbers and lists of numbers, which are most of a partial, are taken as they are.
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    switch shape {
    case .double(let number): if let number = number as? Value { return number }
    case .integer(let number): if type == Int.self, let number = Int(number) as? Value { return number }
    case .bool(let value): if let value = value as? Value { return value }
    case .text(let range): if type == String.self, let text = record.text(range) as? Value { return text }
    case .doubles(let count, let place):
      if type == [Double].self, let list = record.doubles(count, at: place) as? Value { return list }
    case .integers(let count, let place):
      if type == [Int].self, let list = record.integers(count, at: place) as? Value { return list }
      if type == [Int32].self, let list = try narrow(count, at: place) as? Value { return list }
    default: break
    }
    return try Value(from: self)
  }

  private func narrow(_ count: Int, at place: Int) throws -> [Int32] {
    try (0..<count).map {
      guard let number = Int32(exactly: record.integer($0, at: place)) else {
        throw mismatch("numbers of 32 bits")
      }
      return number
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let count, let range) = shape else { throw mismatch("an object") }
    return KeyedDecodingContainer(
      PartialFields(self, try record.fields(count, in: range)))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try PartialElements(self) }

  func singleValueContainer() -> any SingleValueDecodingContainer { PartialScalar(reader: self) }

  fileprivate func mismatch(_ expected: String) -> DecodingError {
    .typeMismatch(
      Any.self, .init(codingPath: codingPath, debugDescription: "Expected \(expected), found \(shape)"))
  }

  fileprivate var isNull: Bool { if case .null = shape { true } else { false } }
}

/// One value that is a number, a word, or nothing.
private struct PartialScalar: SingleValueDecodingContainer {
  let reader: PartialReader
  var codingPath: [any CodingKey] { reader.codingPath }

  func decodeNil() -> Bool { reader.isNull }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let value) = reader.shape else { throw reader.mismatch("true or false") }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .text(let range) = reader.shape else { throw reader.mismatch("text") }
    return reader.record.text(range)
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard case .double(let value) = reader.shape else { throw reader.mismatch("a number") }
    return value
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try whole() }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole() }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole() }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole() }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole() }
  func decode(_ type: UInt.Type) throws -> UInt { try whole() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole() }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try reader.decode(type) }

  private func whole<Number: FixedWidthInteger>() throws -> Number {
    let number: Number? =
      switch reader.shape {
      case .integer(let value): Number(exactly: value)
      case .natural(let value): Number(exactly: value)
      default: nil
      }
    guard let number else { throw reader.mismatch("a whole number") }
    return number
  }
}

/// The fields of an object.
private struct PartialFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let reader: PartialReader
  private let fields: [(name: Int, value: Int)]

  init(_ reader: PartialReader, _ fields: [(name: Int, value: Int)]) {
    self.reader = reader
    self.fields = fields
  }

  var codingPath: [any CodingKey] { reader.codingPath }
  var allKeys: [Key] { fields.compactMap { Key(stringValue: reader.record.names[$0.name]) } }

  func contains(_ key: Key) -> Bool { place(of: key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try self.reader(of: key).isNull }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try self.reader(of: key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try self.reader(of: key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try self.reader(of: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try self.reader(of: PartialKey.parent) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try self.reader(of: key) }

  private func place(of key: any CodingKey) -> Int? {
    let name = key.stringValue
    return fields.first { reader.record.names[$0.name] == name }?.value
  }

  private func reader(of key: any CodingKey) throws -> PartialReader {
    guard let place = place(of: key) else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: codingPath, debugDescription: "There is no such field"))
    }
    return try PartialReader(reader.record, at: place, codingPath + [key])
  }
}

/// The elements of a list, one after the other.
private struct PartialElements: UnkeyedDecodingContainer {
  private let reader: PartialReader
  private let total: Int
  private var place: Int
  private(set) var currentIndex = 0

  init(_ reader: PartialReader) throws {
    self.reader = reader
    switch reader.shape {
    case .list(let count, let range): (total, place) = (count, range.lowerBound)
    case .doubles(let count, let place), .integers(let count, let place): (total, self.place) = (count, place)
    default: throw reader.mismatch("a list")
    }
  }

  var codingPath: [any CodingKey] { reader.codingPath }
  var count: Int? { total }
  var isAtEnd: Bool { currentIndex >= total }

  mutating func decodeNil() throws -> Bool {
    guard try next().reader.isNull else { return false }
    _ = try advance()
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let (element, end) = try next()
    let value = try element.decode(type)
    (place, currentIndex) = (end, currentIndex + 1)
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try advance().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try advance().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try advance() }

  private mutating func advance() throws -> PartialReader {
    let (element, end) = try next()
    (place, currentIndex) = (end, currentIndex + 1)
    return element
  }

  /// The next element, and where the one after it stands; lists of numbers stay where they are.
  private func next() throws -> (reader: PartialReader, end: Int) {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        Any.self, .init(codingPath: codingPath, debugDescription: "The list has ended"))
    }
    let record = reader.record
    switch reader.shape {
    case .doubles:
      return (PartialReader(record, .double(record.double(currentIndex, at: place)), codingPath), place)
    case .integers:
      let number = Int64(record.integer(currentIndex, at: place))
      return (PartialReader(record, .integer(number), codingPath), place)
    default:
      let (shape, end) = try record.shape(at: place)
      return (PartialReader(record, shape, codingPath), end)
    }
  }
}
