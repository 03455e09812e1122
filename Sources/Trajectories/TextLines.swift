/// The lines of a file's bytes, one after the other, without newlines.
///
/// A line ends with LF or CR LF; the last one may go without. A byte order mark at the beginning is passed over.
/// Blank lines (spaces, tabs) at the end are passed over too; a blank line with another line after it is an error,
/// because it is more likely a lost record than a wish.
struct TextLines {
  private let bytes: [UInt8]
  private let file: String
  private var index: Int
  private(set) var line = 0

  /// The lines of a file that errors name `file`.
  init(_ bytes: [UInt8], of file: String) {
    self.bytes = bytes
    self.file = file
    index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next line, whose number ``line`` then is; `nil` after the last one.
  ///
  /// - Throws: ``TraceError`` at a blank line with another line after it.
  mutating func next() throws(TraceError) -> ArraySlice<UInt8>? {
    var blank: Int?
    while index < bytes.count {
      let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      var text = bytes[index..<end]
      if text.last == UInt8(ascii: "\r") { text.removeLast() }
      index = end + 1
      line += 1
      if text.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) {
        if let blank { throw TraceError(file: file, line: blank, found: "blank", expected: "a record") }
        return text
      }
      if blank == nil { blank = line }
    }
    return nil
  }
}
