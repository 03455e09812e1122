import Importers
import TestSupport
import Testing
import Trajectories

/// Rows in many spellings are the same rows.
@Suite struct MappedRowTests {
  /// A row as pairs, with values as JSON writes them; empty ones are left out of objects.
  private typealias Row = [(name: String, value: String)]

  private static let names = ["task", "episode", "turn", "agent", "state", "action", "reward", "score"]
  private static let states = [
    "s", "two words", "a, b", "say \"no\"", "\"", "line\nend", "\r", "é", "e\u{301}", "한국 \u{D7A3}", "😀",
    "\\", "\u{1}",
    "null", "0", " ", "x,\"y\"\r\nz",
  ]

  private static func rows(_ seed: UInt64, count: Int) -> [[String]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      [
        "t\(index / 12)", "e\(index / 3)", "\(index % 3)", ["a", "b", "ü"][below(3, &random)],
        states[below(states.count, &random)], states[below(states.count, &random)],
        ["", "0", "1.5", "-0.25", "1e-3", "-0"][below(6, &random)], index % 3 == 2 ? "1" : "",
      ]
    }
  }

  private static func quoted(_ text: String, always: Bool) -> String {
    let needs = always || text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    return needs ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }

  private static func table(_ rows: [[String]], always: Bool, end: String) -> String {
    ([names] + rows).map { $0.map { quoted($0, always: always) }.joined(separator: ",") + end }.joined()
  }

  private static func string(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.append(string: text)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func object(_ row: [String], from first: Int) -> String {
    let order = (0..<names.count).map { ($0 + first) % names.count }
    let fields = order.filter { !row[$0].isEmpty }.map { "\(string(names[$0])):\(string(row[$0]))" }
    return "{" + fields.joined(separator: ",") + "}\n"
  }

  private static func trace(_ log: Imported) -> [UInt8] {
    var lines: [UInt8] = []
    TraceWriter.append(log.batch, to: &lines)
    return lines
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func spellingsOfATableAreOne(_ seed: UInt64) throws {
    let rows = Self.rows(seed, count: 240)
    let lines = rows.map { Self.object($0, from: 0) }.joined()
    let expected = Self.trace(try imported("rows", lines, name: "log.jsonl"))
    // The fields of objects in another order from row to row.
    let turned = rows.enumerated().map { Self.object($1, from: $0 % Self.names.count) }.joined()
    #expect(Self.trace(try imported("rows", turned, name: "log.jsonl")) == expected)
    for always in [false, true] {
      for end in ["\n", "\r\n", "\n\n"] {
        let table = Self.table(rows, always: always, end: end)
        #expect(Self.trace(try imported("rows", table, name: "log.csv")) == expected)
      }
    }
    let open = Self.table(rows, always: false, end: "\n").dropLast()
    #expect(Self.trace(try imported("rows", String(open), name: "log.csv")) == expected)
  }

  /// Rows go over the ends of what is read at once, and one is longer than that.
  @Test func longTablesAreReadAsShortOnes() throws {
    var rows = Self.rows(7, count: 24_000)
    rows[100][4] = String(repeating: "x", count: 3 << 19)
    rows[200][4] = String(repeating: "x,", count: 3 << 18)
    let lines = rows.map { Self.object($0, from: 0) }.joined()
    let expected = Self.trace(try imported("rows", lines, name: "log.jsonl"))
    let table = Self.table(rows, always: false, end: "\n")
    #expect(Self.trace(try imported("rows", table, name: "log.csv")) == expected)
  }

  /// The first of several fields of one name counts, in objects and in tables, were it empty.
  @Test func theFirstOfSeveralFieldsCounts() throws {
    let row =
      #"{"task":"t","task":"u","episode":"e","agent":"a","state":"s","state":1,"action":"x","score":1,"#
      + #""score":0}"#
    let log = try imported("rows", row)
    #expect(log.tasks == ["t"] && log.states() == ["s"] && log.batch.episodes.score == [1])
    let table = "task,task,episode,agent,state,action,score,score\nt,u,e,a,s,x,1,0\n"
    let other = try imported("rows", table, name: "log.csv")
    #expect(other.tasks == ["t"] && other.batch.episodes.score == [1])
  }

  /// What a number is written as does not change it: short texts of digits go a way of their own.
  @Test func numbersAreThoseOfTheirTexts() throws {
    var random = SplitMix64(seed: 3)
    var texts = [
      "0", "-0", "5", "+5", ".5", "5.", "-.5", "0x10", "1e300", "123456789012345", "1234567890123456", "0.1",
    ]
    for _ in 0..<400 {
      let whole = below(1_000_000, &random)
      let digits = String("\(below(1_000_000_000, &random))".prefix(below(9, &random) + 1))
      texts.append("\(below(2, &random) == 0 ? "-" : "")\(whole).\(digits)")
    }
    let rows = texts.enumerated().map { "t,e,\($0),a,s,x,\($1),success" }.joined(separator: "\n")
    let header = "task,episode,turn,agent,state,action,reward,status\n"
    let log = try imported("rows", header + rows, name: "log.csv")
    #expect(log.batch.turns.reward.map(\.bitPattern) == texts.map { Double($0)?.bitPattern })
    for text in ["", "-", ".", "-.", "1.2.3", "nan", "inf", "1 ", "one", "1e999"] where !text.isEmpty {
      let table = "task,episode,agent,state,action,reward,status\nt,e,a,s,x,\(text),success\n"
      #expect(refusal("rows", table, name: "log.csv")?.contains("expected a number") == true)
    }
  }

  @Test func whatIsNoTextIsRefusedWithItsRow() {
    let head = "task,episode,agent,state,action,status\nt,e,a,s,x,success\nt,e,a,"
    let table = Array(head.utf8) + [0xFF] + Array(",x,\n".utf8)
    let message = "log.csv:3: the line is not UTF-8 (byte 48 is 0xFF); expected one JSON value."
    #expect(throws: Refusal(text: message)) {
      try imported("rows", [(name: "log.csv", content: table)])
    }
  }
}

/// A number below a bound.
private func below(_ bound: Int, _ random: inout SplitMix64) -> Int {
  Int.random(in: 0..<bound, using: &random)
}
