import Foundation
import TestSupport
import Testing

@testable import Ascribe

/// Partials as bytes: whatever can be encoded is read back to the last bit, and other bytes are refused.
@Suite struct PartialBytesTests {
  /// A value of every shape that synthesised conformances have.
  private struct Everything: Codable, Equatable {
    enum Kind: Codable, Equatable {
      case plain
      case pair(Int, label: String)
      case nested([Double])
    }

    enum Word: String, Codable { case one, two }

    var flag = true
    var small: Int8 = -7
    var large = UInt64.max
    var least = Int64.min
    var single: Float = 0.1
    var text = "a\0b\u{1F600}"
    var word = Word.two
    var numbers = [0.1, -0.0, Double.leastNonzeroMagnitude, .infinity, -.infinity, .greatestFiniteMagnitude]
    var counts = [Int.min, 0, Int.max]
    var places: [Int32] = [.min, 0, .max]
    var bytes: [UInt8] = [0, 255]
    var nothing: Double?
    var something: [Double]? = []
    var gaps: [Double?] = [1, nil, -2]
    var rows: [[Double]] = [[], [1], [2, 3]]
    var kinds = [Kind.plain, .pair(3, label: ""), .nested([.pi])]
    var named = ["a": [1], "": [2, 3]]
    var numbered = [4: "four", -1: "minus one"]
    var range = 3..<9
    var date = Data([1, 2, 3])
    var inner: [Everything] = []
  }

  private func readBack<Value: Codable>(_ value: Value) throws -> Value {
    try PartialBytes.value(of: PartialBytes.bytes(of: value))
  }

  @Test func everythingIsReadBack() throws {
    let value = Everything(text: "", gaps: [], inner: [Everything(), Everything(nothing: 2, something: nil)])
    let found = try readBack(value)
    #expect(found == value)
    #expect(found.numbers[1].sign == .minus)
    let signalling = Double(bitPattern: 0x7FF0_0000_0000_0001)
    #expect(try readBack([signalling]).map(\.bitPattern) == [signalling.bitPattern])
    #expect(try readBack(3.5) == 3.5)
    #expect(try readBack([String]()) == [])
    #expect(try readBack(Double?.none) == nil)
  }

  /// The same value has the same bytes, in whatever order a dictionary holds its entries: what is kept of a batch does not tell
  /// who made it.
  @Test func aValueHasTheSameBytes() throws {
    let names = (0..<50).map { "name \($0)" }
    var (one, other): ([String: Int], [String: Int]) = ([:], Dictionary(minimumCapacity: 10_000))
    for (number, name) in names.enumerated() { one[name] = number }
    for (number, name) in names.enumerated().reversed() { other[name] = number }
    #expect(Array(one.keys) != Array(other.keys))
    #expect(try PartialBytes.bytes(of: one) == PartialBytes.bytes(of: other))
  }

  /// Bytes that were cut off or changed are refused, or are another value; nothing ends the process.
  @Test func otherBytesAreNoTrap() throws {
    let bytes = try PartialBytes.bytes(of: Everything(inner: [Everything()]))
    for end in 0..<bytes.count {
      #expect(throws: DecodingError.self) {
        let _: Everything = try PartialBytes.value(of: Array(bytes[..<end]))
      }
    }
    var refused = 0
    for place in bytes.indices {
      for change: UInt8 in [1, 0x80, 0xFF] {
        var changed = bytes
        changed[place] ^= change
        do {
          let _: Everything = try PartialBytes.value(of: changed)
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > bytes.count)
    #expect(throws: DecodingError.self) {
      let _: [String] = try PartialBytes.value(of: PartialBytes.bytes(of: [1, 2]))
    }
    #expect(throws: DecodingError.self) {
      let _: [Int32] = try PartialBytes.value(of: PartialBytes.bytes(of: [1 << 40]))
    }
    #expect(throws: DecodingError.self) {
      let _: [UInt8] = try PartialBytes.value(of: PartialBytes.bytes(of: [256]))
    }
  }
}
