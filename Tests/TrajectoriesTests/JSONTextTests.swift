import TestSupport
import Testing
import Trajectories

/// The text of JSON, held to its plain definition.
@Suite struct JSONTextTests {
  private static func text(_ body: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    body(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func numbersAreTheirShortestTexts() {
    var random = SplitMix64(seed: 5)
    var numbers: [Double] = [
      0, -0.0, 1, -1, 0.1, 1e15, 999_999_999_999_999, 99_999_999_999_999.5, 1e16, -1e15, 1e300,
      .leastNonzeroMagnitude, 2.5,
    ]
    for _ in 0..<1000 {
      let whole = Double(Int.random(in: -1_000_000_000_000...1_000_000_000_000, using: &random))
      numbers += [whole, whole / 8, whole * 1024]
    }
    for number in numbers { #expect(Self.text { $0.append(number: number) } == number.description) }
  }

  /// Escapes at every place of the eight bytes that are looked at together.
  @Test func stringsAreEscapedByteByByte() {
    var random = SplitMix64(seed: 6)
    let pieces = ["a", "é", "\"", "\\", "\n", "\u{1F}", " ", "!", "#", "[", "]", "\u{7F}", "😀", "\u{0}"]
    for _ in 0..<2000 {
      let count = Int.random(in: 0...24, using: &random)
      let string = (0..<count).map { _ in
        Int.random(in: 0..<4, using: &random) == 0
          ? pieces[Int.random(in: 0..<pieces.count, using: &random)] : "x"
      }.joined()
      let plain = string.unicodeScalars.map { scalar -> String in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\u{1F}": "\\u001f"
        case "\u{0}": "\\u0000"
        default: String(scalar)
        }
      }.joined()
      #expect(Self.text { $0.append(string: string) } == "\"\(plain)\"")
    }
  }
}
