extension Table {
  /// The table without rows that say the same as an earlier one, and a note for each that says so.
  ///
  /// Rows are the same if all cells after those that name them look the same, and at least one of these is a number.
  ///
  /// - Parameter what: What is repeated, such as `credits`.
  package func foldingRows(of what: String) -> Table {
    var folded = self
    folded.rows = []
    var first: [[String]: Int] = [:]
    var repeated = Folds()
    for (index, row) in rows.enumerated() {
      let cells = zip(columns, row).dropFirst(keys)
      let shown = cells.map { $0.shows($1) }
      guard cells.contains(where: { $1.isNumber }), let earlier = first[shown] else {
        first[shown] = first[shown] ?? index
        folded.rows.append(row)
        continue
      }
      repeated.add(name(ofRow: index), like: name(ofRow: earlier))
    }
    folded.notes += repeated.notes(of: what)
    return folded
  }

  /// The table without runs of rows that say the same as an earlier run, and a note for each that says so. A run has
  /// one text in the first column.
  ///
  /// - Parameter what: What is repeated, such as `numbers`.
  package func foldingBlocks(of what: String) -> Table {
    var folded = self
    folded.rows = []
    var first: [[[String]]: String] = [:]
    var repeated = Folds()
    for block in rows.chunks(by: { $0.first == $1.first }) {
      let cells = block.map { zip(columns, $0).dropFirst() }
      let shown = cells.map { $0.map { $0.shows($1) } }
      let name = zip(columns, block[0]).prefix(1).map { $0.shows($1) }.joined()
      guard cells.joined().contains(where: { $1.isNumber }), let earlier = first[shown] else {
        first[shown] = first[shown] ?? name
        folded.rows += block
        continue
      }
      repeated.add(name, like: earlier)
    }
    folded.notes += repeated.notes(of: what)
    return folded
  }

  /// The table without columns that say the same as an earlier one, and a note for each that says so.
  ///
  /// - Parameters:
  ///   - range: The columns that may be folded.
  ///   - what: What is repeated, such as `credits`.
  package func foldingColumns(_ range: Range<Int>, of what: String) -> Table {
    guard !rows.isEmpty else { return self }
    var first: [[String]: Int] = [:]
    var repeated = Folds()
    var dropped: Set<Int> = []
    for column in range.clamped(to: keys..<columns.count) {
      let shown = rows.map { columns[column].shows($0[column]) }
      guard rows.contains(where: { $0[column].isNumber }), let earlier = first[shown] else {
        first[shown] = first[shown] ?? column
        continue
      }
      dropped.insert(column)
      repeated.add(columns[column].title, like: columns[earlier].title)
    }
    var folded = self
    let kept = columns.indices.filter { !dropped.contains($0) }
    folded.columns = kept.map { columns[$0] }
    folded.rows = rows.map { row in kept.map { row[$0] } }
    folded.order = order.flatMap { order in
      kept.firstIndex(of: order.column).map { Order(by: $0, descending: order.isDescending) }
    }
    folded.notes += repeated.notes(of: what)
    return folded
  }

  private func name(ofRow row: Int) -> String {
    zip(columns, rows[row]).prefix(keys).map { $0.shows($1) }.joined(separator: " ")
  }
}

extension Array {
  /// Runs of elements of which each is like the one before.
  fileprivate func chunks(by isLike: (Element, Element) -> Bool) -> [[Element]] {
    reduce(into: []) { runs, element in
      if let last = runs.last?.last, isLike(last, element) {
        runs[runs.count - 1].append(element)
      } else {
        runs.append([element])
      }
    }
  }
}

/// Names that repeat others, by the name that they repeat.
struct Folds {
  private var folds: [(like: String, names: [String])] = []

  mutating func add(_ name: String, like other: String) {
    if let index = folds.firstIndex(where: { $0.like == other }) {
      folds[index].names.append(name)
    } else {
      folds.append((other, [name]))
    }
  }

  func notes(of what: String) -> [String] {
    folds.map { "\($0.names.joined(separator: ", ")): the same \(what) as \($0.like) here" }
  }
}

extension Cell {
  /// Whether the cell is a number or says why it is none.
  fileprivate var isNumber: Bool {
    switch content {
    case .text, .absent, .blank: false
    case .number, .estimate, .spread, .count, .counts, .share, .undefined: true
    }
  }
}
