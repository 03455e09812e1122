/// Changes an input for the next try: half of the time a value of JSON in place of bytes, where the target reads JSON. libFuzzer
/// finds this by its name, and knows its own way of changing bytes as `LLVMFuzzerMutate`.
@_cdecl("LLVMFuzzerCustomMutator")
public func changeInput(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ room: Int, _ seed: CUnsignedInt
) -> Int {
  var draws = Draws(state: UInt64(seed))
  guard FuzzTarget.chosen?.isJSON == true, draws.below(2) == 0 else { return changeBytes(data, size, room) }
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  guard let changed = JSONMutation(bytes).changed(&draws), changed.count <= room, !changed.isEmpty else {
    return changeBytes(data, size, room)
  }
  for (place, byte) in changed.enumerated() { data[place] = byte }
  return changed.count
}

@_silgen_name("LLVMFuzzerMutate")
private func changeBytes(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ room: Int) -> Int

/// SplitMix64: libFuzzer gives one number a change, which all draws of that change follow from.
struct Draws {
  var state: UInt64

  mutating func below(_ count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((word ^ (word >> 31)) % UInt64(count))
  }
}

/// Where values and names stand in bytes that may be JSON, and changes of them. Bytes that are none have few such places.
struct JSONMutation {
  private let bytes: [UInt8]
  private var spans: [Range<Int>] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var open: [Int] = []
    var place = 0
    while place < bytes.count {
      let start = place
      place += 1
      switch bytes[start] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(start)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if let first = open.popLast() { spans.append(first..<place) }
      case UInt8(ascii: "\""):
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
          place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        place = min(place + 1, bytes.count)
        spans.append(start..<place)
      case let byte where Self.isWord(byte):
        while place < bytes.count, Self.isWord(bytes[place]) { place += 1 }
        spans.append(start..<place)
      default: break
      }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
      UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  /// What readers are often wrong about.
  private static let values = [
    "null", "true", "false", "0", "-0", "1", "-1", "2", "0.5", "1e308", "-1e308", "5e-324", "1e400", "3.0",
    "2147483647", "4294967296", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "\"\"",
    #""\u0000""#, #""\u001b[31m""#, #""\ud800""#, "\"\u{202E}e\u{301}\"", "\"a\"", "[]", "{}", "[[]]", "[{}]",
    #"{"":0}"#, "[1,2,3]",
  ].map { Array($0.utf8) }

  /// The bytes after one change; `nil` where nothing stands that can be changed so.
  func changed(_ draws: inout Draws) -> [UInt8]? {
    guard !spans.isEmpty else { return nil }
    let place = spans[draws.below(spans.count)]
    let other = spans[draws.below(spans.count)]
    var result = bytes
    switch draws.below(5) {
    case 0: result.replaceSubrange(place, with: Self.values[draws.below(Self.values.count)])
    case 1: result.replaceSubrange(place, with: bytes[other])
    case 2: result.insert(contentsOf: Array(bytes[place]) + [UInt8(ascii: ",")], at: place.lowerBound)
    case 3:
      // With the comma after it, or with the one before.
      var gone = place
      if gone.upperBound < bytes.count, bytes[gone.upperBound] == UInt8(ascii: ",") {
        gone = gone.lowerBound..<gone.upperBound + 1
      } else if gone.lowerBound > 0, bytes[gone.lowerBound - 1] == UInt8(ascii: ",") {
        gone = gone.lowerBound - 1..<gone.upperBound
      }
      result.removeSubrange(gone)
    default:
      let (first, second) =
        place.lowerBound < other.lowerBound ? (place, other) : (other, place)
      guard first.upperBound <= second.lowerBound else { return nil }
      result.replaceSubrange(second, with: bytes[first])
      result.replaceSubrange(first, with: bytes[second])
    }
    return result
  }
}
