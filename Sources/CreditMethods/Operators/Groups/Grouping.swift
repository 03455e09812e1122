/// Rows divided into groups: the group of every row, and the rows of every group in compressed form.
///
/// Rows are the episodes, turns or decisions of a batch, or anything else that is counted from 0. Groups are numbered
/// densely from 0; a group may be empty. Rows of a group stand in ascending order.
///
/// ```swift
/// let groups = Grouping(by: ["a", "b", "a"])
/// groups.group                                     // [0, 1, 0]
/// Array(groups[0])                                 // [0, 2]
/// try groups.refined(by: [true, true, false]).group  // [0, 2, 1]
/// ```
public struct Grouping: Sendable {
  /// Group of each row. Shape `[rows]`.
  public let group: [UInt32]
  /// First place of each group in `rows`, and the number of rows. Shape `[groups + 1]`.
  let start: [Int32]
  /// The rows, group after group.
  let rows: [Int32]

  /// Number of groups.
  public var count: Int { start.count - 1 }

  /// The rows of a group, in ascending order.
  public subscript(group: Int) -> ArraySlice<Int32> { rows[Int(start[group])..<Int(start[group + 1])] }

  /// Number of rows of a group.
  package func size(of group: Int) -> Int { Int(start[group + 1] - start[group]) }

  /// Rows that have the same key share a group; groups are numbered in the order in which keys first appear.
  ///
  /// - Parameter keys: One key a row, shape `[rows]`.
  /// - Complexity: O(rows), with one look-up a row.
  public init(by keys: some Sequence<some Hashable>) { self.init(numbered: keys) }

  private init<Key: Hashable>(numbered keys: some Sequence<Key>) {
    var number: [Key: UInt32] = [:]
    let group = keys.map { key in
      let next = UInt32(number.count)
      return number[key]
        ?? {
          number[key] = next; return next
        }()
    }
    self.init(group, count: number.count)
  }

  /// The groups divided further: rows share a group when they shared one before and have the same key. The parts of a
  /// group are consecutive, in the order in which its rows first show their keys.
  ///
  /// - Parameter keys: One key a row, shape `[rows]`.
  /// - Throws: ``AttributionError/operand(_:)`` for another number of keys than rows.
  /// - Complexity: O(rows + groups), with one look-up a row.
  public func refined(by keys: [some Hashable]) throws(AttributionError) -> Grouping {
    try OperandError.check(keys.count, of: "keys", equals: group.count, "row", in: "Grouping.refined(by:)")
    let keys = Grouping(by: keys)
    return Grouping(split(by: keys.group, symbolCount: keys.count))
  }

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
    self.rows = unsafe [Int32](unsafeUninitializedCapacity: group.count) { rows, initialized in
      for (row, group) in group.enumerated() {
        let place = start[Int(group) + 1]
        unsafe rows.initializeElement(at: Int(place), to: Int32(row))
        start[Int(group) + 1] = place + 1
      }
      initialized = group.count
    }
    start.removeLast()
    self.group = group
    self.start = start
  }

  /// All rows in one group.
  package init(together rows: Int) { self.init([UInt32](repeating: 0, count: rows), count: 1) }

  /// Whether each row is the first of its group.
  package var firstRows: [Bool] { Self.firstRows(of: group, count: count) }

  private static func firstRows(of group: [UInt32], count: Int) -> [Bool] {
    var seen = [Bool](repeating: false, count: count)
    return group.map { group in
      defer { seen[Int(group)] = true }
      return !seen[Int(group)]
    }
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
    package var firstRows: [Bool] { Grouping.firstRows(of: part, count: count) }
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
    return split(by: symbol, numberedBy: &numbering)
  }

  /// The same for many small groupings of the same symbols, which share the table of numbers.
  ///
  /// - Complexity: O(rows + groups), whatever the symbols.
  func split(by symbol: [UInt32], numberedBy numbering: inout SymbolNumbering) -> Parts {
    numbering.beginGroup()
    let first = numbering.count
    var part = [UInt32](repeating: 0, count: group.count)
    var start: [Int32] = [0]
    start.reserveCapacity(count + 1)
    for group in 0..<count {
      for place in Int(self.start[group])..<Int(self.start[group + 1]) {
        let row = Int(rows[place])
        part[row] = numbering.number(of: symbol[row]) - first
      }
      start.append(Int32(numbering.count - first))
      numbering.beginGroup()
    }
    return Parts(part: part, start: start)
  }
}
