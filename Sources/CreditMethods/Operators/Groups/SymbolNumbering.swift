/// Numbers for the symbols of one group after another, given in the order in which a group first shows them: a symbol
/// gets a number of its own in every group that shows it.
struct SymbolNumbering {
  /// The number last given to each symbol plus 1; 0 if none was. What is not above `first` is of an earlier group.
  private var last: [UInt32]
  private var first: UInt32 = 0
  /// How many numbers were given.
  private(set) var count: UInt32 = 0

  /// No numbers yet, for symbols below `symbolCount`.
  init(symbolCount: Int) { last = Array(repeating: 0, count: symbolCount) }

  /// Turns to the next group.
  mutating func beginGroup() { first = count }

  /// The number of a symbol in the present group.
  @inline(__always)
  mutating func number(of symbol: UInt32) -> UInt32 {
    let known = last[Int(symbol)]
    if known > first { return known - 1 }
    count += 1
    last[Int(symbol)] = count
    return count - 1
  }
}
