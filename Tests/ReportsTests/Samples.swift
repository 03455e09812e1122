import Ground
import Reports

/// Documents and names that several tests show.
enum Samples {
  /// A name with everything that could break a report: an escape sequence, ends of lines, a tab, marks of direction,
  /// and what Markdown and HTML take for markup.
  static let hostile =
    "\u{1B}[31mred\u{7}\n# a\r\tb\u{85}\u{2028}\u{202E}c\u{2066}\u{200F}\u{61C}|`*_[x](http://y)<b>&\u{E0041}"

  /// The name as a terminal shows it.
  static let hostileShown =
    #"\u{1B}[31mred\u{7}\n# a\r\tb\u{85}\u{2028}\u{202E}c\u{2066}\u{200F}\u{61C}|`*_[x](http://y)<b>&\u{E0041}"#

  /// A document with one part of every kind.
  static var everyKind: Document {
    var document = Document("relay: four agents repair a bug")
    document.add(paragraph: "Policy default, memory last.")
    document.add(Finding("The reviewer matters most.", evidence: "0.312 at turn 9"))
    document.add(heading: "Methods")
    document.add(Terms("Settings", [.init("seed", "0"), .init("batches", "20 of 128 episodes")]))
    document.add(methods)
    document.add(map)
    document.add(Tree("Policy", [.init("agent-0", depth: 0), .init("none: listen", depth: 1)]))
    document.add(note: "One batch only.")
    return document
  }

  static var methods: Table {
    Table(
      "Agreement",
      [
        "method", .number("Spearman"), .number("bias", decimals: 4, signed: true), .share("zero"),
        .count("replays"),
      ],
      rows: [
        [
          "coma", .estimate(.value(1), interval: .value(.init(1, 1))), Cell.number(0.25).marked(),
          .share(0.0625),
          .counts(10...1200),
        ],
        [
          "c3", .estimate(.value(0.3114), interval: .undefined(.tooFew(found: 1, needed: 2))),
          .number(-0.00001),
          .share(1, of: 12), .count(105_462),
        ],
        ["grpo", .undefined(.noVariance), .undefined(.noUnits), .blank, .absent],
      ], order: .init(by: 1, descending: true), unit: "points", notes: ["* where p is below 0.05"])
  }

  static var map: HeatMap {
    let values: [[Double?]] = [[0.25, nil], [-1, 0.5]]
    return HeatMap("Credit", rows: ["planner", "coder"], columns: ["t0", "t1"], signed: true) {
      values[$0][$1]
    }
  }
}
