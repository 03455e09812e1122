/// 64 bits of hash that are the same on every machine: FNV-1a.
///
/// Source: Fowler, Noll, Vo, Eastlake and Hansen, The FNV non-cryptographic hash algorithm, RFC 9923, section 2.
package struct StableHash: Hashable, Sendable {
  /// The hash.
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of nothing.
  package init() {}

  /// The hash of a text.
  package init(_ text: String) { follow(by: text) }

  /// The hash of the bytes of a text alone, as other programs compute it.
  package init(bytesOf text: String) { for byte in text.utf8 { add(byte) } }

  /// The hash of what was hashed so far, and then a text.
  package mutating func follow(by text: String) {
    for byte in text.utf8 { add(byte) }
    // The end of a text is told from its bytes: no UTF-8 has this one.
    add(0xFF)
  }

  private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// The hash of a set with one member more.
  package mutating func add(_ member: StableHash) { value &+= member.value }

  /// The hash in hexadecimal, 16 digits.
  package var digits: String { value.hexadecimal }
}

extension UInt64 {
  /// All 64 bits in hexadecimal, 16 digits.
  package var hexadecimal: String {
    let text = String(self, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
