/// Rows of numbers of which most are 0, one after the other (compressed sparse rows).
package struct SparseRows: Sendable, Hashable {
  /// First entry of each row, and the number of entries.
  package private(set) var offsets: [Int] = [0]
  /// Column of each entry, ascending within a row.
  package private(set) var columns: [UInt32] = []
  /// Value of each entry.
  package private(set) var values: [Double] = []

  package init() {}

  /// Number of rows.
  package var rowCount: Int { offsets.count - 1 }

  /// The entries of a row: indices of ``columns`` and ``values``.
  package subscript(row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }

  package mutating func reserve(rows: Int, entries: Int) {
    offsets.reserveCapacity(rows + 1)
    columns.reserveCapacity(entries)
    values.reserveCapacity(entries)
  }

  /// Adds an entry to the row that is being filled; its column lies behind those of the row's earlier entries.
  package mutating func append(column: Int, value: Double) {
    columns.append(UInt32(column))
    values.append(value)
  }

  /// Ends the row that is being filled.
  package mutating func endRow() { offsets.append(columns.count) }

  /// Divides the entries of a row by a number.
  mutating func divide(row: Int, by divisor: Double) {
    for entry in self[row] { values[entry] /= divisor }
  }
}
