import Testing
import Trajectories

/// The fields of a turn.
@Suite struct TraceTurnTests {
  /// A line whose turns have these further fields, one turn an element.
  private func line(episode: String = "e", _ turns: [String]) -> String {
    let texts = turns.map { TraceText.turn(more: $0) }
    return TraceText.line(episode: "\"\(episode)\"", turns: "[\(texts.joined(separator: ","))]")
  }

  @Test func turnsAreRunsOfDecisions() throws {
    let team = "[\(TraceText.decision(agent: #""p""#)),\(TraceText.decision(agent: #""q""#))]"
    let turns = [TraceText.turn(state: #""A""#, decisions: team), TraceText.turn(state: #""B""#)]
    let batch = try read(
      TraceText.line(episode: #""e0""#, turns: "[\(turns.joined(separator: ","))]") + "\n"
        + TraceText.line(episode: #""e1""#))
    #expect(batch.episodes.turnStart == [0, 2, 3])
    #expect(batch.turns.decisionStart == [0, 2, 3, 4])
    #expect(batch.turns(of: 0) == 0..<2)
    #expect(batch.turns(of: 1) == 2..<3)
    #expect(batch.decisions(of: 0) == 0..<2)
    #expect(batch.decisions(ofEpisode: 0) == 0..<3)
    #expect(batch.decisions.agent == [0, 1, 0, 0])
    #expect(batch.turns.state.map { batch.symbols.keys[$0] } == ["A", "B", "A"])
  }

  @Test(arguments: [
    Refused(
      "[\(TraceText.turn()),\(TraceText.turn(state: nil))]",
      #"trace.jsonl:1: turn 1: field "state" is missing; expected a string."#),
    Refused(
      "[\(TraceText.turn(state: "0"))]",
      #"trace.jsonl:1: turn 0: field "state" is the integer 0; expected a string."#),
    Refused(
      "[\(TraceText.turn(leavesDecisionsOut: true))]",
      #"trace.jsonl:1: turn 0: field "decisions" is missing; expected an array of decisions."#),
    Refused(
      "[\(TraceText.turn(decisions: "[]")),\(TraceText.turn(decisions: "[]"))]",
      #"trace.jsonl:1: field "turns" is without a decision; expected at least one decision in an episode."#),
    Refused(
      "[\(TraceText.turn(decisions: "null"))]",
      #"trace.jsonl:1: turn 0: field "decisions" is null; expected an array of decisions."#),
    Refused(
      "[\(TraceText.turn(decisions: #"["x"]"#))]",
      #"trace.jsonl:1: turn 0: field "decisions[0]" is the string "x"; expected an object."#),
  ])
  func aBrokenNeededFieldIsRefused(_ refused: Refused) {
    #expect(refusal(of: TraceText.line(turns: refused.text)) == refused.message)
  }

  @Test func aRewardIsZeroUnlessGiven() throws {
    #expect(try read(line(["", #","reward":-1.5"#, #","reward":2"#])).turns.reward == [0, -1.5, 2])
  }

  @Test func privilegedKeysShareTheTableOfStates() throws {
    let batch = try read(line([#","privileged":"A""#, "", #","privileged":"A|bug""#]))
    #expect(batch.symbols.keys.names == ["A", "A|bug", "Z"])
    #expect(batch.turns.privileged == [0, TurnColumns.absent, 1])
  }

  @Test func beliefsAndProcessScoresAreReadWhereTheyStand() throws {
    let batch = try read(line([#","belief":0,"process":-1"#, "", #","belief":1,"process":1"#]))
    let belief = try #require(batch.turns.belief)
    let process = try #require(batch.turns.process)
    #expect((belief[0], belief[2]) == (0, 1))
    #expect((process[0], process[2]) == (-1, 1))
    #expect(belief[1].isNaN && process[1].isNaN)
  }

  @Test func segmentsOfAnEpisodeThatGivesNoneAreItsTurns() throws {
    let lines = [
      line(episode: "a", ["", "", ""]),
      line(episode: "b", [#","segment":0"#, #","segment":0"#, #","segment":4"#]),
    ]
    #expect(try read(lines.joined(separator: "\n")).turns.segment == [0, 1, 2, 0, 0, 4])
    #expect(try read(lines[0]).turns.segment == nil)
  }

  @Test func aTurnWithoutSegmentAmongOthersHasItsIndex() throws {
    #expect(try read(line([#","segment":0"#, "", #","segment":1"#, ""])).turns.segment == [0, 1, 1, 3])
  }

  @Test func segmentsOfAnotherEpisodeMayBeSmaller() throws {
    let lines = [line(episode: "a", [#","segment":5"#]), line(episode: "b", [#","segment":2"#])]
    #expect(try read(lines.joined(separator: "\n")).turns.segment == [5, 2])
  }

  @Test func segmentsNeverDecrease() {
    #expect(
      refusal(of: line([#","segment":1"#, #","segment":1"#, #","segment":0"#]))
        == #"trace.jsonl:1: turn 2: field "segment" is 0; expected at least 1, the segment of the turn before."#
    )
    #expect(
      refusal(of: line([#","segment":3"#, ""]))
        == #"trace.jsonl:1: turn 1: field "segment" is absent, which means the turn's index 1; "#
        + "expected at least 3, the segment of the turn before.")
  }

  @Test(arguments: [
    Refused(
      #","privileged":1"#, #"trace.jsonl:1: turn 0: field "privileged" is the integer 1; expected a string."#),
    Refused(
      #","segment":-1"#,
      #"trace.jsonl:1: turn 0: field "segment" is -1; expected an integer in 0...2147483647."#),
    Refused(
      #","segment":2147483648"#,
      #"trace.jsonl:1: turn 0: field "segment" is 2147483648; expected an integer in 0...2147483647."#),
    Refused(
      #","segment":1.0"#,
      #"trace.jsonl:1: turn 0: field "segment" is the number 1.0; expected an integer in 0...2147483647."#),
    Refused(
      #","segment":true"#,
      #"trace.jsonl:1: turn 0: field "segment" is the boolean true; expected an integer in 0...2147483647."#),
    Refused(
      #","reward":false"#, #"trace.jsonl:1: turn 0: field "reward" is the boolean false; expected a number."#),
    Refused(#","reward":null"#, #"trace.jsonl:1: turn 0: field "reward" is null; expected a number."#),
    Refused(#","belief":1.5"#, #"trace.jsonl:1: turn 0: field "belief" is 1.5; expected a number in 0...1."#),
    Refused(#","belief":-1"#, #"trace.jsonl:1: turn 0: field "belief" is -1; expected a number in 0...1."#),
    Refused(
      #","belief":{"p":1}"#,
      #"trace.jsonl:1: turn 0: field "belief" is the object {"p":1}; expected a number in 0...1."#),
    Refused(
      #","process":-1.25"#, #"trace.jsonl:1: turn 0: field "process" is -1.25; expected a number in -1...1."#),
    Refused(#","process":2"#, #"trace.jsonl:1: turn 0: field "process" is 2; expected a number in -1...1."#),
    Refused(
      #","process":"good""#,
      #"trace.jsonl:1: turn 0: field "process" is the string "good"; expected a number in -1...1."#),
  ])
  func aBrokenOptionalFieldIsRefused(_ refused: Refused) {
    #expect(refusal(of: TraceText.lineOfTurn(refused.text)) == refused.message)
  }
}
