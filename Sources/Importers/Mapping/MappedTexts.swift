import Glibc
import Trajectories

/// Texts of rows, one after the other, so that a row holds no strings.
struct MappedTexts {
  /// Where a text stands.
  struct Place: Equatable {
    var start: Int
    var end: Int
  }

  private var bytes: [UInt8] = []

  /// Forgets all texts.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// How many bytes there are.
  var count: Int { bytes.count }

  /// Forgets the texts after so many bytes.
  mutating func removeAll(after count: Int) { bytes.removeLast(bytes.count - count) }

  /// Adds a text, with U+FFFD for what UTF-8 cannot hold.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) -> Place {
    let start = bytes.count
    // Halves of surrogate pairs begin with this byte, and little else does.
    if let base = text.baseAddress, unsafe memchr(base, 0xED, text.count) != nil {
      bytes += unsafe String(decoding: text, as: UTF8.self).utf8
    } else {
      unsafe bytes.append(contentsOf: text)
    }
    return Place(start: start, end: bytes.count)
  }

  /// Adds a text.
  mutating func add(_ text: some Sequence<UInt8>) -> Place {
    let start = bytes.count
    bytes += text
    return Place(start: start, end: bytes.count)
  }

  /// Adds a value as a text: a string as it is, any other as JSON.
  mutating func add(_ value: JSONScalar, _ node: @autoclosure () -> JSONNode?) -> Place {
    let start = bytes.count
    switch value {
    case .text(let text): return unsafe add(text)
    case .whole(let number): bytes.append(integer: number)
    case .number(let number): bytes.append(number: number)
    case .flag(let flag): bytes.append(text: flag ? "true" : "false")
    case .compound: bytes += (node()?.plainText ?? "").utf8
    case .none, .null: break
    }
    return Place(start: start, end: bytes.count)
  }

  /// Whether two texts have the same bytes.
  func isEqual(_ left: Place, _ right: Place) -> Bool {
    guard left != right else { return true }
    guard left.end - left.start == right.end - right.start else { return false }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return true }
      return unsafe memcmp(base + left.start, base + right.start, left.end - left.start) == 0
    }
  }

  /// Whether a text has these bytes.
  func isEqual(_ place: Place, to other: [UInt8]) -> Bool {
    unsafe other.withUnsafeBufferPointer { unsafe isEqual(place, to: $0) }
  }

  /// Whether a text has these bytes.
  func isEqual(_ place: Place, to other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place.end - place.start == other.count else { return false }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress, let other = other.baseAddress else { return true }
      return unsafe memcmp(base + place.start, other, place.end - place.start) == 0
    }
  }

  /// A text as a string.
  subscript(place: Place) -> String { String(decoding: bytes[place.start..<place.end], as: UTF8.self) }

  /// Calls `body` with what gives the bytes of a text, for as long as it runs.
  func withBytes(_ body: ((Place) -> TextBytes) -> Void) {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      body { unsafe TextBytes(UnsafeBufferPointer(rebasing: bytes[$0.start..<$0.end])) }
    }
  }

  /// The text from one piece of another to another piece, both counted from the end where negative; `nil` if there are too
  /// few pieces.
  func part(of place: Place, from: Int, to: Int, between separator: [UInt8]) -> Place? {
    var starts = [place.start]
    var index = place.start
    while index + separator.count <= place.end {
      if bytes[index] == separator[0], bytes[index..<index + separator.count].elementsEqual(separator) {
        index += separator.count
        starts.append(index)
      } else {
        index += 1
      }
    }
    let lower = from < 0 ? starts.count + from : from
    let upper = to < 0 ? starts.count + to : to
    guard lower >= 0, upper < starts.count, lower <= upper else { return nil }
    let isLast = upper == starts.count - 1
    return Place(start: starts[lower], end: isLast ? place.end : starts[upper + 1] - separator.count)
  }
}
