import Ground

/// Numbers with their intervals, one below the other on one axis; also distributions, as their quantiles.
package struct ForestPlot: Chart {
  /// One number.
  package struct Row: Sendable {
    /// What it is of.
    package let name: String
    /// The number; `nil` where there is none.
    package let value: Double?
    /// Its interval, or the least and the largest of a distribution; `nil` where there is none.
    package let interval: Cell.Interval?
    /// The quartiles of a distribution; `nil` where it is none.
    package let inner: Cell.Interval?
    /// Why the number, or its interval, is missing.
    package let missing: String?
    /// Whether the reader is to look here first.
    package let isMarked: Bool

    /// A number; what is not finite is left out.
    package init(
      _ name: String, _ value: Double?, interval: Cell.Interval? = nil, inner: Cell.Interval? = nil,
      missing: String? = nil, marked isMarked: Bool = false
    ) {
      self.name = name
      self.value = value.flatMap { $0.isFinite ? $0 : nil }
      self.interval = interval
      self.inner = inner
      self.missing = missing
      self.isMarked = isMarked
    }
  }

  /// The panels: a title, `nil` where there is one panel, and rows.
  private let parts: [(title: String?, rows: [Row])]
  private let axis: String
  private let reference: Double?
  private let decimals: Int
  private let rowName: String
  /// The numbers that every axis has room for; empty where each has an axis of its own.
  private let shared: [Double]

  /// Panels of numbers.
  ///
  /// - Parameters:
  ///   - axis: What the numbers are.
  ///   - reference: A number that a line shows, such as the one of no effect.
  ///   - decimals: Decimals of the table.
  ///   - rowName: What the rows are: `method`.
  ///   - sharesAxis: Whether all panels have the same axis, so that they can be compared by eye.
  ///   - parts: The panels.
  package init(
    axis: String, reference: Double? = nil, decimals: Int = 3, rows rowName: String = "method",
    sharesAxis: Bool = false, _ parts: [(title: String?, rows: [Row])]
  ) {
    self.axis = axis
    self.reference = reference
    self.decimals = decimals
    self.rowName = rowName
    self.parts = parts.filter { !$0.rows.isEmpty }
    shared = sharesAxis ? parts.flatMap { Self.numbers(of: $0.rows) } : []
  }

  /// Every panel with a specification and a drawing.
  package var panels: [ChartPanel] {
    let drawn = parts.filter { $0.rows.contains { $0.value != nil } }
    return drawn.map { ChartPanel(title: $0.title, spec: spec($0.rows), drawing: drawing($0.title, $0.rows)) }
  }

  /// Side by side where there are several.
  package var isTiled: Bool { parts.count > 1 }

  /// All numbers with their intervals.
  package var table: Table {
    let hasTitles = parts.contains { $0.title != nil }
    let hasInner = parts.contains { $0.rows.contains { $0.inner != nil } }
    let columns: [Column] =
      (hasTitles ? ["of"] : []) + [.text(rowName), .number(axis, decimals: decimals)]
      + (hasInner ? [.number("quartiles", decimals: decimals)] : [])
    var table = Table(nil, columns, keys: hasTitles ? 2 : 1)
    for (title, rows) in parts {
      for row in rows {
        let value: Cell =
          row.value.map {
            .estimate(.value($0), interval: row.interval.map { .value($0) } ?? .undefined(.noUnits))
          } ?? .undefined(reason: row.missing ?? "there is none")
        let plain = row.interval == nil && row.value != nil ? Cell.number(row.value ?? 0) : value
        let inner: Cell =
          row.inner.map {
            .text("\(Numerals.fixed($0.lower, decimals)) to \(Numerals.fixed($0.upper, decimals))")
          } ?? .blank
        table.add(
          (hasTitles ? [.text(title ?? "")] : []) + [.text(row.name), plain] + (hasInner ? [inner] : []))
      }
    }
    return table
  }

  private func spec(_ rows: [Row]) -> SpecValue {
    let values = rows.map { row -> SpecValue in
      let interval: [SpecValue.Field] = [
        .init(name: "lower", value: .optional(row.interval?.lower)),
        .init(name: "upper", value: .optional(row.interval?.upper)),
        .init(name: "q1", value: .optional(row.inner?.lower)),
        .init(name: "q3", value: .optional(row.inner?.upper)),
      ]
      return .object(
        [
          .init(name: "name", value: .text(row.name)), .init(name: "value", value: .optional(row.value)),
          .init(name: "marked", value: .flag(row.isMarked)), .init(name: "tip", value: .text(words(of: row))),
        ] + interval)
    }
    let vertical: SpecValue = [
      "field": "name", "type": "nominal", "sort": .null, "title": .null,
      "axis": ["labelLimit": 220, "ticks": false, "domain": false, "labelPadding": 8],
    ]
    let horizontal: SpecValue = [
      "field": "value", "type": "quantitative", "title": .text(axis), "scale": scaleSpec,
      "axis": ["tickCount": 5, "labelOverlap": true],
    ]
    let colour: SpecValue = [
      "condition": ["test": "datum.marked", "value": Palette.series[1]], "value": Palette.series[0],
    ]
    let tip: SpecValue = ["field": "tip", "type": "nominal"]
    var layers: [SpecValue] = []
    if let reference = shownReference(rows) {
      layers.append([
        "mark": ["type": "rule", "strokeDash": [3, 3], "color": Palette.guide],
        "encoding": ["x": ["datum": .number(reference)]],
      ])
    }
    if rows.contains(where: { $0.interval != nil }) {
      layers.append([
        "transform": [["filter": "isValid(datum.lower)"]], "mark": ["type": "rule", "strokeWidth": 1.5],
        "encoding": [
          "y": vertical, "x": ["field": "lower", "type": "quantitative"], "x2": ["field": "upper"],
          "color": colour, "tooltip": tip,
        ],
      ])
    }
    if rows.contains(where: { $0.inner != nil }) {
      layers.append([
        "transform": [["filter": "isValid(datum.q1)"]],
        "mark": ["type": "bar", "height": 10, "opacity": 0.45],
        "encoding": [
          "y": vertical, "x": ["field": "q1", "type": "quantitative"], "x2": ["field": "q3"],
          "color": colour, "tooltip": tip,
        ],
      ])
    }
    layers.append([
      "mark": ["type": "point", "filled": true, "opacity": 1],
      "encoding": [
        "y": vertical, "x": horizontal, "color": colour,
        "shape": ["condition": ["test": "datum.marked", "value": "diamond"], "value": "circle"],
        "size": ["condition": ["test": "datum.marked", "value": 110], "value": 60], "tooltip": tip,
      ],
    ])
    return .chart(
      height: .number(22 * Double(rows.count)),
      [.init(name: "data", value: ["values": .list(values)]), .init(name: "layer", value: .list(layers))])
  }

  /// Everything that has a place on an axis.
  private static func numbers(of rows: [Row]) -> [Double] {
    rows.flatMap { [$0.value, $0.interval?.lower, $0.interval?.upper].compactMap(\.self) }
  }

  private var scaleSpec: SpecValue {
    guard let least = shared.min(), let most = shared.max(), least < most else { return ["zero": false] }
    return ["zero": false, "domain": [.number(least), .number(most)]]
  }

  /// The number of no effect, unless it is so far away that it would leave no room for the others.
  private func shownReference(_ rows: [Row]) -> Double? {
    let numbers = Self.numbers(of: rows)
    guard let reference, let least = numbers.min(), let most = numbers.max() else { return nil }
    let room = max(most - least, 1e-3 * abs(most))
    return (least - room...most + room).contains(reference) ? reference : nil
  }

  private func words(of row: Row) -> String {
    guard let value = row.value else { return "\(row.name): undefined (\(row.missing ?? "there is none"))" }
    let interval = row.interval.map { " \(Numerals.interval($0.lower, $0.upper, decimals))" } ?? ""
    return "\(row.name): \(Numerals.fixed(value, decimals))\(interval)"
  }

  private func drawing(_ title: String?, _ rows: [Row]) -> String {
    let names = min(isTiled ? 150 : 230, rows.map { Drawing.width(of: $0.name, most: 30) }.max() ?? 0) + 12
    let width = isTiled ? 380.0 : 640.0
    let scale = Scale(
      Self.numbers(of: rows) + shared + [shownReference(rows)].compactMap(\.self),
      from: names + 8, to: width - 16)
    let height = 22.0 * Double(rows.count)
    var drawing = Drawing(width: width, height: height + 44, title: title ?? axis)
    for tick in scale.ticks {
      drawing.line(scale.place(tick), 4, to: scale.place(tick), height + 6, "grid")
      drawing.text(scale.label(tick), scale.place(tick), height + 20, .middle)
    }
    drawing.text(axis, (names + width) / 2, height + 38, .middle, "axis")
    if let reference = shownReference(rows) {
      drawing.line(scale.place(reference), 2, to: scale.place(reference), height + 6, "guide")
    }
    for (place, row) in rows.enumerated() {
      let y = 22 * Double(place) + 15
      let style = row.isMarked ? "s1" : "s0"
      drawing.text(row.name, names, y + 4, .end, row.isMarked ? "label strong" : "label", most: 30)
      if let interval = row.interval {
        drawing.line(scale.place(interval.lower), y, to: scale.place(interval.upper), y, "stroke \(style)")
      }
      if let inner = row.inner {
        drawing.rectangle(
          scale.place(inner.lower), y - 5, scale.place(inner.upper) - scale.place(inner.lower), 10,
          "fill half \(style)")
      }
      if let value = row.value {
        drawing.disc(
          scale.place(value), y, radius: row.isMarked ? 5 : 4, "fill \(style)", tip: words(of: row))
      } else {
        drawing.text("undefined", names + 12, y + 4, .start, "label faint")
      }
    }
    return drawing.svg
  }
}
