import Glibc

/// Where the tasks of a trace's lines end, seen without reading the lines: a guess by the text after the name of the field, for
/// places at which it costs little to be wrong.
enum TaskLines {
  /// How many bytes of a line are looked at: the task stands near its beginning.
  private static let reach = 1 << 10
  private static let name = Array(#""task""#.utf8)

  /// Where the last line ends that has another task than the line after it; `nil` where none is seen.
  ///
  /// - Parameter text: Some bytes of a trace, which may begin and end within lines; these are not looked at.
  /// - Complexity: O(bytes).
  static func lastEnd(in text: [UInt8]) -> Int? {
    var last: Int?
    forEachEnd(in: text) { end in
      last = end
      return true
    }
    return last
  }

  /// Where the first line ends, at a place or behind it, that has another task than the line after it; `nil` where none is seen.
  ///
  /// - Parameter text: Some bytes of a trace, which may begin and end within lines; these are not looked at.
  /// - Complexity: O(bytes).
  static func firstEnd(in text: [UInt8], from place: Int) -> Int? {
    var first: Int?
    forEachEnd(in: text) { end in
      guard end >= place else { return true }
      first = end
      return false
    }
    return first
  }

  /// Gives out where lines end that have another task than the line after them, as long as more are asked for.
  private static func forEachEnd(in text: [UInt8], _ take: (Int) -> Bool) {
    unsafe text.withUnsafeBytes { text in
      var last: UnsafeRawBufferPointer?
      guard var start = unsafe lineEnd(in: text, from: 0) else { return }
      while let end = unsafe lineEnd(in: text, from: start) {
        guard let task = unsafe task(of: text[start..<min(end, start + reach)]) else { return }
        if let last = unsafe last, unsafe !task.elementsEqual(last), !take(start) { return }
        unsafe last = unsafe task
        start = end
      }
    }
  }

  /// Where the line ends that a place is in, its newline included.
  private static func lineEnd(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard start < text.count, let base = text.baseAddress,
      let newline = unsafe memchr(base + start, Int32(UInt8(ascii: "\n")), text.count - start)
    else { return nil }
    return unsafe UnsafeRawPointer(newline) - base + 1
  }

  /// What stands as the task of a line, its quotation marks included; `nil` where that is not seen.
  private static func task(of line: Slice<UnsafeRawBufferPointer>) -> UnsafeRawBufferPointer? {
    var place = unsafe line.startIndex
    let last = unsafe line.endIndex - name.count
    while unsafe !line[place...].starts(with: name) {
      place += 1
      guard place <= last else { return nil }
    }
    let value = unsafe line[(place + name.count)...].drop {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":")
    }
    guard unsafe value.first == UInt8(ascii: "\""),
      let end = unsafe value.dropFirst().firstIndex(of: UInt8(ascii: "\""))
    else { return nil }
    return unsafe UnsafeRawBufferPointer(rebasing: value[...end])
  }
}
