import Testing
import Trajectories

@Suite struct SymbolTableTests {
  @Test func symbolsAreNumberedByFirstAppearance() {
    var table = SymbolTable()
    #expect(table.intern("b") == 0)
    #expect(table.intern("a") == 1)
    #expect(table.intern("b") == 0)
    #expect(table.names == ["b", "a"])
    #expect(table.count == 2)
    #expect(table[1] == "a")
  }

  @Test func aRepeatedNameKeepsItsFirstSymbol() {
    let table = SymbolTable(["x", "y", "x", "z"])
    #expect(table.names == ["x", "y", "z"])
    #expect(table.symbol(of: "z") == 2)
  }

  /// A composed and a decomposed accent, and two letters that look alike and have one canonical form.
  @Test func stringsAreToldApartByTheirBytes() {
    let names = ["\u{E9}", "e\u{301}", "\u{212A}", "K"]
    let table = SymbolTable(names)
    #expect(table.count == 4)
    #expect(names.map { table.symbol(of: $0) } == [0, 1, 2, 3])
    #expect(table != SymbolTable(["e\u{301}", "\u{E9}", "\u{212A}", "K"]))
  }

  @Test func aStringThatIsNotHeldHasNoSymbol() {
    #expect(SymbolTable(["x"]).symbol(of: "X") == nil)
    #expect(SymbolTable().symbol(of: "") == nil)
    #expect(SymbolTable([""]).symbol(of: "") == 0)
  }
}
