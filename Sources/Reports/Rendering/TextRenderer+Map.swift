import Trajectories

extension TextRenderer {
  /// A map as lines; columns for which there is no room go on below.
  func lines(of map: HeatMap) -> [String] {
    let title = map.unit.map { "\(map.title ?? "") (in \($0))" } ?? map.title
    let names = ([map.corner] + map.rows).map { VisibleText.escaped($0) }
    let nameWidth = names.map(TextWidth.of).max() ?? 0
    let columns = map.columns.indices.map { MapColumn(map, $0) }
    var lines = titleLines(title)
    for part in parts(columns, room: width - nameWidth) {
      for row in -1..<map.rows.count {
        let cells = part.map { "  " + $0.text(row, colour: hasColour) }.joined()
        lines.append(TextWidth.padded(names[row + 1], to: nameWidth, left: true) + cells)
      }
    }
    return lines + map.notes.flatMap { wrapped($0, indent: "  ") }
  }

  private func parts(_ columns: [MapColumn], room: Int) -> [[MapColumn]] {
    var parts: [[MapColumn]] = []
    var part: [MapColumn] = []
    var taken = 0
    for column in columns {
      if !part.isEmpty, taken + column.width + 2 > room {
        parts.append(part)
        (part, taken) = ([], 0)
      }
      part.append(column)
      taken += column.width + 2
    }
    return parts + [part]
  }
}

/// A column of a map: its numbers, each with its shade behind it.
private struct MapColumn {
  let width: Int
  private let title: String
  private let cells: [(text: String, level: Int, isNegative: Bool)?]

  init(_ map: HeatMap, _ column: Int) {
    title = VisibleText.escaped(map.columns[column])
    cells = map.values.map { row in
      row[column].map { value in
        let text =
          map.isSigned ? Numerals.signed(value, map.decimals) : Numerals.fixed(value, map.decimals)
        return (text, map.level(of: value), value < 0)
      }
    }
    width = max(TextWidth.of(title), 1, cells.map { $0.map { $0.text.count + 1 } ?? 1 }.max() ?? 1)
  }

  /// A cell as wide as the column; -1 is the title.
  func text(_ row: Int, colour: Bool) -> String {
    guard row >= 0 else { return TextWidth.padded(title, to: width, left: false) }
    guard let cell = cells[row] else { return TextWidth.padded("·", to: width, left: false) }
    let blanks = String(repeating: " ", count: width - cell.text.count - 1)
    guard colour else { return blanks + cell.text + HeatMap.blocks[cell.level] }
    guard cell.level > 0 else { return blanks + cell.text + " " }
    let shades = cell.isNegative ? Self.blame : Self.merit
    return blanks + "\u{1B}[48;5;\(shades[cell.level])m\u{1B}[38;5;231m\(cell.text) \u{1B}[0m"
  }

  // Shades of green for merit and size, of red for blame, from the terminal's 256 colours.
  private static let merit = [0, 22, 28, 34, 40]
  private static let blame = [0, 52, 88, 124, 160]
}

extension HeatMap {
  /// Shades without colours, a character a level.
  static let blocks = [" ", "░", "▒", "▓", "█"]
}
