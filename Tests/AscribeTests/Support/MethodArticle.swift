import Foundation

/// An article of a DocC catalogue about one method, and the tables in it that can be computed.
struct MethodArticle {
  let file: URL
  private(set) var lines: [String]

  /// The identifier of the method: the file's name.
  var id: String { file.deletingPathExtension().lastPathComponent }
  var text: String { lines.joined(separator: "\n") }

  init(_ file: URL) throws {
    self.file = file
    lines = try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map(String.init)
  }

  /// A table of an article, with the sentence before it.
  struct Table {
    /// What the sentence quotes between backticks.
    let quoted: [String]
    /// The sentence.
    let sentence: String
    /// The cells of every row below the header.
    let rows: [[String]]
    fileprivate let place: Range<Int>
  }

  /// The only table with that header.
  func table(_ header: [String]) -> Table? {
    guard let start = lines.firstIndex(of: Self.row(header)), start >= 2,
      lines.lastIndex(of: Self.row(header)) == start, start + 1 < lines.count
    else { return nil }
    let place = start + 2..<(lines[(start + 2)...].firstIndex { !$0.hasPrefix("|") } ?? lines.count)
    let sentence = lines[..<(start - 1)].reversed().prefix { !$0.isEmpty }.reversed().joined(separator: " ")
    let quoted = sentence.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    let rows = lines[place].map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return Table(quoted: quoted, sentence: sentence, rows: rows, place: place)
  }

  /// Puts other rows in the place of a table's.
  mutating func replace(_ table: Table, by rows: [[String]]) {
    lines.replaceSubrange(table.place, with: rows.map(Self.row))
  }

  func write() throws { try text.write(to: file, atomically: true, encoding: .utf8) }

  private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}
