/// A table whose columns line up: the first to the left, the others to the right unless said otherwise.
struct TextTable {
  private let header: [String]
  private let leftColumns: Set<Int>
  private var rows: [[String]] = []

  /// A table with a header; columns of `left` line up at their left edge.
  init(_ header: [String], left: Set<Int> = [0]) {
    self.header = header
    leftColumns = left
  }

  /// Whether there is nothing below the header.
  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The lines, without blanks at their ends.
  var lines: [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in
      all.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
    }
    return all.map { row in
      let cells = row.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - Self.width(row[column]))
        return leftColumns.contains(column) ? row[column] + blanks : blanks + row[column]
      }
      return trimmedEnd(cells.joined(separator: "  "))
    }
  }

  private func trimmedEnd(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Characters that show: colour sequences do not.
  private static func width(_ text: String) -> Int {
    var count = 0
    var isEscape = false
    for character in text {
      if character == "\u{1B}" { isEscape = true }
      if !isEscape { count += 1 }
      if isEscape, character == "m" { isEscape = false }
    }
    return count
  }
}
