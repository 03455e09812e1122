@testable import Simulation
import Testing

/// The default texts of states, actions and observations.
@Suite struct ShortTextTests {
  private enum Fact { case alpha, beta }
  private enum Move: Hashable {
    case stay
    case take(Fact)
    case tell(message: String)
    case pair(Int, isLast: Bool)
  }
  private struct Report {
    var fact: Fact
    var drafts: Int
  }
  private struct Desk {
    var fact: Fact?
    var note: String?
    var report: Report?
    var moves: [Move]
  }
  private struct Named: CustomStringConvertible { let description: String }

  private static let texts: [(value: any Sendable, text: String)] = [
    (Report(fact: .alpha, drafts: 2), "Report(fact: alpha, drafts: 2)"),
    (Desk(moves: []), "Desk(fact: nil, note: nil, report: nil, moves: [])"),
    (
      Desk(fact: .beta, note: "nil", report: Report(fact: .alpha, drafts: 0), moves: [.stay, .take(.beta)]),
      #"Desk(fact: beta, note: "nil", report: Report(fact: alpha, drafts: 0), moves: [stay, take(beta)])"#
    ),
    (Move.tell(message: "hi"), #"tell(message: "hi")"#),
    (Move.pair(1, isLast: true), "pair(1, isLast: true)"),
    ("word", "word"), (0.5, "0.5"), (Optional("word"), "word"), (Optional<Int>.none, "nil"),
    (Named(description: "own"), "own"), (["b": 2, "a": 1], #"["a": 1, "b": 2]"#),
    (Set([3, 1, 2]), "[1, 2, 3]"),
  ]

  @Test(arguments: texts.indices) func aTextIsShort(index: Int) {
    #expect(ShortText.text(of: Self.texts[index].value) == Self.texts[index].text)
  }

  /// What differs in a part differs in its text: also nothing, nothing within something, and a text that reads so.
  @Test func differentValuesHaveDifferentTexts() {
    let values: [String??] = [nil, .some(nil), "nil", "some(nil)", "word"]
    #expect(Set(values.map { ShortText.text(of: $0 as Any) }).count == values.count)
    let wrapped: [[String?]] = [[nil], ["nil"], [], ["nil, nil"], [nil, nil]]
    #expect(Set(wrapped.map { ShortText.text(of: $0) }).count == wrapped.count)
  }
}
