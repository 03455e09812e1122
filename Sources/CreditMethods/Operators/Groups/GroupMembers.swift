/// Some rows in groups, group after group: what is left of a ``Grouping`` where single rows no longer matter.
struct GroupMembers: Sendable {
  /// First place of each group in `rows`, and the number of rows. Shape `[groups + 1]`.
  private(set) var start: [Int32]
  /// The rows, group after group, in ascending order in each.
  private(set) var rows: [Int32]

  /// Number of groups.
  var count: Int { start.count - 1 }

  /// Where the rows of a group stand in `rows`.
  func places(of group: Int) -> Range<Int> { Int(start[group])..<Int(start[group + 1]) }

  /// The rows of all groups.
  init(of groups: Grouping) {
    start = groups.start
    rows = groups.rows
  }

  private init() {
    start = [0]
    rows = []
  }

  /// The parts of at least two rows that groups fall into where rows share a part with the same symbol.
  ///
  /// - Parameters:
  ///   - symbolCount: Number of symbols.
  ///   - symbol: Symbol of a row, below `symbolCount`; `nil` for a row that is left out.
  /// - Complexity: O(rows + symbols), without hashing.
  func sharedParts(symbolCount: Int, bySymbol symbol: (_ row: Int) -> UInt32?) -> GroupMembers {
    var result = GroupMembers()
    result.rows.reserveCapacity(rows.count)
    var parting = Parting(symbolCount: symbolCount)
    for group in 0..<count {
      let places = places(of: group)
      if places.count == 2 {
        let (one, other) = (rows[places.lowerBound], rows[places.lowerBound + 1])
        guard let mine = symbol(Int(one)), mine == symbol(Int(other)) else { continue }
        result.rows.append(one)
        result.rows.append(other)
        result.start.append(Int32(result.rows.count))
      } else if places.count > 2 {
        parting.take(rows[places], symbol)
        parting.addShared(rows[places], to: &result)
      }
    }
    return result
  }

  /// One group after another, parted by symbols.
  private struct Parting {
    private var numbering: SymbolNumbering
    /// Part of each row; -1 for a row that is left out.
    private var part: [Int] = []
    /// How many rows each part has, then where its next row is placed; -1 for a single row.
    private var size: [Int] = []

    init(symbolCount: Int) { numbering = SymbolNumbering(symbolCount: symbolCount) }

    @inline(__always)
    mutating func take(_ members: ArraySlice<Int32>, _ symbol: (_ row: Int) -> UInt32?) {
      let first = Int(numbering.count)
      part.removeAll(keepingCapacity: true)
      size.removeAll(keepingCapacity: true)
      for row in members {
        guard let symbol = symbol(Int(row)) else {
          part.append(-1)
          continue
        }
        let number = Int(numbering.number(of: symbol)) - first
        if number == size.count { size.append(0) }
        size[number] += 1
        part.append(number)
      }
      numbering.beginGroup()
    }

    mutating func addShared(_ members: ArraySlice<Int32>, to groups: inout GroupMembers) {
      var end = groups.rows.count
      for number in size.indices {
        let count = size[number]
        size[number] = count > 1 ? end : -1
        guard count > 1 else { continue }
        end += count
        groups.start.append(Int32(end))
      }
      guard end > groups.rows.count else { return }
      groups.rows += repeatElement(0, count: end - groups.rows.count)
      for (row, number) in zip(members, part) where number >= 0 && size[number] >= 0 {
        groups.rows[size[number]] = row
        size[number] += 1
      }
    }
  }
}
