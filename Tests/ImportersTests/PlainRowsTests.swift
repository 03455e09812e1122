import Importers
import Testing
import Trajectories

/// Plain records, one row a step, as JSON Lines and as tables.
@Suite struct PlainRowsTests {
  private static func row(_ turn: Int, _ more: String) -> String {
    #"{"task":"t","episode":"e","turn":\#(turn),"agent":"a","state":"s","action":"x"\#(more)}"#
  }

  @Test func rowsThatContradictEachOtherAboutTheEndAreRefused() {
    let rows = Self.row(0, #","status":"success""#) + "\n" + Self.row(1, #","status":"failure""#)
    let expected: String =
      #"log.json:2: field "status" is failure, and success in another row of the episode "e"; expected one result for "#
      + #"an episode (or "of": "last" in the mapping)."#
    #expect(refusal("rows", rows) == expected)
  }

  /// Rows before the last one that say of a cut that there was none contradict nothing.
  @Test func onlyTheRowOfTheCutSaysThatItWasCut() throws {
    let rows = Self.row(0, #","truncated":false"#) + "\n" + Self.row(1, #","truncated":true"#)
    #expect(try imported("rows", rows).batch.episodes.status == [.truncated])
  }

  @Test func rowsWithoutAnEndAreToldWhatWouldSayIt() {
    let expected: String =
      #"log.json: field "outcome" is missing for episode "e", which ended with none of the fields status, truncated, "#
      + "score; expected what the log says of success, or a rule: --outcome success, failure, truncated or skip."
    #expect(refusal("rows", Self.row(0, "")) == expected)
  }

  /// A table is read as the records that its rows are, with quotes, line ends, empty fields and numbers in any spelling.
  @Test func aTableIsReadAsItsRecords() throws {
    let table =
      "task,episode,turn,agent,state,action,reward,score\n"
      + "t,e,1,a,\"say \"\"no\"\",\nthen\",x,-0.5,+1\nt,e,0,a,\"\\s\",y,1e-3,\n\nt,f,0,b,s,,0,0\r\n"
    let rows = [
      #"{"task":"t","episode":"e","turn":1,"agent":"a","state":"say \"no\",\nthen","action":"x","reward":-0.5,"score":1}"#,
      #"{"task":"t","episode":"e","turn":0,"agent":"a","state":"\\s","action":"y","reward":0.001}"#,
    ]
    let read = try imported("rows", table.replacing("t,f,0,b,s,,0,0\r\n", with: ""), name: "log.csv")
    let same = try imported("rows", rows.joined(separator: "\n"))
    #expect(read.actions() == [["a: y"], ["a: x"]])
    #expect(read.states() == same.states())
    #expect(read.batch.turns.reward == same.batch.turns.reward)
    #expect(read.batch.episodes.score == [1])
    #expect(
      refusal("rows", table, name: "log.csv")
        == #"log.csv:6: field "action" is missing; expected the action of a row."#)
  }
}
