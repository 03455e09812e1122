import Testing

@testable import Trajectories

@Suite struct NameLinesTests {
  @Test func namesAreFoundAgain() {
    var lines = NameLines()
    let numbers = 1...5000
    for number in numbers { lines.record("e\(number)", at: number) }
    #expect(lines.count == 5000)
    #expect(numbers.map { lines.line(of: "e\($0)") } == Array(numbers))
    #expect(lines.line(of: "e5001") == nil && lines.line(of: "") == nil)
    lines.record("e7", at: 9000)
    #expect(lines.line(of: "e7") == 9000 && lines.count == 5000)
  }

  /// A composed and a decomposed accent are the same string to Swift, and two names in a file.
  @Test func namesAreToldApartByTheirBytes() {
    var lines = NameLines()
    lines.record("\u{E9}", at: 3)
    #expect(lines.line(of: "e\u{301}") == nil)
    lines.record("e\u{301}", at: 4)
    #expect(lines.line(of: "\u{E9}") == 3 && lines.line(of: "e\u{301}") == 4)
  }
}

@Suite struct TextSymbolsTests {
  private func intern(_ name: String, _ texts: inout TextSymbols, _ table: inout SymbolTable) -> UInt32? {
    var bytes = Array(name.utf8) + [0]
    return bytes.withUnsafeMutableBufferPointer { bytes in
      bytes.baseAddress.flatMap { start in
        texts.intern(JSONTape.Text(start: UnsafePointer(start), count: bytes.count - 1), in: &table)
      }
    }
  }

  /// More names than are remembered, each met three times over.
  @Test func symbolsAreThoseOfTheTable() {
    var (texts, table) = (TextSymbols(), SymbolTable())
    let names = (0..<20_000).map { "state \($0)" } + ["", "\u{E9}", "e\u{301}", "a\u{0}", "a"]
    let expected = SymbolTable(names)
    for _ in 0..<3 {
      let symbols = names.map { intern($0, &texts, &table) }
      #expect(symbols == names.map { expected.symbol(of: $0) })
    }
    #expect(table == expected)
  }
}
