import Foundation
import TestSupport
import Testing

/// Names in files that try to write to a terminal, to be run by a spreadsheet or to become markup, through every command that
/// reads files.
@Suite struct HostileOutputTests {
  private static let names = [
    "\u{1B}[31mred\u{7}\n# x", "\u{202E}evil\u{2066}\u{200F}", "=cmd|'/c calc'!A1",
    "</script><script>alert(1)</script>",
    "+1+1", "-2-3", "@SUM(1,2)", "\tx;=y", "\"><img src=x onerror=alert(1)>", "a\\nb", "'quoted",
    "\u{85}\u{2028}c\r",
  ]

  /// A trace whose tasks, episodes, agents, actions and states all have such names.
  private static let trace: String = {
    let quoted = { (name: String) in
      String(decoding: (try? JSONEncoder().encode(name)) ?? Data(), as: UTF8.self)
    }
    return (0..<8).map { episode in
      let turns = names.indices.map { turn in
        let name = quoted(names[(turn + episode) % names.count])
        return #"{"state":\#(name),"decisions":[{"agent":\#(name),"action":\#(name),"row":\#(name)}]}"#
      }
      let task = quoted(names[episode / 4])
      let own = quoted("\(names[episode])")
      return #"{"schema":"ascribe.trace/1","task":\#(task),"episode":\#(own),"outcome":{"status":"#
        + (episode % 2 == 0 ? #""success","score":1}"# : #""failure","score":0}"#)
        + #","turns":[\#(turns.joined(separator: ","))],"final":\#(own),"annotation":{"agent":"#
        + #"\#(quoted(names[(1 + episode) % names.count])),"step":1}}"#
    }.joined(separator: "\n")
  }()

  /// Calls with the files that they leave.
  private static let calls: [(line: [String], files: [String])] = [
    (
      "attribute t.jsonl --method grpo --method rloo --summary --html p.html --csv p.csv --dot p.dot --graphml p.graphml "
        + "--vega p.json", ["p.html", "p.csv", "p.dot", "p.graphml"]
    ),
    ("attribute t.jsonl --method grpo --method rloo --format csv --output c.csv", ["c.csv"]),
    ("attribute t.jsonl --method grpo --output a.jsonl", []),
    ("attribute t.jsonl --method gigpo --output b.jsonl", []),
    ("attribute t.jsonl --method grpo --summary --json", []),
    ("keys t.jsonl --method gigpo --resamples 99", []),
    ("compare a.jsonl b.jsonl --trace t.jsonl --tolerance 9", []),
    ("compare a.jsonl b.jsonl --tolerance 9", []),
    ("compare a.jsonl b.jsonl", []),
    ("blame --trace t.jsonl --methods grpo", []),
    ("import rows rows.jsonl --output i.jsonl", []),
    ("attribute rows.jsonl --from rows --method grpo --summary", []),
  ].map { ($0.0.split(separator: " ").map(String.init), $0.1) }

  @Test func nothingThatIsPrintedOrWrittenForEyesHoldsThemAsTheyAre() throws {
    try Workplace.use { place in
      try place.write(Self.trace, to: "t.jsonl")
      try place.write(Self.rows, to: "rows.jsonl")
      for (line, files) in Self.calls {
        let call = try place.ascribe(line)
        #expect(call.code <= 1, "\(line): \(call.complaints)")
        try Self.check([call.output, call.complaints], of: line.joined(separator: " "))
        for file in files {
          try Self.check([String(decoding: place.bytes(file), as: UTF8.self)], of: file)
        }
      }
      for file in ["p.csv", "c.csv"] { try Self.checkCells(of: place.bytes(file), file) }
      try Self.checkScripts(of: place.bytes("p.html"), "p.html")
    }
  }

  /// Rows of a table get their names back: what stands before them, and the escapes, say which characters they were.
  @Test func aTableGivesNamesBack() throws {
    try Workplace.use { place in
      try place.write(Self.trace, to: "t.jsonl")
      expectSuccess(try place.ascribe("attribute t.jsonl --method grpo --format csv --output c.csv"))
      let rows = Self.cells(of: try place.bytes("c.csv")).dropFirst()
      #expect(Set(rows.map { Self.original($0[3]) }) == Set(Self.names))
      #expect(rows.allSatisfy { $0.count == 7 && Double($0[4]) != nil })
    }
  }

  @Test func aStoreWithSuchNamesIsShownWithoutThem() throws {
    try Workplace.use { place in
      let run = "run and --methods grpo --episodes 8 --batches 2 --store r.db".split(separator: " ").map(
        String.init)
      for name in Self.names.dropLast() where !name.hasPrefix("-") {
        let call = try place.ascribe(run + ["--run-name", name, "--experiment", name, "--tag", "t=\(name)"])
        #expect(call.code == 0 || call.code == 2)
        try Self.check([call.output, call.complaints], of: "run --run-name")
      }
      for line in ["runs --store r.db", "runs export --store r.db --csv", "runs check --store r.db"] {
        let call = try place.ascribe(line)
        #expect(call.code == 0, "\(line): \(call.complaints)")
        try Self.check([call.output, call.complaints], of: line)
        if line.hasSuffix("--csv") { try Self.checkCells(of: Data(call.output.utf8), line) }
      }
    }
  }

  /// Errors quote what they found.
  @Test func errorsShowThemEscaped() throws {
    try Workplace.use { place in
      let name = String(decoding: try JSONEncoder().encode(Self.names.joined()), as: UTF8.self)
      try place.write(#"{"schema":\#(name),\#(name):1}"#, to: "x.json")
      try place.write("\(name) = 1\n", to: "x.toml")
      try place.write("agents: \u{1B}[31m\u{202E}\n", to: "x.dpomdp")
      let evil = "\u{1B}[31m\u{202E}"
      for call in [
        ["attribute", "x.json", "--method", "grpo"], ["show", "x.json"], ["import", "auto", "x.json"],
        ["compare", "x.json", "x.json"], ["sweep", "x.toml", "--store", "r.db"], ["exact", "x.dpomdp"],
        ["exact", "and", "--policy", "table:x.json"], ["exact", evil], ["run", "and", "--methods", evil],
        ["attribute", evil, "--method", "grpo"], ["import", evil, "x.json"], ["methods", evil],
        ["keys", "x.json", "--state-key", evil], ["blame", "score", "x.json", "x.json"], [evil],
        ["run", "and", "--\(evil)"],
        ["runs", "show", evil, "--store", "no.db"], ["run", "and", "--seed", evil],
      ] {
        let done = try place.ascribe(call)
        #expect(done.code == 2, "\(call)")
        try Self.check([done.output, done.complaints], of: "\(call)")
      }
    }
  }

  private static let rows: String = names.enumerated().map { turn, name in
    let name = String(decoding: (try? JSONEncoder().encode(name)) ?? Data(), as: UTF8.self)
    return
      #"{"task":\#(name),"episode":\#(name),"turn":\#(turn),"agent":\#(name),"observation":\#(name),"action":\#(name),"#
      + #""status":"success"}"#
  }.joined(separator: "\n")

  // MARK: Checks

  /// Nothing moves the cursor, turns the direction of writing or hides.
  private static func check(_ texts: [String], of what: String) throws {
    // The library that draws the charts of a page has tabs of its own.
    let isPage = what.hasSuffix(".html")
    for scalar in texts.joined().unicodeScalars where scalar != "\n" && !(isPage && scalar == "\t") {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        Issue.record("\(what) shows U+\(String(scalar.value, radix: 16))")
        return
      case .format where scalar != "\u{200C}" && scalar != "\u{200D}":
        Issue.record("\(what) shows U+\(String(scalar.value, radix: 16))")
        return
      default: break
      }
    }
  }

  /// No cell begins a formula unless it is a number, and rows have as many cells as the header.
  private static func checkCells(of bytes: Data, _ file: String) throws {
    let rows = cells(of: bytes)
    #expect(rows.count > 1 && rows.allSatisfy { $0.count == rows[0].count }, "\(file)")
    for cell in rows.joined() where Double(cell) == nil {
      let first = cell.unicodeScalars.first ?? "x"
      #expect(!["=", "+", "-", "@", "\t", "\r"].contains(first), "\(file): \(cell)")
    }
  }

  /// A name ends no script: as many scripts end as begin, and no name is an element.
  private static func checkScripts(of bytes: Data, _ file: String) throws {
    let page = String(decoding: bytes, as: UTF8.self)
    #expect(!page.contains("<script>alert") && !page.contains("<img src=x"), "\(file)")
    #expect(page.ranges(of: "</script").count == page.ranges(of: "<script").count, "\(file)")
  }

  /// The cells of comma-separated values, quotation marks taken away.
  private static func cells(of bytes: Data) -> [[String]] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
      var cells = [""]
      var isQuoted = false
      var last: Unicode.Scalar = " "
      for scalar in line.unicodeScalars {
        if scalar == "\"" {
          if !isQuoted, last == "\"" { cells[cells.count - 1].unicodeScalars.append(scalar) }
          isQuoted.toggle()
        } else if scalar == ",", !isQuoted {
          cells.append("")
        } else {
          cells[cells.count - 1].unicodeScalars.append(scalar)
        }
        last = scalar
      }
      return cells
    }
  }

  /// The text that a cell was written for, as `ascribe help formats` tells how to read it.
  private static func original(_ cell: String) -> String {
    var rest = cell.unicodeScalars[...]
    if rest.first == "'" { rest.removeFirst() }
    var text = ""
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        text.unicodeScalars.append(scalar)
        continue
      }
      switch rest.popFirst() {
      case "n": text += "\n"
      case "t": text += "\t"
      case "r": text += "\r"
      case "u":
        let digits = rest.dropFirst().prefix { $0 != "}" }
        rest = rest.dropFirst(digits.count + 2)
        text.unicodeScalars.append(UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init) ?? "?")
      default: text += "\\"
      }
    }
    return text
  }
}
