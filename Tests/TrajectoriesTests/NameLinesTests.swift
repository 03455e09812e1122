import TestSupport
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

  /// Tables that are begun one after the other number their own texts, whatever those before had.
  @Test func everyTableHasItsOwnSymbols() {
    var texts = TextSymbols()
    var generator = SplitMix64(seed: 5)
    for round in 0..<66_000 {
      texts.beginTable()
      var table = round % 2 == 0 ? SymbolTable() : .late
      let names = (0..<3).map { _ in "state \(UInt8.random(in: 0...9, using: &generator))" }
      let symbols = names.map { intern($0, &texts, &table) }
      let expected = SymbolTable(names)
      #expect(symbols == names.map { expected.symbol(of: $0) } && table.count == expected.count)
      if round % 1000 < 2 { #expect(table == expected) }
    }
  }

  /// A table whose strings are made when they are asked for is any other, whenever that is, and whatever is added afterwards.
  @Test(arguments: 0..<40)
  func lateTablesAreLikeOthers(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var texts = TextSymbols()
    for _ in 0..<3 {
      texts.beginTable()
      var (late, table) = (SymbolTable.late, SymbolTable())
      for step in 0..<Int.random(in: 1...12_000, using: &generator) {
        // Some are too long to be remembered.
        let length = step % 997 == 5 ? 66_000 : 1
        let name = String(repeating: "\(Int.random(in: 0...9_000, using: &generator))é", count: length)
        switch Int.random(in: 0..<2000, using: &generator) {
        case 0: #expect(late.symbol(of: name) == table.symbol(of: name))
        case 1: #expect(late.intern(name) == table.intern(name))
        case 2: #expect(late.names.last == table.names.last)
        default: #expect(intern(name, &texts, &late) == table.intern(name))
        }
      }
      var other = SymbolTable(["1é", "x", "2é"])
      let copy = late
      #expect(other.symbols(ofAll: late) == table.names.map { other.symbol(of: $0) })
      #expect(late.symbols(ofAll: other) == other.names.map { table.symbol(of: $0) })
      #expect(other.intern(all: late).map { other[$0] } == table.names)
      #expect(late == table && copy.isSame(as: late) && late.count == table.count)
    }
  }

  /// A text that is too long to be remembered has a symbol like any other.
  @Test func longTextsHaveSymbols() {
    var (texts, table) = (TextSymbols(), SymbolTable())
    let long = String(repeating: "x", count: 70_000)
    for _ in 0..<3 {
      #expect(intern(long, &texts, &table) == 0)
      #expect(intern("a", &texts, &table) == 1)
    }
    for number in 0..<300 {
      #expect(intern("\(number)" + long.prefix(60_000), &texts, &table) == UInt32(2 + number))
    }
    #expect(intern("a", &texts, &table) == 1)
  }
}
