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

  @Test func aStringThatIsNotHeldHasNoSymbol() {
    #expect(SymbolTable(["x"]).symbol(of: "X") == nil)
    #expect(SymbolTable().symbol(of: "") == nil)
    #expect(SymbolTable([""]).symbol(of: "") == 0)
  }
}
