import Trajectories

/// Documents as Markdown, with the tables of GitHub's.
package struct MarkdownRenderer: Sendable {
  /// A renderer.
  package init() {}

  /// The text of a document, which ends with the end of a line.
  package func render(_ document: Document) -> String {
    document.blocks.map { lines(of: $0).map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private func lines(of block: Document.Block) -> [String] {
    switch block {
    case .heading(let text, let level):
      return [String(repeating: "#", count: min(6, max(1, level))) + " " + escaped(text)]
    case .paragraph(let text): return [escaped(text)]
    case .note(let text): return ["> " + escaped(text)]
    case .finding(let finding):
      return ["**\(escaped(finding.sentence))**" + (finding.evidence.map { " (\(escaped($0)))" } ?? "")]
    case .terms(let terms):
      return title(terms.title) + terms.entries.map { "- **\(escaped($0.name))**: \(escaped($0.text))" }
    case .table(let table): return lines(of: table)
    case .map(let map): return lines(of: map)
    case .curves(let curves):
      return title(curves.title)
        + curves.curves.map { "- **\(escaped($0.name))**: \(curves.line(of: $0)) \(curves.words(of: $0))" }
        + notes(curves.notes)
    case .tree(let tree):
      return title(tree.title)
        + tree.nodes.map { String(repeating: "  ", count: max(0, $0.depth)) + "- " + escaped($0.text) }
    }
  }

  private func lines(of table: Table) -> [String] {
    let (table, length) = CutText.cutting(table)
    let reasons = table.reasons
    let rows = table.rows.map { row in
      zip(table.columns, row).map { MarkdownText.escaped($0.text(of: $1, reasons: reasons)) }
    }
    return title(table.fullTitle)
      + self.rows(table.columns.map { (escaped($0.title), $0.isLeft) }, rows)
      + self.notes(table.allNotes(cut: length))
  }

  private func lines(of map: HeatMap) -> [String] {
    let column = Column.number("", decimals: map.decimals, signed: map.isSigned)
    let rows = zip(map.rows, map.values).map { name, values in
      [escaped(name)]
        + values.map { value in
          guard let value else { return "·" }
          let shade = HeatMap.blocks[map.level(of: value)]
          return MarkdownText.escaped(column.text(of: .number(value))) + (shade == " " ? "" : shade)
        }
    }
    return title(map.unit.map { "\(map.title ?? "") (in \($0))" } ?? map.title)
      + self.rows([(escaped(map.corner), true)] + map.columns.map { (escaped($0), false) }, rows)
      + notes(map.notes)
  }

  /// Notes with a line break between them: otherwise they flow together.
  private func notes(_ notes: [String]) -> [String] {
    let notes = notes.map { escaped($0) }
    return notes.isEmpty ? [] : [""] + notes.dropLast().map { $0 + "\\" } + notes.suffix(1)
  }

  private func rows(_ columns: [(title: String, isLeft: Bool)], _ rows: [[String]]) -> [String] {
    let line = { (cells: [String]) in "| \(cells.joined(separator: " | ")) |" }
    return [line(columns.map(\.title)), line(columns.map { $0.isLeft ? ":--" : "--:" })] + rows.map(line)
  }

  private func title(_ title: String?) -> [String] { title.map { [escaped($0), ""] } ?? [] }

  private func escaped(_ text: String) -> String { MarkdownText.escaped(VisibleText.escaped(text)) }
}

/// Text in Markdown that stays the text that it is.
enum MarkdownText {
  /// The text with everything escaped that Markdown or HTML would take for markup, a link or a mention.
  ///
  /// - Parameter text: A text of one line.
  static func escaped(_ text: String) -> String {
    var shown = ""
    for character in text.replacing("://", with: "\u{0}").replacing("www.", with: "\u{1}") {
      switch character {
      case "&": shown += "&amp;"
      case "<": shown += "&lt;"
      case ">": shown += "&gt;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "$", "@": shown += "\\\(character)"
      // Not to become links of their own.
      case "\u{0}": shown += "\\://"
      case "\u{1}": shown += "www\\."
      default: shown.append(character)
      }
    }
    return isBlockStart(text) ? "\\" + shown : ordered(shown)
  }

  /// Whether a line that begins so would be a heading, a rule, a quotation or a list.
  private static func isBlockStart(_ text: String) -> Bool {
    guard let first = text.first else { return false }
    let rest = text.dropFirst()
    return first == "#" || first == "="
      || (first == "-" || first == "+") && (rest.isEmpty || rest.first == " " || rest.first == first)
  }

  /// A line that would be an item of a numbered list is none.
  private static func ordered(_ text: String) -> String {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, let next = text[digits.endIndex...].first, next == "." || next == ")",
      text[digits.endIndex...].dropFirst().first.map({ $0 == " " }) ?? true
    else { return text }
    return digits + "\\" + text[digits.endIndex...]
  }
}
