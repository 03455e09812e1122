/// Rows divided into groups: the group of every row, and the rows of every group in compressed form.
///
/// Groups are numbered densely from 0; a group may be empty. Rows of a group stand in ascending order.
package struct Grouping: Sendable {
  /// Group of each row.
  package let group: [UInt32]
  private let start: [Int32]
  private let rows: [Int32]

  /// Number of groups.
  package var count: Int { start.count - 1 }

  /// The rows of a group, in ascending order.
  package subscript(group: Int) -> ArraySlice<Int32> { rows[Int(start[group])..<Int(start[group + 1])] }

  /// Divides rows by their group.
  ///
  /// - Parameters:
  ///   - group: Group of each row, below `count`.
  ///   - count: Number of groups.
  /// - Complexity: O(rows + groups): a counting sort.
  package init(_ group: [UInt32], count: Int) {
    var start = [Int32](repeating: 0, count: count + 1)
    for group in group { start[Int(group) + 1] += 1 }
    for group in 0..<count { start[group + 1] += start[group] }
    var next = start
    var rows = [Int32](repeating: 0, count: group.count)
    for (row, group) in group.enumerated() {
      rows[Int(next[Int(group)])] = Int32(row)
      next[Int(group)] += 1
    }
    self.group = group
    self.start = start
    self.rows = rows
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
    var lastGroup = [Int](repeating: -1, count: symbolCount)
    var lastPart = [UInt32](repeating: 0, count: symbolCount)
    var part = [UInt32](repeating: 0, count: group.count)
    var start: [Int32] = [0]
    start.reserveCapacity(count + 1)
    var parts: UInt32 = 0
    for group in 0..<count {
      for row in self[group] {
        let symbol = Int(symbol[Int(row)])
        if lastGroup[symbol] != group {
          lastGroup[symbol] = group
          lastPart[symbol] = parts
          parts += 1
        }
        part[Int(row)] = lastPart[symbol]
      }
      start.append(Int32(parts))
    }
    return Parts(part: part, start: start)
  }
}
