import CreditMethods
import Trajectories

/// One part of what a critic sees: the level of every row, numbered densely.
struct RowPart {
  /// What the part is, as words before a level's name.
  let name: String
  /// Level of each row; ``RowPart/none`` where the row has none.
  let level: [UInt32]
  /// The name of each level, made for messages alone.
  let levelName: @Sendable (_ level: Int) -> String
  /// Number of levels.
  let count: Int

  /// The level of a row that has none.
  static let none = UInt32.max

  /// A part from symbols.
  ///
  /// - Parameters:
  ///   - symbol: Symbol of each row; ``none`` where it has none.
  ///   - symbolCount: Number of symbols.
  ///   - symbolName: The name of a symbol.
  /// - Complexity: O(rows + symbols).
  init(
    _ name: String, symbol: [UInt32], symbolCount: Int,
    symbolName: @escaping @Sendable (_ symbol: UInt32) -> String
  ) {
    var level = [UInt32](repeating: Self.none, count: symbolCount)
    var symbols: [UInt32] = []
    self.level = symbol.map { symbol in
      guard symbol != Self.none else { return Self.none }
      if level[Int(symbol)] == Self.none {
        level[Int(symbol)] = UInt32(symbols.count)
        symbols.append(symbol)
      }
      return level[Int(symbol)]
    }
    self.name = name
    count = symbols.count
    levelName = { [symbols] in symbolName(symbols[$0]) }
  }
}
