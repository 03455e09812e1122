/// The rows of a regression's design matrix, as the entries that are not 0.
package struct DesignRows: Sendable {
  /// Number of columns.
  package let columns: Int
  /// First entry of each row, and the number of entries. Shape `[rows + 1]`.
  package private(set) var start: [Int32] = [0]
  /// Column of each entry.
  package private(set) var column: [Int32] = []
  /// Value of each entry.
  package private(set) var value: [Double] = []

  /// Number of rows.
  package var count: Int { start.count - 1 }

  /// No rows.
  package init(columns: Int) { self.columns = columns }

  /// Adds a row.
  ///
  /// - Parameters:
  ///   - columns: Columns of its entries, each below ``columns``.
  ///   - values: The entries; without them each is 1.
  package mutating func append(columns: some Collection<Int32>, values: [Double]? = nil) {
    precondition(values.map { $0.count == columns.count } ?? true, "as many values as columns")
    column += columns
    value += values ?? [Double](repeating: 1, count: columns.count)
    start.append(Int32(column.count))
  }

  /// The entries of a row, as places in ``column`` and ``value``.
  @inline(__always) package func entries(of row: Int) -> Range<Int> { Int(start[row])..<Int(start[row + 1]) }

  /// X c: a number for every row.
  ///
  /// - Complexity: O(entries).
  package func times(_ coefficients: [Double]) -> [Double] {
    (0..<count).map { row in
      entries(of: row).reduce(0) { $0 + value[$1] * coefficients[Int(column[$1])] }
    }
  }

  /// X' W y: a number for every column.
  ///
  /// - Complexity: O(entries).
  package func transposed(times numbers: [Double], weights: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for row in 0..<count {
      let product = weights[row] * numbers[row]
      for entry in entries(of: row) { sums[Int(column[entry])] += value[entry] * product }
    }
    return sums
  }
}
