import TestSupport
import Testing

@testable import AscribeCommand

@Suite struct LongValueTests {
  private let long = String(repeating: "a", count: 4000) + "z"

  @Test func shortSentencesAndListsStayAsTheyAre() {
    let words = (0..<200).map { "word\($0)" }.joined(separator: ", ")
    for sentence in ["x.json: the file is \"a\"; expected \"b\".", "Accepted: \(words).", ""] {
      #expect(LongValues.cut(sentence) == sentence)
    }
  }

  @Test func aLongValueIsCutInItsMiddle() {
    let blanks = String(repeating: "a b ", count: 1000) + "z"
    for value in [long, blanks] {
      let cut = LongValues.cut("There is no scenario \"\(value)\". Did you mean \"and\"?")
      #expect(cut.hasPrefix("There is no scenario \"\(value.prefix(120))…"))
      #expect(cut.hasSuffix("\(value.suffix(80))\". Did you mean \"and\"?"))
      #expect(cut.count < 300)
    }
  }

  /// Wherever a call takes a text, its error is short.
  @Test func everyCommandCutsWhatItWasGiven() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try place.write(#"{"schema":"\#(long)","\#(long)":1}"#, to: "x.json")
      try place.write("\(long) = 1\n", to: "x.toml")
      try place.write("agents: \(long)\n", to: "x.dpomdp")
      for call in [
        ["exact", long], ["describe", long], ["run", "and", "--methods", long], ["run", "and(\(long)=1)"],
        ["run", "and", "--methods", "grpo(norm=\(long))"], ["attribute", long, "--method", "grpo"],
        ["attribute", "x.json", "--method", "grpo"], ["show", "x.json"], ["show", long],
        ["import", long, "x.json"],
        ["import", "auto", "x.json"], ["import", "rows", "x.json", "--outcome", long],
        ["compare", "x.json", "x.json"],
        ["sweep", "x.toml", "--store", "r.db"], ["exact", "x.dpomdp"], ["exact", "and", "--policy", long],
        ["exact", "and", "--policy", "table:x.json"], ["exact", "and", "--memory", long], ["methods", long],
        [long],
        ["keys", "E1.jsonl", "--state-key", long],
        ["keys", "E1.jsonl", "--state-key", "state|path(\(long))"],
        ["run", "and", "--seed", long], ["run", "and", "--\(long)"], ["run", "and", "--output", "\(long)/x"],
        ["blame", "score", "x.json", "x.json"], ["runs", "show", long, "--store", "no.db"],
        ["attribute", "E1.jsonl", "--method", "grpo", "--set", "\(long)=1"], ["help", long],
      ] {
        let done = try place.ascribe(call)
        let first = done.complaints.prefix { $0 != "\n" }
        #expect(done.code == 2, "\(call.map { $0.prefix(20) })")
        #expect((1...1500).contains(first.count), "\(call.map { $0.prefix(20) }): \(first.count) characters")
      }
    }
  }
}
