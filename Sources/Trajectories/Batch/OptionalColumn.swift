/// The column of an optional field while its rows are read: it exists, and takes memory, from the first row on that
/// has the field.
struct OptionalColumn<Element: Sendable>: Sendable {
  /// The rows, those without the field filled; `nil` if no row so far has it.
  private(set) var column: [Element]?
  /// The first row that has the field.
  private var firstGiven = 0

  /// Whether a row so far has the field.
  var exists: Bool { column != nil }

  /// Begins the column with the rows before the first that has the field.
  mutating func begin(after earlier: [Element]) {
    firstGiven = earlier.count
    column = earlier
  }

  /// Adds row number `row`, which holds `value`, or `filler` if it lacks the field; so do the rows before the first
  /// that has it, unless the column was begun with others.
  @inline(__always) mutating func append(_ value: Element?, else filler: Element, row: Int) {
    if value != nil, !exists { begin(after: Array(repeating: filler, count: row)) }
    column?.append(value ?? filler)
  }

  /// Adds the rows of another column, `count` of them, after `row` rows; `filler` stands where one of the two does not exist.
  ///
  /// - Parameter element: The element here of one of the other column.
  mutating func append(
    _ other: OptionalColumn, count: Int, row: Int, else filler: Element,
    as element: (Element) -> Element
  ) {
    append(other.column?.map(element), count: count, row: row, else: filler)
  }

  /// The same with the elements as they are.
  mutating func append(_ other: OptionalColumn, count: Int, row: Int, else filler: Element) {
    append(other.column, count: count, row: row, else: filler)
  }

  private mutating func append(_ rows: [Element]?, count: Int, row: Int, else filler: Element) {
    guard let rows else {
      column?.append(contentsOf: repeatElement(filler, count: count))
      return
    }
    if !exists { begin(after: Array(repeating: filler, count: row)) }
    column? += rows
  }

  /// Adds rows, none of which has the field.
  mutating func append(filling rows: [Element]) { column? += rows }

  /// Takes back the rows after the first `count`.
  mutating func truncate(to count: Int) {
    guard let rows = column?.count, rows > count else { return }
    if firstGiven < count { column?.removeLast(rows - count) } else { column = nil }
  }
}
