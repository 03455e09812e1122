/// The entries of one kind (`T`, `O` or `R`) of a file, in its order, and the rows (joint action, state) that each sets.
///
/// Nothing is spelled out but the rows: what an entry sets in them is kept in the form in which the file says it, so
/// that the list is about as large as the file.
struct EntryList {
  /// What an entry sets within its rows: columns are next states in `T`, joint observations in `O` and `R`.
  enum Columns {
    /// One number in one column.
    case one(UInt32)
    /// One number in all columns.
    case all
    /// One number in some columns: a range of ``EntryList/columnLists``.
    case some(start: Int, count: Int)
    /// A number for each column, from a place of ``EntryList/numbers`` on.
    case row(start: Int)
    /// 1 in the column of the row's own state, 0 elsewhere.
    case identity
  }

  struct Entry {
    let columns: Columns
    /// The number of `one`, `all` and `some`.
    let number: Double
    /// Of a reward: the next state, or -1 for all.
    let next: Int32
    let line: UInt32

    /// Whether the entry sets everything in its rows, so that what was set before does not matter.
    var setsWholeRow: Bool {
      guard next < 0 else { return false }
      return switch columns {
      case .one, .some: false
      case .all, .row, .identity: true
      }
    }
  }

  private(set) var entries: [Entry] = []
  private(set) var numbers: [Double] = []
  private(set) var columnLists: [UInt32] = []
  /// Whether some entry of rewards tells next states or observations apart.
  private(set) var tellsOutcomesApart = false

  private var fillRows: [UInt32] = []
  private var fillEntries: [UInt32] = []

  /// Number of rows that all entries set together.
  var fillCount: Int { fillRows.count }

  mutating func append(_ entry: Entry) {
    entries.append(entry)
    if case .all = entry.columns, entry.next < 0 { return }
    tellsOutcomesApart = true
  }

  /// The last entry sets a row.
  mutating func fill(row: Int) {
    fillRows.append(UInt32(row))
    fillEntries.append(UInt32(entries.count - 1))
  }

  /// Adds a number of a row of numbers.
  mutating func append(number: Double) { numbers.append(number) }

  /// Adds a column of a list of columns.
  mutating func append(column: Int) { columnLists.append(UInt32(column)) }

  /// The entries that set each row, in their order: offsets by row into indices of ``entries``.
  func entriesByRow(count: Int) -> (offsets: [Int], entries: [UInt32]) {
    var offsets = [Int](repeating: 0, count: count + 1)
    for row in fillRows { offsets[Int(row) + 1] += 1 }
    for row in 0..<count { offsets[row + 1] += offsets[row] }
    var next = offsets
    var sorted = [UInt32](repeating: 0, count: fillRows.count)
    for (row, entry) in zip(fillRows, fillEntries) {
      sorted[next[Int(row)]] = entry
      next[Int(row)] += 1
    }
    return (offsets, sorted)
  }
}
