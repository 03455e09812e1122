/// One row of numbers while the entries that set it are applied, one after the other.
///
/// Only the columns that were set are looked at again, so a row of few numbers is cheap however long it is.
struct RowScratch {
  let width: Int
  private var values: [Double]
  /// The row in which a column was set last; a column of another row counts as 0.
  private var stamps: [Int]
  private var stamp = 0
  private var touched: [Int] = []
  private var isFull = false
  /// Columns that were set, over all rows.
  private(set) var cells = 0
  /// Line that set a column last, for notes; empty if none are wanted.
  private var lines: [UInt32]

  init(width: Int, keepsLines: Bool) {
    self.width = width
    values = [Double](repeating: 0, count: width)
    stamps = [Int](repeating: 0, count: width)
    lines = keepsLines ? [UInt32](repeating: 0, count: width) : []
  }

  /// Begins the next row, all 0 and none set.
  mutating func begin() {
    stamp += 1
    touched.removeAll(keepingCapacity: true)
    isFull = false
  }

  /// Applies an entry of a list to the row of a state.
  ///
  /// - Parameter overwritten: Told the line that had set a column before, for each such column.
  mutating func apply(
    _ entry: EntryList.Entry, of list: EntryList, state: Int, overwritten: (UInt32) -> Void
  ) {
    switch entry.columns {
    case .one(let column): set(Int(column), entry.number, entry.line, overwritten)
    case .some(let start, let count):
      for place in start..<start + count {
        set(Int(list.columnLists[place]), entry.number, entry.line, overwritten)
      }
    case .all:
      if lines.isEmpty, entry.number == 0 {
        begin()
      } else {
        for column in 0..<width { set(column, entry.number, entry.line, overwritten) }
      }
    case .row(let start):
      for column in 0..<width { set(column, list.numbers[start + column], entry.line, overwritten) }
    case .identity:
      if lines.isEmpty {
        begin()
      } else {
        for column in 0..<width { set(column, 0, entry.line, overwritten) }
      }
      set(state, 1, 0, { _ in })
      if !lines.isEmpty { lines[state] = entry.line }
    }
  }

  private mutating func set(_ column: Int, _ value: Double, _ line: UInt32, _ overwritten: (UInt32) -> Void) {
    cells += 1
    if stamps[column] != stamp {
      stamps[column] = stamp
      touched.append(column)
    } else if !lines.isEmpty {
      overwritten(lines[column])
    }
    values[column] = value
    if !lines.isEmpty { lines[column] = line }
  }

  /// Adds the numbers other than 0 to a row.
  mutating func emit(to rows: inout SparseRows) {
    if touched.count * 4 > width {
      for column in 0..<width where stamps[column] == stamp && values[column] != 0 {
        rows.append(column: column, value: values[column])
      }
    } else {
      touched.sort()
      for column in touched where values[column] != 0 { rows.append(column: column, value: values[column]) }
    }
    rows.endRow()
  }
}
