/// Rows and columns, with what is needed to read them.
package struct Table: Hashable, Sendable {
  /// What the rows are sorted by.
  package struct Order: Hashable, Sendable, Codable {
    /// The column, from 0.
    package let column: Int
    /// Whether the largest come first.
    package let isDescending: Bool

    /// An order by a column.
    package init(by column: Int, descending isDescending: Bool = false) {
      self.column = column
      self.isDescending = isDescending
    }
  }

  /// What the table shows.
  package var title: String?
  /// The columns.
  package internal(set) var columns: [Column]
  /// How many of the first columns name a row; they are repeated where a table goes on elsewhere.
  package let keys: Int
  /// The rows, of one cell a column.
  package internal(set) var rows: [[Cell]]
  /// What the rows are sorted by, if by a column.
  package var order: Order?
  /// The unit of its numbers, if they have one in common.
  package var unit: String?
  /// What is needed to understand it, below it.
  package var notes: [String]

  /// A table.
  ///
  /// - Parameters:
  ///   - title: What it shows.
  ///   - columns: The columns, at least one; those that are not spoken of further are texts.
  ///   - keys: How many of the first columns name a row.
  ///   - rows: The rows; a short one is filled up with blanks, and what is beyond the last column is a mistake.
  ///   - order: What the rows are sorted by.
  ///   - unit: The unit of its numbers, if they have one in common.
  ///   - notes: What is needed to understand it.
  package init(
    _ title: String? = nil, _ columns: [Column], keys: Int = 1, rows: [[Cell]] = [], order: Order? = nil,
    unit: String? = nil, notes: [String] = []
  ) {
    self.title = title
    self.columns = columns
    self.keys = min(keys, columns.count)
    self.rows = []
    self.order = order
    self.unit = unit
    self.notes = notes
    for row in rows { add(row) }
  }

  /// Adds a row, of at most one cell a column.
  package mutating func add(_ row: [Cell]) {
    precondition(row.count <= columns.count, "\(row.count) cells in a table of \(columns.count) columns")
    rows.append(row + [Cell](repeating: .blank, count: columns.count - row.count))
  }

  /// Why numbers are missing, each reason once, in the order of reading.
  package var reasons: [String] { distinct { if case .undefined(let reason) = $0 { reason } else { nil } } }

  /// Why intervals are missing, each reason once, in the order of reading.
  package var missingIntervals: [String] {
    distinct { if case .estimate(_, nil, let reason?) = $0 { reason } else { nil } }
  }

  private func distinct(_ text: (Cell.Content) -> String?) -> [String] {
    var known: Set<String> = []
    return rows.joined().compactMap { text($0.content) }.filter { known.insert($0).inserted }
  }
}

/// A column of a table: its title, and how its numbers are shown.
package struct Column: Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// What stands in a column.
  package enum Kind: String, Hashable, Sendable, Codable {
    /// Names, states and other short texts, which may be cut in the middle.
    case text
    /// Words, which may be broken into lines and are never cut.
    case prose
    /// Numbers with a fixed count of decimals, counts and shares.
    case number
    /// Numbers with a fixed count of digits, whatever their size.
    case digits
    /// Numbers with the fewest digits that read back to the same number.
    case shortest
  }

  /// What stands above it.
  package let title: String
  /// What stands in it.
  package let kind: Kind
  /// Decimals of a number, or its digits.
  package let decimals: Int
  /// Whether a number above 0 has a plus sign.
  package let isSigned: Bool

  private init(_ title: String, _ kind: Kind, decimals: Int = 0, signed isSigned: Bool = false) {
    self.title = title
    self.kind = kind
    self.decimals = decimals
    self.isSigned = isSigned
  }

  /// A column of texts.
  package init(stringLiteral title: String) { self.init(title, .text) }

  /// A column of names, states and other short texts.
  package static func text(_ title: String) -> Column { Column(title, .text) }

  /// A column of words.
  package static func prose(_ title: String) -> Column { Column(title, .prose) }

  /// A column of numbers, of estimates with their intervals, or of shares.
  package static func number(_ title: String, decimals: Int = 3, signed: Bool = false) -> Column {
    Column(title, .number, decimals: max(0, decimals), signed: signed)
  }

  /// A column of counts.
  package static func count(_ title: String) -> Column { Column(title, .number) }

  /// A column of parts of 1.
  package static func share(_ title: String) -> Column { Column(title, .number, decimals: 1) }

  /// A column of numbers with the fewest digits that read back to the same number.
  package static func shortest(_ title: String) -> Column { Column(title, .shortest) }

  /// A column of numbers of any size, with as many digits.
  package static func digits(_ title: String, _ digits: Int = 3) -> Column {
    Column(title, .digits, decimals: max(1, digits))
  }
}
