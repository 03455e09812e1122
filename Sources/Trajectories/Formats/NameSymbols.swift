/// The names of one field of a file, as symbols: a name that was met before costs no `String`.
struct NameSymbols {
  private var texts = TextSymbols()
  private(set) var table = SymbolTable()

  /// The symbol of a string on a tape, given to it now if it has none; `nil` if the value is no string.
  @inline(__always) mutating func intern(_ tape: JSONTape, _ value: Int) -> UInt32? {
    tape.text(value).flatMap { texts.intern($0, in: &table) }
  }

  /// The symbol of a name, given to it now if it has none.
  mutating func intern(_ name: String) -> UInt32 { table.intern(name) }

  /// The name of a symbol.
  subscript(symbol: UInt32) -> String { table[symbol] }
}
