import Trajectories

extension TextRenderer {
  /// A table as lines: its title, its columns side by side as far as there is room, the others below, its notes.
  func lines(of table: Table) -> [String] {
    let (table, length) = CutText.cutting(table)
    let reasons = table.reasons
    let columns = table.columns.indices.map { TextColumn(table, $0, reasons: reasons) }
    return titleLines(table.fullTitle) + body(columns, keys: table.keys, rows: table.rows.count)
      + table.allNotes(cut: length).flatMap { wrapped($0, indent: "  ") }
  }

  private func body(_ columns: [TextColumn], keys: Int, rows: Int) -> [String] {
    let hasWords = columns.contains(where: \.isProse)
    // Words that stay whole stay in their row.
    let parts = hasWords && !breaksWords ? [columns] : self.parts(narrowed(columns), keys: keys)
    return parts.flatMap { part in
      (-1..<rows).flatMap { row in line(row, of: part) }
    }
  }

  /// The header, at -1, or a row; it takes several lines where words are broken.
  private func line(_ row: Int, of columns: [TextColumn]) -> [String] {
    let cells = columns.map { column in (lines: column.lines(row), blank: column.width) }
    let count = cells.map(\.lines.count).max() ?? 0
    return (0..<count).map { line -> String in
      let parts = cells.map { cell -> String in
        line < cell.lines.count ? cell.lines[line] : String(repeating: " ", count: cell.blank)
      }
      return parts.joined(separator: Self.gap)
    }
  }

  private static let gap = "  "

  private func total(_ columns: [TextColumn]) -> Int {
    columns.reduce(0) { $0 + $1.width } + Self.gap.count * max(0, columns.count - 1)
  }

  /// Columns of words share the room that the others leave, unless it is too little to read.
  private func narrowed(_ columns: [TextColumn]) -> [TextColumn] {
    var columns = columns
    for place in columns.indices.reversed() where columns[place].isProse {
      let excess = total(columns) - width
      guard excess > 0 else { break }
      columns[place].narrow(to: max(24, columns[place].width - excess))
    }
    return columns
  }

  /// Columns that stand side by side; those that name a row are repeated in each part.
  private func parts(_ columns: [TextColumn], keys: Int) -> [[TextColumn]] {
    let names = Array(columns.prefix(keys))
    var parts: [[TextColumn]] = []
    var part = names
    for column in columns.dropFirst(keys) {
      if part.count > keys, total(part + [column]) > width {
        parts.append(part)
        part = names
      }
      part.append(column)
    }
    return parts + [part]
  }
}

/// A column with its cells in words, the header first; an interval lines up beside its number.
private struct TextColumn {
  let isProse: Bool
  private(set) var width: Int
  private let isLeft: Bool
  private let cells: [String]

  init(_ table: Table, _ place: Int, reasons: [String]) {
    let column = table.columns[place]
    isProse = column.kind == .prose
    isLeft = column.isLeft
    let hasMarks = table.rows.contains { $0[place].mark != nil } && !column.isLeft
    let texts = table.rows.map { row in
      let (value, interval) = column.texts(of: row[place], reasons: reasons)
      return (value + (hasMarks && row[place].mark == nil ? " " : ""), interval)
    }
    let title = VisibleText.escaped(column.title)
    let values = texts.map { TextWidth.of($0.0) }.max() ?? 0
    let intervals = texts.map { TextWidth.of($0.1) }.max() ?? 0
    // The header stands over the numbers, and over their intervals as far as it is longer.
    let numbers = max(values, TextWidth.of(title) - (intervals > 0 ? intervals + 1 : 0))
    let header =
      intervals > 0 && TextWidth.of(title) <= numbers
      ? TextWidth.padded(title, to: numbers, left: false) : title
    cells =
      [intervals > 0 ? TextWidth.padded(header, to: numbers + 1 + intervals, left: true) : header]
      + texts.map { value, interval in
        guard intervals > 0 else { return value }
        return TextWidth.padded(value, to: numbers, left: false) + " "
          + TextWidth.padded(interval, to: intervals, left: false)
      }
    width = cells.map(TextWidth.of).max() ?? 0
  }

  /// Makes the column as wide as its widest line is when its words are broken at a width.
  mutating func narrow(to width: Int) {
    let lines = cells.flatMap { TextWidth.lines(of: $0, width: width) }
    self.width = lines.map(TextWidth.of).max() ?? 0
  }

  /// The lines of a cell; -1 is the header.
  func lines(_ row: Int) -> [String] {
    let lines = isProse ? TextWidth.lines(of: cells[row + 1], width: width) : [cells[row + 1]]
    return lines.map { TextWidth.padded($0, to: width, left: isLeft) }
  }
}
