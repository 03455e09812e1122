import Trajectories

/// Documents as text for terminals: columns line up, and what is too wide goes on below.
package struct TextRenderer: Sendable {
  /// The width of text that is not for a terminal.
  package static let usualWidth = 120

  /// Columns of a line.
  package let width: Int
  /// Whether the text has colours, as escape sequences of a terminal with 256 of them.
  package let hasColour: Bool
  /// Whether names, explanations and sentences are broken into lines; otherwise only numbers go on below.
  package let breaksWords: Bool

  /// A renderer.
  ///
  /// - Parameters:
  ///   - width: Columns of a line, at least 40. A column of a table that is wider alone, and a long word, stay whole.
  ///   - colour: Whether to use colours: to be decided by who knows where the text goes.
  ///   - breaksWords: Whether names, explanations and sentences are broken into lines.
  package init(
    width: Int = TextRenderer.usualWidth, colour hasColour: Bool = false, breaksWords: Bool = true
  ) {
    self.width = max(40, width)
    self.hasColour = hasColour
    self.breaksWords = breaksWords
  }

  /// The text of a document, which ends with the end of a line.
  package func render(_ document: Document) -> String {
    lines(of: document).map { $0 + "\n" }.joined()
  }

  /// The lines of a document, without blanks at their ends.
  package func lines(of document: Document) -> [String] {
    var lines: [String] = []
    var last: Document.Block?
    for block in document.blocks {
      if let last, !continues(last, block) { lines.append("") }
      lines += self.lines(of: block)
      last = block
    }
    return lines.map(TextWidth.trimmed)
  }

  /// Whether a part stands directly below another: what belongs to the document's title, and sentences with sentences.
  private func continues(_ first: Document.Block, _ second: Document.Block) -> Bool {
    switch (first, second) {
    case (.heading(_, level: 1), .paragraph), (.paragraph, .paragraph), (.note, .note), (.finding, .finding):
      true
    default: false
    }
  }

  private func lines(of block: Document.Block) -> [String] {
    switch block {
    case .heading(let text, let level): return heading(text, level: level)
    case .paragraph(let text): return wrapped(text)
    case .note(let text): return wrapped(text, indent: "  ", first: "note: ")
    case .finding(let finding):
      let evidence = finding.evidence.map { " (\($0))" } ?? ""
      return wrapped(finding.sentence + evidence, indent: "  ", first: "> ")
    case .terms(let terms): return lines(of: terms)
    case .table(let table): return lines(of: table)
    case .map(let map): return lines(of: map)
    case .curves(let curves): return lines(of: curves)
    case .tree(let tree):
      return titleLines(tree.title)
        + tree.nodes.map { String(repeating: "  ", count: max(0, $0.depth)) + VisibleText.escaped($0.text) }
    }
  }

  private func heading(_ text: String, level: Int) -> [String] {
    let text = VisibleText.escaped(text)
    let lines = self.lines(of: text, width: width)
    let shown = hasColour ? lines.map { "\u{1B}[1m\($0)\u{1B}[0m" } : lines
    guard level > 1 else { return shown }
    return shown + [String(repeating: "─", count: lines.map(TextWidth.of).max() ?? 0)]
  }

  /// Sentences in lines; those after the first are indented.
  func wrapped(_ text: String, indent: String = "", first: String = "") -> [String] {
    let room = width - indent.count
    let lines = self.lines(
      of: VisibleText.escaped(text), width: room, first: width - TextWidth.of(first))
    return lines.enumerated().map { $0 == 0 ? first + $1 : indent + $1 }
  }

  /// The words of a text in lines, or all in one.
  private func lines(of text: String, width: Int, first: Int? = nil) -> [String] {
    breaksWords ? TextWidth.lines(of: text, width: width, first: first) : [text]
  }

  /// A title above a table; none for none.
  func titleLines(_ title: String?) -> [String] { title.map { wrapped($0) } ?? [] }

  /// Names in a column, and beside each its text, in lines.
  private func lines(of terms: Terms) -> [String] {
    let names = terms.entries.map { VisibleText.escaped($0.name) }
    let column = min(width / 3, names.map(TextWidth.of).max() ?? 0)
    return titleLines(terms.title)
      + zip(names, terms.entries).flatMap { name, entry -> [String] in
        let indent = String(repeating: " ", count: column + 2)
        let texts = lines(of: VisibleText.escaped(entry.text), width: width - column - 2)
        // A name that leaves no room has a line for itself, where lines are broken at all.
        guard TextWidth.of(name) <= column else {
          return breaksWords ? [name] + texts.map { indent + $0 } : ["\(name)  \(texts[0])"]
        }
        return texts.enumerated().map {
          ($0 == 0 ? TextWidth.padded(name, to: column + 2, left: true) : indent) + $1
        }
      }
  }
}
