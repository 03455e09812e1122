import Foundation
import Reports
import Testing

@Suite("Documents as Markdown and JSON")
struct MarkdownRendererTests {
  @Test("every kind of part has its golden Markdown")
  func golden() {
    #expect(
      MarkdownRenderer().render(Samples.everyKind) == #"""
        # relay: four agents repair a bug

        Policy default, memory last.

        **The reviewer matters most.** (0.312 at turn 9)

        ## Methods

        Settings

        - **seed**: 0
        - **batches**: 20 of 128 episodes

        Agreement (in points; by Spearman, largest first)

        | method | Spearman | bias | zero | replays |
        | :-- | --: | --: | --: | --: |
        | coma | 1.000 \[1.000, 1.000\] | +0.2500\* | 6.2% | 10-1,200 |
        | c3 | 0.311 | 0.0000 | 100.0% of 12 | 105,462 |
        | grpo | undefined (1) | undefined (2) |  | · |

        \* where p is below 0.05\
        undefined (1): all values are equal, so there is no variation to compare with\
        undefined (2): no unit is left to count\
        without interval: 1 found, at least 2 needed

        Credit

        | agent | t0 | t1 |
        | :-- | --: | --: |
        | planner | +0.250░ | · |
        | coder | -1.000█ | +0.500▒ |

        Policy

        - agent-0
          - none: listen

        > One batch only.

        """#)
  }

  @Test("JSON gives the document back, with all digits, and says which schema it has")
  func json() throws {
    let shown = JSONRenderer().render(Samples.everyKind)
    #expect(shown.contains(#""schema" : "ascribe.document/1""#))
    #expect(shown.contains("-1e-05") && shown.contains("0.3114"))
    #expect(try JSONDecoder().decode(Document.self, from: Data(shown.utf8)) == Samples.everyKind)
  }

  @Test(
    "JSON that is no document is refused",
    arguments: [
      #"{"schema": "ascribe.document/2", "blocks": []}"#,
      #"{"schema": "ascribe.document/1", "blocks": [{"kind": "picture"}]}"#,
      #"{"schema": "ascribe.document/1", "blocks": [{"kind": "table", "columns": [], "keys": 1, "notes": [], "rows": []}]}"#,
      #"{"schema": "ascribe.document/1", "blocks": [{"kind": "table", "columns": [], "keys": 0, "notes": [], "rows": [[{}]]}]}"#,
      #"""
      {"schema": "ascribe.document/1", "blocks": [{"kind": "map", "corner": "a", "rows": ["x"], "columns": ["t0"],
      "values": [[]], "largest": 1, "decimals": 3, "isSigned": false}]}
      """#,
    ])
  func foreign(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    }
  }
}
