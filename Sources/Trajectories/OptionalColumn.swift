/// The column of an optional field while its rows are read: it exists if any row has the field.
struct OptionalColumn<Element> {
  private var rows: [Element] = []
  private var isGiven = false

  /// Adds a row that holds `value`, or `filler` if the row lacks the field.
  mutating func append(_ value: Element?, else filler: Element) {
    if value != nil { isGiven = true }
    rows.append(value ?? filler)
  }

  /// The filled column, or `nil` if no row has the field.
  var column: [Element]? { isGiven ? rows : nil }
}
