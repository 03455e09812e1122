/// Rows divided into groups: the group of every row, and the rows of every group in compressed form.
///
/// Groups are numbered densely from 0; a group may be empty. Rows of a group stand in ascending order.
package struct Grouping: Sendable {
  /// Group of each row.
  package let group: [UInt32]
  /// First place of each group in `rows`, and the number of rows. Shape `[groups + 1]`.
  let start: [Int32]
  /// The rows, group after group.
  let rows: [Int32]

  /// Number of groups.
  package var count: Int { start.count - 1 }

  /// The rows of a group, in ascending order.
  package subscript(group: Int) -> ArraySlice<Int32> { rows[Int(start[group])..<Int(start[group + 1])] }

  /// Number of rows of a group.
  package func size(of group: Int) -> Int { Int(start[group + 1] - start[group]) }

  /// Divides rows by their group.
  ///
  /// - Parameters:
  ///   - group: Group of each row, below `count`.
  ///   - count: Number of groups.
  /// - Complexity: O(rows + groups): a counting sort.
  package init(_ group: [UInt32], count: Int) {
    // One place to spare, so that a group's entry can count up to the start of the next one while rows are placed.
    var start = [Int32](repeating: 0, count: count + 2)
    for group in group { start[Int(group) + 2] += 1 }
    for group in 0..<count { start[group + 2] += start[group + 1] }
    self.rows = [Int32](unsafeUninitializedCapacity: group.count) { rows, initialized in
      for (row, group) in group.enumerated() {
        let place = start[Int(group) + 1]
        rows.initializeElement(at: Int(place), to: Int32(row))
        start[Int(group) + 1] = place + 1
      }
      initialized = group.count
    }
    start.removeLast()
    self.group = group
    self.start = start
  }

  /// Groups that are the parts of a finer division.
  package init(_ parts: Parts) { self.init(parts.part, count: parts.count) }

  /// The parts of a finer division, numbered part by part of each group in turn.
  package struct Parts: Sendable {
    /// Part of each row.
    package let part: [UInt32]
    /// First part of each group, and the number of parts: the parts of a group are consecutive.
    package let start: [Int32]
    /// Number of parts.
    package var count: Int { Int(start[start.count - 1]) }

    /// Whether each row is the first of its part.
    package var firstRows: [Bool] {
      var seen = [Bool](repeating: false, count: count)
      return part.map { part in
        defer { seen[Int(part)] = true }
        return !seen[Int(part)]
      }
    }
  }

  /// Splits every group by a symbol of its rows: rows share a part when they share the group and the symbol.
  ///
  /// The parts of a group are numbered in the order in which its rows first show them.
  ///
  /// - Parameters:
  ///   - symbol: Symbol of each row, below `symbolCount`.
  ///   - symbolCount: Number of symbols.
  /// - Complexity: O(rows + groups + symbols), without hashing.
  package func split(by symbol: [UInt32], symbolCount: Int) -> Parts {
    var numbering = SymbolNumbering(symbolCount: symbolCount)
    var part = [UInt32](repeating: 0, count: group.count)
    var start: [Int32] = [0]
    start.reserveCapacity(count + 1)
    for group in 0..<count {
      for place in Int(self.start[group])..<Int(self.start[group + 1]) {
        let row = Int(rows[place])
        part[row] = numbering.number(of: symbol[row])
      }
      start.append(Int32(numbering.count))
      numbering.beginGroup()
    }
    return Parts(part: part, start: start)
  }
}
