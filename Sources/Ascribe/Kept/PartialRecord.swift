/// The bytes of a partial, with the table of names read: what ``PartialReader`` reads values from.
///
/// Nothing is believed of bytes: whatever they say of sizes and counts is held against what is there.
final class PartialRecord {
  private let bytes: [UInt8]
  /// The names of fields.
  let names: [String]
  /// Where the value begins.
  let start: Int

  private static let wordBytes = 8

  /// What a value is, and where what it is made of stands.
  enum Shape {
    case null, bool(Bool), double(Double), integer(Int64), natural(UInt64)
    case text(Range<Int>), doubles(Int, at: Int), integers(Int, at: Int)
    case list(Int, Range<Int>), object(Int, Range<Int>)
  }

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    var place = 0
    var names: [String] = []
    let count = try Self.count(in: bytes, at: &place, ofAtLeast: Self.wordBytes)
    names.reserveCapacity(count)
    for _ in 0..<count {
      let length = try Self.count(in: bytes, at: &place, ofAtLeast: 1)
      names.append(String(decoding: bytes[place..<place + length], as: UTF8.self))
      place += length
    }
    self.names = names
    start = place
  }

  /// The value at a place, and where the next one begins.
  func shape(at start: Int) throws -> (shape: Shape, end: Int) {
    guard start < bytes.count, let tag = PartialTag(rawValue: bytes[start]) else { throw Self.damage }
    var place = start + 1
    switch tag {
    case .null: return (.null, place)
    case .no: return (.bool(false), place)
    case .yes: return (.bool(true), place)
    case .double: return (.double(Double(bitPattern: try word(&place))), place)
    case .integer: return (.integer(Int64(bitPattern: try word(&place))), place)
    case .natural: return (.natural(try word(&place)), place)
    case .text:
      let length = try Self.count(in: bytes, at: &place, ofAtLeast: 1)
      return (.text(place..<place + length), place + length)
    case .doubles, .integers:
      let count = try Self.count(in: bytes, at: &place, ofAtLeast: Self.wordBytes)
      let end = place + count * Self.wordBytes
      return (tag == .doubles ? .doubles(count, at: place) : .integers(count, at: place), end)
    case .list, .object:
      let count = try Self.count(in: bytes, at: &place, ofAtLeast: 1)
      let size = try Self.count(in: bytes, at: &place, ofAtLeast: 1)
      let range = place..<place + size
      return (tag == .list ? .list(count, range) : .object(count, range), range.upperBound)
    }
  }

  /// The fields of an object: places of their names, and of their values.
  func fields(_ count: Int, in range: Range<Int>) throws -> [(name: Int, value: Int)] {
    var fields: [(name: Int, value: Int)] = []
    fields.reserveCapacity(count)
    var place = range.lowerBound
    for _ in 0..<count {
      let name = try word(&place)
      guard name < UInt64(names.count) else { throw Self.damage }
      fields.append((Int(name), place))
      place = try shape(at: place).end
      guard place <= range.upperBound else { throw Self.damage }
    }
    return fields
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func doubles(_ count: Int, at place: Int) -> [Double] {
    (0..<count).map { Double(bitPattern: knownWord(at: place + $0 * Self.wordBytes)) }
  }

  func integers(_ count: Int, at place: Int) -> [Int] {
    (0..<count).map { integer($0, at: place) }
  }

  /// One of the numbers that stand at a place.
  func double(_ index: Int, at place: Int) -> Double {
    Double(bitPattern: knownWord(at: place + index * Self.wordBytes))
  }

  /// One of the numbers that stand at a place.
  func integer(_ index: Int, at place: Int) -> Int {
    Int(truncatingIfNeeded: knownWord(at: place + index * Self.wordBytes))
  }

  static var damage: DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "The bytes are of no partial"))
  }

  private func word(_ place: inout Int) throws -> UInt64 { try Self.word(in: bytes, at: &place) }

  private func knownWord(at place: Int) -> UInt64 { Self.knownWord(in: bytes, at: place) }

  private static func knownWord(in bytes: [UInt8], at place: Int) -> UInt64 {
    var word: UInt64 = 0
    for byte in 0..<wordBytes { word |= UInt64(bytes[place + byte]) << UInt64(8 * byte) }
    return word
  }

  private static func word(in bytes: [UInt8], at place: inout Int) throws -> UInt64 {
    guard place <= bytes.count - wordBytes else { throw damage }
    defer { place += wordBytes }
    return knownWord(in: bytes, at: place)
  }

  /// A number of things of so many bytes each, which must follow it.
  private static func count(
    in bytes: [UInt8], at place: inout Int, ofAtLeast size: Int
  ) throws -> Int {
    let count = try word(in: bytes, at: &place)
    guard count <= UInt64((bytes.count - place) / size) else { throw damage }
    return Int(count)
  }
}
