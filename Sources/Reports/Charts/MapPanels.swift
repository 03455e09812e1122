/// Heat maps of agents and turns on one scale of colours, so that they may be compared.
package struct MapPanels: Chart {
  /// The maps as they are drawn, and with all rows and columns.
  private let maps: [HeatMap]
  private let whole: [HeatMap]
  private let largest: Double
  private let isDiverging: Bool
  private let scaleTitle: String
  /// Whether the first map stands alone, and the others are pairs.
  private let isPaired: Bool
  /// What was left out, in words.
  let leftOut: String?

  /// Rows and columns of a panel at most: more cannot be read.
  static let mostRows = 40
  static let mostColumns = 96
  /// Columns of a panel whose numbers are written out.
  private static let mostWritten = 12

  /// Maps with the same rows and columns.
  ///
  /// - Parameters:
  ///   - maps: The maps, each with its title.
  ///   - scaleTitle: What the colours measure.
  ///   - paired: Whether the first map stands alone, and the others are pairs: a method, and how far it is off.
  package init(_ maps: [HeatMap], of scaleTitle: String, paired: Bool = false) {
    isPaired = paired && maps.count.isMultiple(of: 2) == false
    let all = maps.lazy.flatMap(\.values).joined().lazy.compactMap(\.self)
    largest = all.reduce(0) { max($0, abs($1)) }
    isDiverging = all.contains { $0 < 0 }
    self.scaleTitle = scaleTitle
    whole = maps
    (self.maps, leftOut) = Self.legible(maps)
  }

  /// The rows with the largest numbers and, of neighbouring columns, the largest number.
  private static func legible(_ maps: [HeatMap]) -> (maps: [HeatMap], leftOut: String?) {
    guard let first = maps.first else { return ([], nil) }
    var words = first.notes
    var rows = Array(first.rows.indices)
    if rows.count > mostRows {
      let size = { (row: Int) in
        maps.reduce(0.0) { $1.values[row].reduce($0) { max($0, abs($1 ?? 0)) } }
      }
      let sizes = rows.map(size)
      rows = Array(rows.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }.prefix(mostRows))
      words.append(
        "Of \(Numerals.count(first.rows.count)) agents the \(mostRows) with the largest numbers are drawn."
      )
    }
    let span = (first.columns.count + mostColumns - 1) / mostColumns
    if span > 1 {
      words.append("A column is the largest number of \(span) turns.")
    }
    let starts = Array(stride(from: 0, to: first.columns.count, by: max(1, span)))
    let drawn = maps.map { map in
      HeatMap(
        map.title, corner: map.corner, rows: rows.map { map.rows[$0] },
        columns: starts.map { map.columns[$0] }, largest: map.largest, decimals: map.decimals,
        signed: map.isSigned, unit: map.unit, notes: map.notes
      ) { row, column in
        map.values[rows[row]][starts[column]..<min(starts[column] + span, map.columns.count)]
          .compactMap(\.self).max { abs($0) < abs($1) }
      }
    }
    return (drawn, words.isEmpty ? nil : words.joined(separator: " "))
  }

  /// Every map with a specification and a drawing.
  package var panels: [ChartPanel] {
    guard maps.allSatisfy({ !$0.rows.isEmpty && !$0.columns.isEmpty }) else { return [] }
    return maps.map {
      ChartPanel(
        title: maps.count > 1 ? $0.title : nil, spec: spec($0), drawing: drawing($0),
        width: min(580, 120 + 45 * Double($0.columns.count)))
    }
  }

  /// Side by side where there are several.
  package var isTiled: Bool { maps.count > 1 }

  /// What the pairs are compared with.
  package var beginsAlone: Bool { isPaired && maps.count > 1 }

  /// A map and its difference from the exact one belong together.
  package var groups: [Range<Int>] {
    guard isPaired else { return panels.indices.map { $0..<$0 + 1 } }
    return [0..<1] + stride(from: 1, to: panels.count, by: 2).map { $0..<$0 + 2 }
  }

  /// The one scale.
  package var legend: ColourLegend? {
    largest > 0
      ? ColourLegend(
        largest: Numerals.fixed(largest, maps.first?.decimals ?? 3), isDiverging: isDiverging,
        title: scaleTitle) : nil
  }

  /// All numbers, a row an agent and turn, a column a map.
  package var table: Table {
    guard let first = whole.first else { return Table(nil, ["agent"]) }
    let columns = whole.map {
      Column.number($0.title ?? scaleTitle, decimals: $0.decimals, signed: $0.isSigned || isDiverging)
    }
    var table = Table(nil, [.text(first.corner), "turn"] + columns, keys: 2)
    for (row, name) in first.rows.enumerated() {
      for (column, turn) in first.columns.enumerated() {
        let cells = whole.map { $0.values[row][column].map { Cell.number($0) } ?? .absent }
        if cells.contains(where: { $0 != .absent }) { table.add([.text(name), .text(turn)] + cells) }
      }
    }
    return table
  }

  private func number(_ map: HeatMap, _ value: Double) -> String {
    isDiverging ? Numerals.signed(value, map.decimals) : Numerals.fixed(value, map.decimals)
  }

  /// A number in a cell, which has room for few digits.
  private func short(_ value: Double) -> String {
    let decimals = largest >= 100 ? 0 : largest >= 10 ? 1 : 2
    return isDiverging ? Numerals.signed(value, decimals) : Numerals.fixed(value, decimals)
  }

  private func spec(_ map: HeatMap) -> SpecValue {
    var values: [SpecValue] = []
    for (row, name) in map.rows.enumerated() {
      for (column, turn) in map.columns.enumerated() {
        guard let value = map.values[row][column] else { continue }
        values.append([
          "agent": .text(name), "turn": .text(turn), "value": .number(value), "text": .text(short(value)),
          "light": .flag(Palette.isDark(largest > 0 ? value / largest : 0)),
          "lightAtNight": .flag(Palette.isDark(largest > 0 ? value / largest : 0, night: true)),
          "tip": .text("\(name), \(turn): \(number(map, value))"),
        ])
      }
    }
    let size = largest > 0 ? largest : 1
    let domain: SpecValue = [
      .number(-size), .number(-size / 2), 0, .number(size / 2), .number(size),
    ]
    let vertical: SpecValue = [
      "field": "agent", "type": "nominal", "title": .null,
      "sort": .list(map.rows.map { .text($0) }),
      "axis": ["labelLimit": 110, "ticks": false, "domain": false],
    ]
    let horizontal: SpecValue = [
      "field": "turn", "type": "nominal", "title": .null, "sort": .list(map.columns.map { .text($0) }),
      "axis": ["labelAngle": 0, "labelOverlap": true, "ticks": false, "domain": false, "orient": "top"],
    ]
    var layers: [SpecValue] = [
      [
        "mark": ["type": "rect", "stroke": Palette.gap, "strokeWidth": 1],
        "encoding": [
          "x": horizontal, "y": vertical,
          "color": [
            "field": "value", "type": "quantitative", "legend": .null,
            "scale": ["domain": domain, "range": .list(Palette.diverging), "interpolate": "rgb"],
          ],
          "tooltip": ["field": "tip", "type": "nominal"],
        ],
      ]
    ]
    if map.columns.count <= Self.mostWritten {
      layers.append([
        "mark": ["type": "text", "fontSize": 10],
        "encoding": [
          "x": horizontal, "y": vertical, "text": ["field": "text", "type": "nominal"],
          "color": [
            "condition": ["test": "datum.light", "value": Palette.paper],
            "value": Palette.ink,
          ],
        ],
      ])
    }
    return .chart(
      height: .number(20 * Double(map.rows.count)),
      [.init(name: "data", value: ["values": .list(values)]), .init(name: "layer", value: .list(layers))])
  }

  private func drawing(_ map: HeatMap) -> String {
    let names = min(150, map.rows.map { Drawing.width(of: $0, most: 22) }.max() ?? 0) + 10
    let isWritten = map.columns.count <= Self.mostWritten
    let cell = isWritten ? 44.0 : max(6, min(24, 400 / Double(map.columns.count)))
    let width = max(240, names + cell * Double(map.columns.count) + 4)
    var drawing = Drawing(
      width: width, height: 20 * Double(map.rows.count) + 22, title: map.title ?? scaleTitle)
    let every = isWritten ? 1 : Int((26 / cell).rounded(.up))
    for (column, turn) in map.columns.enumerated() where column.isMultiple(of: every) {
      drawing.text(turn, names + cell * (Double(column) + 0.5), 14, .middle)
    }
    for (row, name) in map.rows.enumerated() {
      let y = 20 + 20 * Double(row)
      drawing.text(name, names - 6, y + 14, .end, most: 22)
      for (column, turn) in map.columns.enumerated() {
        guard let value = map.values[row][column] else { continue }
        let share = largest > 0 ? value / largest : 0
        let x = names + cell * Double(column)
        drawing.rectangle(
          x, y, cell - 1, 19, Palette.divergingClass(share), tip: "\(name), \(turn): \(number(map, value))")
        if isWritten {
          drawing.text(
            short(value), x + cell / 2, y + 13.5, .middle, "cell on\(Palette.divergingClass(share))")
        }
      }
    }
    return drawing.svg
  }
}
