/// The place of a value that is being encoded, and the encoder of what belongs there.
final class PartialSlot: Encoder {
  private(set) var value = PartialValue.null
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ codingPath: [any CodingKey]?) { self.codingPath = codingPath ?? [] }

  func set(_ value: PartialValue) { self.value = value }

  /// Encodes a value here.
  func encode<Value: Encodable>(_ value: Value, at path: [any CodingKey]) throws {
    switch Value.self {
    case is [Double].Type: set(.doubles(value as? [Double] ?? []))
    case is [Int].Type: set(.integers(value as? [Int] ?? []))
    case is [Int32].Type: set(.integers((value as? [Int32] ?? []).map { Int($0) }))
    case is Double.Type: set(.double(value as? Double ?? 0))
    default: try value.encode(to: self)
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = value {} else { value = .object([]) }
    return KeyedEncodingContainer(PartialObject(self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .list = value {} else { value = .list([]) }
    return PartialList(self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { PartialSingle(self) }

  /// The place of a field of the object that stands here.
  fileprivate func field(_ key: any CodingKey) -> PartialSlot {
    let slot = PartialSlot(codingPath + [key])
    guard case .object(var entries) = value else { return slot }
    value = .null
    entries.append((key.stringValue, slot))
    value = .object(entries)
    return slot
  }

  /// The place of the next element of the list that stands here.
  fileprivate func element() -> PartialSlot {
    let slot = PartialSlot(codingPath)
    guard case .list(var slots) = value else { return slot }
    value = .null
    slots.append(slot)
    value = .list(slots)
    return slot
  }

  fileprivate var count: Int {
    if case .list(let slots) = value { slots.count } else { 0 }
  }
}

private struct PartialSingle: SingleValueEncodingContainer {
  let slot: PartialSlot
  var codingPath: [any CodingKey] { slot.codingPath }

  init(_ slot: PartialSlot) { self.slot = slot }

  func encodeNil() { slot.set(.null) }
  func encode(_ value: Bool) { slot.set(.bool(value)) }
  func encode(_ value: String) { slot.set(.text(value)) }
  func encode(_ value: Double) { slot.set(.double(value)) }
  func encode(_ value: Float) { slot.set(.double(Double(value))) }
  func encode(_ value: Int) { slot.set(.integer(Int64(value))) }
  func encode(_ value: Int8) { slot.set(.integer(Int64(value))) }
  func encode(_ value: Int16) { slot.set(.integer(Int64(value))) }
  func encode(_ value: Int32) { slot.set(.integer(Int64(value))) }
  func encode(_ value: Int64) { slot.set(.integer(value)) }
  func encode(_ value: UInt) { slot.set(.natural(UInt64(value))) }
  func encode(_ value: UInt8) { slot.set(.natural(UInt64(value))) }
  func encode(_ value: UInt16) { slot.set(.natural(UInt64(value))) }
  func encode(_ value: UInt32) { slot.set(.natural(UInt64(value))) }
  func encode(_ value: UInt64) { slot.set(.natural(value)) }
  func encode(_ value: some Encodable) throws { try slot.encode(value, at: codingPath) }
}

private struct PartialObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: PartialSlot
  var codingPath: [any CodingKey] { slot.codingPath }

  init(_ slot: PartialSlot) { self.slot = slot }

  func encodeNil(forKey key: Key) { slot.field(key).set(.null) }
  func encode(_ value: some Encodable, forKey key: Key) throws {
    let field = slot.field(key)
    try field.encode(value, at: field.codingPath)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { slot.field(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    slot.field(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { slot.field(PartialKey.parent) }
  func superEncoder(forKey key: Key) -> any Encoder { slot.field(key) }
}

private struct PartialList: UnkeyedEncodingContainer {
  let slot: PartialSlot
  var codingPath: [any CodingKey] { slot.codingPath }
  var count: Int { slot.count }

  init(_ slot: PartialSlot) { self.slot = slot }

  func encodeNil() { slot.element().set(.null) }
  func encode(_ value: some Encodable) throws { try slot.element().encode(value, at: codingPath) }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    slot.element().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { slot.element().unkeyedContainer() }
  func superEncoder() -> any Encoder { slot.element() }
}

/// The field in which a class keeps what belongs to the class above it.
struct PartialKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  static var parent: PartialKey { PartialKey(stringValue: "super") }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
