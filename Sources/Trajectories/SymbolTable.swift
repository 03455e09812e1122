/// Strings interned to dense integers in the order of their first appearance.
///
/// Columns hold symbols, so that comparing two states costs one comparison of integers and a state that is met a
/// million times is stored once.
public struct SymbolTable: Sendable, Equatable {
  /// The strings; `names[symbol]` is the string of a symbol.
  public private(set) var names: [String] = []
  private var symbols: [String: UInt32] = [:]

  /// An empty table.
  public init() {}

  /// A table of distinct names: `names[k]` gets symbol `k`; a repeated name keeps its first symbol.
  public init(_ names: some Sequence<String>) {
    for name in names { _ = intern(name) }
  }

  /// How many distinct strings the table holds.
  public var count: Int { names.count }

  /// Makes room for so many strings in all, so that the table does not grow step by step.
  package mutating func reserveCapacity(_ count: Int) {
    names.reserveCapacity(count)
    symbols.reserveCapacity(count)
  }

  /// The symbol of a string, given to it now if it has none.
  public mutating func intern(_ name: String) -> UInt32 {
    if let symbol = symbols[name] { return symbol }
    let symbol = UInt32(names.count)
    names.append(name)
    symbols[name] = symbol
    return symbol
  }

  /// The symbol of a string, or `nil` if the table does not hold it.
  public func symbol(of name: String) -> UInt32? { symbols[name] }

  /// The string of a symbol of this table.
  public subscript(symbol: UInt32) -> String { names[Int(symbol)] }
}
