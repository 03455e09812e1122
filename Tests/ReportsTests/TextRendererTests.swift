import Ground
import Reports
import Testing

@Suite("Documents as text")
struct TextRendererTests {
  @Test("every kind of part has its golden text")
  func golden() {
    #expect(
      TextRenderer().render(Samples.everyKind) == """
        relay: four agents repair a bug
        Policy default, memory last.

        > The reviewer matters most. (0.312 at turn 9)

        Methods
        ───────

        Settings
        seed     0
        batches  20 of 128 episodes

        Agreement (in points; by Spearman, largest first)
        method       Spearman                           bias          zero   replays
        coma            1.000 [1.000, 1.000]        +0.2500*          6.2%  10-1,200
        c3              0.311                        0.0000   100.0% of 12   105,462
        grpo    undefined (1)                 undefined (2)                        ·
        * where p is below 0.05
        undefined (1): all values are equal, so there is no variation to compare with
        undefined (2): no unit is left to count
        without interval: 1 found, at least 2 needed

        Credit
        agent         t0       t1
        planner  +0.250░        ·
        coder    -1.000█  +0.500▒

        Policy
        agent-0
          none: listen

        note: One batch only.

        """)
  }

  @Test("what is too wide goes on below, with the names of its rows")
  func narrow() {
    let text = TextRenderer(width: 40).render(Samples.everyKind)
    #expect(
      text.contains(
        """
        method       Spearman
        coma            1.000 [1.000, 1.000]
        c3              0.311
        grpo    undefined (1)
        method            bias          zero
        coma          +0.2500*          6.2%
        c3             0.0000   100.0% of 12
        grpo    undefined (2)
        method   replays
        coma    10-1,200
        """))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 40 })
  }

  @Test("200 agents at 40 turns take their rows once for every part of the turns")
  func manyAgents() {
    let agents = (0..<200).map { "agent-\($0)" }
    let map = HeatMap("Credit", rows: agents, columns: (0..<40).map { "t\($0)" }) { agent, turn in
      (agent + turn) % 3 == 0 ? nil : Double(agent * turn)
    }
    var document = Document()
    document.add(map)
    let lines = TextRenderer(width: 100).lines(of: document)
    #expect(lines.allSatisfy { $0.count <= 100 })
    let headers = lines.filter { $0.hasPrefix("agent ") }
    #expect(headers.flatMap { $0.split(separator: " ").dropFirst() } == (0..<40).map { "t\($0)" })
    #expect(lines.count == 1 + headers.count * 201)
    #expect(lines.count { $0.hasPrefix("agent-199 ") } == headers.count)
  }

  @Test("a table without rows is its header")
  func empty() {
    var document = Document()
    document.add(Table("Nothing", ["method", .number("bias")]))
    #expect(TextRenderer().lines(of: document) == ["Nothing", "method  bias"])
  }

  @Test("colours are there only if they are asked for, and stand for the shades")
  func colours() {
    var document = Document()
    document.add(Samples.map)
    let plain = TextRenderer().render(document)
    let coloured = TextRenderer(colour: true).render(document)
    #expect(!plain.contains("\u{1B}"))
    #expect(coloured.contains("\u{1B}[48;5;160m\u{1B}[38;5;231m-1.000 \u{1B}[0m"))
    #expect(coloured.contains("\u{1B}[48;5;22m\u{1B}[38;5;231m+0.250 \u{1B}[0m"))
    #expect(!coloured.contains("█"))
  }

  @Test("shades are those of a common largest number, and nothing has none")
  func shades() {
    let map = HeatMap(rows: ["a"], columns: ["t0", "t1", "t2"], largest: 8) { [0, 4, 16][$1] + Double($0) }
    #expect(map.values[0].map { map.level(of: $0 ?? 0) } == [0, 2, 4])
    let flat = HeatMap(rows: ["a"], columns: ["t0"]) { _, _ in 0 }
    #expect(flat.level(of: 0) == 0)
    #expect(HeatMap(rows: ["a"], columns: ["t0"]) { _, _ in .nan }.values == [[nil]])
  }

  @Test("words are broken into lines beside their names, unless they are to stay whole")
  func words() {
    let text = "one two three four five six seven eight nine ten eleven twelve"
    var document = Document()
    document.add(Terms(nil, [.init("meaning", text)]))
    document.add(Table(nil, ["name", .prose("meaning")], rows: [["a", .text(text)]]))
    #expect(
      TextRenderer(width: 40).lines(of: document) == [
        "meaning  one two three four five six", "         seven eight nine ten eleven",
        "         twelve", "", "name  meaning", "a     one two three four five six seven",
        "      eight nine ten eleven twelve",
      ])
    #expect(
      TextRenderer(width: 40, breaksWords: false).lines(of: document) == [
        "meaning  \(text)", "", "name  meaning", "a     \(text)",
      ])
  }

  @Test("a long name has a line for itself, or its text behind it where lines stay whole")
  func longNames() {
    let name = String(repeating: "n", count: 20)
    var document = Document()
    document.add(Terms(nil, [.init(name, "one two"), .init("a", "b")]))
    #expect(
      TextRenderer(width: 40).lines(of: document) == [
        name, String(repeating: " ", count: 15) + "one two", "a              b",
      ])
    #expect(
      TextRenderer(width: 40, breaksWords: false).lines(of: document) == [
        "\(name)  one two", "a              b",
      ])
  }

  @Test("the notes of a map stand below it, in text and in Markdown")
  func mapNotes() {
    var document = Document()
    document.add(HeatMap("Gap", rows: ["a"], columns: ["t0"], notes: ["b: the same", "c: *"]) { _, _ in 1 })
    #expect(
      TextRenderer().lines(of: document) == ["Gap", "agent      t0", "a      1.000█", "b: the same", "c: *"])
    #expect(MarkdownRenderer().render(document).hasSuffix("| a | 1.000█ |\n\nb: the same\\\nc: \\*\n"))
  }

  @Test("wide characters take two columns")
  func wideCharacters() {
    var document = Document()
    document.add(
      Table(nil, ["name", .number("x", decimals: 0)], rows: [["日本", .number(1)], ["ab", .number(2)]]))
    #expect(TextRenderer().lines(of: document) == ["name  x", "日本  1", "ab    2"])
  }
}
