import Ground
import Reports
import Testing

@Suite("Tables")
struct TableTests {
  private func lines(_ table: Table) -> [String] {
    var document = Document()
    document.add(table)
    return TextRenderer().lines(of: document)
  }

  private static let credits: [[Cell]] = [
    ["pinto", .number(0.25), .estimate(.value(1), interval: .value(.init(0.5, 2)))],
    ["symmetric", .number(0.5), .undefined(.noVariance)],
    ["asymmetric", .number(0.25), .estimate(.value(1), interval: .value(.init(0.5, 2)))],
    ["mappo", .number(0.5), .undefined(.noVariance)],
    ["other", .number(0.5), .undefined(.noUnits)],
    ["informed", .number(0.2502), .estimate(.value(1), interval: .value(.init(0.5, 2)))],
  ]

  @Test("rows that repeat another are named below; another reason is another row")
  func foldedRows() {
    let table = Table(nil, ["critic", .number("bias"), .number("error")], rows: Self.credits)
    let folded = table.foldingRows(of: "credits")
    #expect(folded.rows.map { $0[0] } == ["pinto", "symmetric", "other"])
    #expect(
      folded.notes == [
        "asymmetric, informed: the same credits as pinto here", "mappo: the same credits as symmetric here",
      ])
    #expect(table.rows.count == 6)
  }

  @Test("what looks the same at the decimals of its column is the same, and texts alone never are")
  func foldingFollowsTheDecimals() {
    let fine = Table(
      nil, ["critic", .number("bias", decimals: 4)],
      rows: [Self.credits[0], Self.credits[5]].map {
        Array($0.prefix(2))
      })
    #expect(fine.foldingRows(of: "credits").rows.count == 2)
    let texts = Table(nil, ["a", "b"], rows: [["x", "same"], ["y", "same"]])
    #expect(texts.foldingRows(of: "texts").rows.count == 2)
  }

  @Test("columns that repeat another are named below, and the order follows its column")
  func foldedColumns() {
    let table = Table(
      nil, ["turn", .number("exact"), .number("pinto"), .number("asymmetric"), .number("grpo")],
      rows: [
        ["0", .number(1), .number(2), .number(2), .number(3)],
        ["1", .number(1), .number(4), .number(4), .absent],
      ], order: .init(by: 4))
    let folded = table.foldingColumns(2..<5, of: "credits")
    #expect(folded.columns.map(\.title) == ["turn", "exact", "pinto", "grpo"])
    #expect(folded.rows[1] == ["1", .number(1), .number(4), .absent])
    #expect(folded.order == .init(by: 3))
    #expect(folded.notes == ["asymmetric: the same credits as pinto here"])
    // A range beyond the columns is cut to them; without rows nothing repeats.
    #expect(table.foldingColumns(0..<99, of: "credits") == folded)
    let empty = Table(nil, ["turn", .number("a"), .number("b")])
    #expect(empty.foldingColumns(1..<3, of: "credits") == empty)
  }

  @Test("runs of rows that repeat an earlier run are named below by their first column")
  func foldedBlocks() {
    let rows = { (critic: String, numbers: [Double]) -> [[Cell]] in
      numbers.enumerated().map { [.text(critic), .text("t\($0)"), .number($1)] }
    }
    let table = Table(
      nil, ["critic", "turn", .number("bias")], keys: 2,
      rows: rows("a", [1, 2]) + rows("b", [1, 3]) + rows("c", [1, 2]) + rows("d", [1]) + rows("e", [1, 3]))
    let folded = table.foldingBlocks(of: "numbers")
    #expect(folded.rows == rows("a", [1, 2]) + rows("b", [1, 3]) + rows("d", [1]))
    #expect(folded.notes == ["c: the same numbers as a here", "e: the same numbers as b here"])
    let texts = Table(nil, ["a", "b"], rows: [["x", "same"], ["y", "same"]])
    #expect(texts.foldingBlocks(of: "texts") == texts)
  }

  @Test("reasons for missing intervals that differ in numbers alone are told once")
  func missingIntervals() {
    let cell = { (found: Int, needed: Int) in
      Cell.estimate(.value(1), interval: .undefined(.tooFew(found: found, needed: needed)))
    }
    let table = Table(
      nil, ["a", .number("x")],
      rows: [
        ["p", cell(1, 2)], ["q", cell(0, 2)], ["r", .estimate(.value(1), interval: .undefined(.noUnits))],
      ])
    #expect(
      lines(table).last
        == "without interval: 1 found, at least 2 needed (elsewhere the same with other numbers); no unit is left to count"
    )
  }

  @Test("a single reason needs no number, several have one each, once")
  func reasons() {
    let one = Table(
      nil, ["a", .number("x")], rows: [["p", .undefined(.noUnits)], ["q", .undefined(.noUnits)]])
    #expect(
      lines(one) == ["a          x", "p  undefined", "q  undefined", "undefined: no unit is left to count"])
    let two = Table(
      nil, ["a", .number("x")],
      rows: [["p", .undefined(.noUnits)], ["q", .undefined(.allZero)], ["r", .undefined(.noUnits)]])
    #expect(
      lines(two) == [
        "a              x", "p  undefined (1)", "q  undefined (2)", "r  undefined (1)",
        "undefined (1): no unit is left to count", "undefined (2): all values are zero",
      ])
    #expect(two.reasons.count == 2)
  }

  @Test("a number that is not finite is undefined, in every way that it may come")
  func notFinite() {
    let reason = Cell.undefined(.notFinite)
    #expect(Cell.number(.infinity) == reason && Cell.share(.nan) == reason)
    #expect(Cell.number(.value(-.infinity)) == reason)
    #expect(Cell.estimate(.value(.nan), interval: .value(.init(0, 1))) == reason)
    let open = Cell.estimate(.value(1), interval: .value(.init(0, .infinity)))
    #expect(open.content == .estimate(1, interval: nil, missing: UndefinedReason.notFinite.description))
    #expect(Cell.spread(.value(1), .undefined(.noUnits)) == .number(1))
    #expect(Cell.counts(3...3) == .count(3))
    #expect(Cell.counts(Int.min...Int.max).content == .counts(least: .min, most: .max))
  }

  @Test("long texts are cut in the middle, and it is said")
  func cutting() {
    let long = String(repeating: "a", count: 60) + "-" + String(repeating: "b", count: 60)
    let found = lines(Table(nil, ["state", .number("x", decimals: 0)], rows: [[.text(long), .number(1)]]))
    let cut = String(repeating: "a", count: 24) + "…" + String(repeating: "b", count: 23)
    #expect(
      found
        == [
          "state" + String(repeating: " ", count: 45) + "x", "\(cut)  1",
          "…: cut in the middle to 48 characters",
        ])
    #expect(lines(Table(nil, ["state"], rows: [[.text(String(repeating: "a", count: 48))]])).count == 2)
  }

  @Test("texts that a short cut would make the same are cut less")
  func cuttingTellsApart() {
    let texts = ["p", "q"].map { String(repeating: "a", count: 30) + $0 + String(repeating: "b", count: 60) }
    let found = lines(Table(nil, ["state"], rows: texts.map { [.text($0)] }))
    #expect(found == ["state"] + texts)
  }

  @Test("numbers are shown as their column has them")
  func formats() {
    let row: [(Column, Cell, String)] = [
      (.number("a", decimals: 2), .number(-0.001), "0.00"),
      (.number("a", signed: true), .number(0.5), "+0.500"),
      (.number("a", signed: true), .number(0.0001), "0.000"),
      (.digits("a"), .number(0.000123456), "0.000123"),
      (.digits("a"), .number(0), "0"), (.shortest("a"), .number(0.1), "0.1"),
      (.count("a"), .count(-1_234_567), "-1,234,567"),
      (.share("a"), .share(0.125, of: 1000), "12.5% of 1,000"),
      (.number("a"), .spread(.value(1), .value(0.25)), "1.000 ±0.250"),
      (.number("a"), .number(2).marked(), "2.000*"), (.number("a"), .blank, ""),
    ]
    for (column, cell, text) in row {
      #expect(
        lines(Table(nil, ["k", column], rows: [["r", cell]]))[1].dropFirst().drop { $0 == " " } == text[...])
    }
  }
}
