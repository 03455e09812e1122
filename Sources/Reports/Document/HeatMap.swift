/// Numbers by agent (down) and turn (across), shaded by their size.
package struct HeatMap: Hashable, Sendable, Codable {
  /// What the map shows.
  package let title: String?
  /// What is down: `agent`.
  package let corner: String
  /// The names of the rows.
  package let rows: [String]
  /// The names of the columns.
  package let columns: [String]
  /// The numbers, a row of one a column; `nil` where the place does not occur.
  package let values: [[Double?]]
  /// The size of a number that has the full shade, so that maps can share their shades.
  package let largest: Double
  /// Decimals of a number.
  package let decimals: Int
  /// Whether a number above 0 has a plus sign.
  package let isSigned: Bool
  /// The unit of the numbers, if they have one.
  package let unit: String?
  /// What is needed to understand it, below it.
  package let notes: [String]

  /// Steps of shade above none.
  package static let levels = 4

  /// A map of some numbers.
  ///
  /// - Parameters:
  ///   - title: What it shows.
  ///   - corner: What is down.
  ///   - rows: The names of the rows.
  ///   - columns: The names of the columns.
  ///   - largest: The size of a number that has the full shade; that of the largest if not given.
  ///   - decimals: Decimals of a number.
  ///   - signed: Whether a number above 0 has a plus sign.
  ///   - unit: The unit of the numbers.
  ///   - notes: What is needed to understand it.
  ///   - value: The number of a row and a column, both from 0; `nil` or not finite where there is none.
  package init(
    _ title: String? = nil, corner: String = "agent", rows: [String], columns: [String],
    largest: Double? = nil, decimals: Int = 3, signed isSigned: Bool = false, unit: String? = nil,
    notes: [String] = [], value: (_ row: Int, _ column: Int) -> Double?
  ) {
    self.title = title
    self.corner = corner
    self.rows = rows
    self.columns = columns
    values = rows.indices.map { row in
      columns.indices.map { column in value(row, column).flatMap { $0.isFinite ? $0 : nil } }
    }
    self.largest = largest ?? values.joined().reduce(0) { max($0, abs($1 ?? 0)) }
    self.decimals = max(0, decimals)
    self.isSigned = isSigned
    self.unit = unit
    self.notes = notes
  }

  /// The shade of a number: 0 for none, up to ``levels``.
  package func level(of value: Double) -> Int {
    guard largest > 0 else { return 0 }
    return Int(min(Double(Self.levels), (Double(Self.levels) * abs(value) / largest).rounded()))
  }
}
