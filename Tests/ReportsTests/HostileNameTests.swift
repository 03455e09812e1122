import Foundation
import Reports
import Testing
import Trajectories

/// Names that try to move the cursor, to turn the direction of writing, to break a line or to become markup.
@Suite("Hostile names")
struct HostileNameTests {
  /// A document with the name in every place that a name may have.
  private var document: Document {
    let name = Samples.hostile
    var document = Document(name)
    document.add(paragraph: name)
    document.add(Finding(name, evidence: name))
    document.add(heading: name)
    document.add(Terms(name, [.init(name, name)]))
    document.add(
      Table(
        name, [.text(name), .prose(name), .number(name)],
        rows: [
          [.text(name), .text(name), .undefined(reason: name)],
          [.text("b"), .text("c"), .undefined(reason: "r")],
        ],
        order: .init(by: 0), unit: name, notes: [name]))
    document.add(HeatMap(name, corner: name, rows: [name], columns: [name], unit: name) { _, _ in 1 })
    document.add(Tree(name, [.init(name, depth: 1)]))
    document.add(note: name)
    return document
  }

  private func hasHidden(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      guard scalar != "\n" else { return false }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: return true
      default: return false
      }
    }
  }

  @Test("text shows their escapes, in as many lines as for any name")
  func text() {
    for renderer in [TextRenderer(), TextRenderer(width: 40), TextRenderer(breaksWords: false)] {
      let shown = renderer.render(document)
      #expect(!hasHidden(shown))
      #expect(shown.contains(#"\u{1B}[31mred\u{7}\n#"#))
    }
    #expect(VisibleText.escaped(Samples.hostile) == Samples.hostileShown)
    // Colours are the renderer's own alone.
    let coloured = TextRenderer(colour: true).render(document)
    #expect(!coloured.contains("\u{1B}[31m"))
  }

  @Test("Markdown shows them as they are, without markup, links or lines of their own")
  func markdown() {
    let shown = MarkdownRenderer().render(document)
    #expect(!hasHidden(shown))
    #expect(!shown.contains("<b>") && !shown.contains("[x]") && !shown.contains("http://"))
    #expect(shown.contains(#"\|\`\*\_\[x\](http\://y)&lt;b&gt;&amp;"#))
    // A bar in a name is no border: rows have as many as columns and one.
    let rows = shown.split(separator: "\n").filter { $0.hasPrefix("|") }
    let bars = rows.map { $0.replacing(#"\|"#, with: "").count { $0 == "|" } }
    #expect(bars == [4, 4, 4, 4, 3, 3, 3])
  }

  @Test(
    "Markdown takes no line for a heading, a rule, a quotation or a list",
    arguments: ["# a", "- a", "+ a", "1. a", "12) a", "> a", "---", "=== ", "* a", "~~~", "```"])
  func blockStarts(line: String) {
    var document = Document()
    document.add(paragraph: line)
    let shown = MarkdownRenderer().render(document)
    #expect(shown.contains("\\") || shown.hasPrefix("&gt;"))
    #expect(!shown.hasPrefix(line))
  }

  @Test("Markdown leaves plain numbers, dates and versions alone")
  func plainText() {
    var document = Document()
    document.add(paragraph: "1.5 times -3, at 10:30 (c3, v1.2)")
    #expect(MarkdownRenderer().render(document) == "1.5 times -3, at 10:30 (c3, v1.2)\n")
  }

  @Test("JSON escapes them, and gives them back")
  func json() throws {
    let shown = JSONRenderer().render(document)
    #expect(!hasHidden(shown))
    #expect(shown.contains(#"\u202e"#) && shown.contains(#"\udb40\udc41"#))
    #expect(try JSONDecoder().decode(Document.self, from: Data(shown.utf8)) == document)
  }

  @Test("words that need joiners keep them, and plain text is as it was")
  func joiners() {
    for text in ["می\u{200C}خواهم", "👩\u{200D}🚀", "plain", "ärger é 日本"] {
      #expect(VisibleText.escaped(text) == text)
    }
    #expect(VisibleText.escapedLines("a\tb\n\u{1B}c\n") == "a\\tb\n\\u{1B}c\n")
  }
}
