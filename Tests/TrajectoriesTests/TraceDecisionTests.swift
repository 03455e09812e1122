import Testing

@testable import Trajectories

/// The fields of a decision.
@Suite struct TraceDecisionTests {
  /// A line of one turn for each element, with one decision that has these further fields.
  private func line(episode: String = "e", _ decisions: [String]) -> String {
    let turns = decisions.enumerated().map { index, more in
      TraceText.turn(state: "\"S\(index)\"", decisions: "[\(TraceText.decision(more: more))]")
    }
    return TraceText.line(episode: "\"\(episode)\"", turns: "[\(turns.joined(separator: ","))]")
  }

  private func line(ofTeam decisions: [String]) -> String {
    TraceText.line(
      turns: "[\(TraceText.turn()),\(TraceText.turn(decisions: "[\(decisions.joined(separator: ","))]"))]")
  }

  @Test func agentsAndActionsAreInterned() throws {
    let batch = try read(
      line(ofTeam: [TraceText.decision(agent: #""q""#, action: #""y""#), TraceText.decision(action: #""y""#)])
    )
    #expect(batch.symbols.agents.names == ["p", "q"])
    #expect(batch.symbols.actions.names == ["x", "y"])
    #expect(batch.decisions.agent == [0, 1, 0])
    #expect(batch.decisions.action == [0, 1, 1])
  }

  @Test(arguments: [
    Refused(
      TraceText.decision(agent: nil),
      #"trace.jsonl:1: turn 1, decision 1: field "agent" is missing; expected a string."#),
    Refused(
      TraceText.decision(agent: "4"),
      #"trace.jsonl:1: turn 1, decision 1: field "agent" is the integer 4; expected a string."#),
    Refused(
      TraceText.decision(action: nil),
      #"trace.jsonl:1: turn 1, decision 1: field "action" is missing; expected a string."#),
    Refused(
      TraceText.decision(action: #"{"tool":"search"}"#),
      #"trace.jsonl:1: turn 1, decision 1: field "action" is the object {"tool":"search"}; expected a string."#
    ),
    Refused(
      TraceText.decision(agent: #""q""#),
      #"trace.jsonl:1: turn 1, decision 1: field "agent" is "q", as in decision 0; "#
        + "expected an agent at most once a turn."),
  ])
  func aBrokenNeededFieldIsRefused(_ refused: Refused) {
    #expect(
      refusal(of: line(ofTeam: [TraceText.decision(agent: #""q""#), refused.text])) == refused.message)
  }

  @Test func anAgentMayActInEveryTurn() throws {
    #expect(try read(line(["", "", ""])).decisions.agent == [0, 0, 0])
  }

  @Test func theColumnOfObservationsExistsIfOneIsGiven() throws {
    let none = [line(episode: "a", ["", ""])]
    #expect(try read(none[0]).decisions.observation == nil)
    // Turns S0, S1 of "a", then of "b": only the last one states what its agent saw.
    let batch = try read(
      (none + [line(episode: "b", ["", #","observation":"fog""#])]).joined(separator: "\n"))
    let seen = try #require(batch.decisions.observation).map { batch.symbols.keys[$0] }
    #expect(seen == ["S0", "S1", "S0", "fog"])
  }

  @Test func validityAndTokensAreFilledWithTheirDefaults() throws {
    let batch = try read(line(["", #","valid":false,"tokens":0"#, #","valid":true,"tokens":2147483647"#]))
    #expect(batch.decisions.valid == [true, false, true])
    #expect(batch.decisions.tokens == [1, 0, 2_147_483_647])
  }

  @Test func numbersAreMissingWhereTheyAreNotGiven() throws {
    let given = #","logProbability":-0.5,"referenceLogProbability":0,"judge":-3,"entropy":0"#
    let decisions = try read(line(["", given])).decisions
    for (column, value) in [
      (decisions.logProbability, -0.5), (decisions.referenceLogProbability, 0), (decisions.judge, -3),
      (decisions.entropy, 0),
    ] {
      let column = try #require(column)
      #expect(column[0].isNaN)
      #expect(column[1] == value)
    }
  }

  @Test func eachColumnExistsForItselfAlone() throws {
    let decisions = try read(line([#","judge":1"#])).decisions
    #expect(decisions.judge == [1])
    #expect(decisions.observation == nil && decisions.logProbability == nil && decisions.valid == nil)
    #expect(decisions.referenceLogProbability == nil && decisions.tokens == nil && decisions.entropy == nil)
    #expect(decisions.factors == nil && decisions.factorCount == 0)
  }

  @Test func factorsAreRowsOfOneLength() throws {
    let decisions = try read(line(["", #","factors":[1,0.5]"#, "", #","factors":[-2,3]"#])).decisions
    #expect(decisions.factorCount == 2)
    let factors = try #require(decisions.factors)
    #expect(factors.count == 8)
    #expect(factors[0].isNaN && factors[1].isNaN && factors[4].isNaN && factors[5].isNaN)
    #expect(Array(factors[2...3] + factors[6...7]) == [1, 0.5, -2, 3])
  }

  @Test func factorsOfAnotherLengthNameTheFirstLine() {
    let lines = [line(episode: "a", [""]), line(episode: "b", [#","factors":[1,0]"#])]
    let other = line(episode: "c", ["", #","factors":[1,0,1]"#])
    #expect(
      refusal(of: (lines + [other]).joined(separator: "\n"))
        == #"trace.jsonl:3: turn 1, decision 0: field "factors" is [1,0,1], of length 3; "#
        + "expected length 2, as on line 2.")
  }

  @Test(arguments: [
    Refused(#","observation":0"#, #"field "observation" is the integer 0; expected a string."#),
    Refused(#","logProbability":0.3"#, #"field "logProbability" is 0.3; expected a number of at most 0."#),
    Refused(
      #","logProbability":"-0.3""#,
      #"field "logProbability" is the string "-0.3"; expected a number of at most 0."#),
    Refused(#","logProbability":null"#, #"field "logProbability" is null; expected a number of at most 0."#),
    Refused(
      #","referenceLogProbability":1"#,
      #"field "referenceLogProbability" is 1; expected a number of at most 0."#),
    Refused(
      #","referenceLogProbability":[-1]"#,
      #"field "referenceLogProbability" is the array [-1]; expected a number of at most 0."#),
    Refused(#","valid":0"#, #"field "valid" is the integer 0; expected true or false."#),
    Refused(#","valid":"true""#, #"field "valid" is the string "true"; expected true or false."#),
    Refused(#","tokens":-1"#, #"field "tokens" is -1; expected an integer in 0...2147483647."#),
    Refused(
      #","tokens":12.5"#, #"field "tokens" is the number 12.5; expected an integer in 0...2147483647."#),
    Refused(
      #","tokens":12.0"#, #"field "tokens" is the number 12.0; expected an integer in 0...2147483647."#),
    Refused(
      #","tokens":1e2"#, #"field "tokens" is the number 100.0; expected an integer in 0...2147483647."#),
    Refused(
      #","tokens":2147483648"#, #"field "tokens" is 2147483648; expected an integer in 0...2147483647."#),
    Refused(
      #","tokens":99999999999999999999"#,
      #"field "tokens" is the number 1e+20; expected an integer in 0...2147483647."#),
    Refused(
      #","tokens":true"#, #"field "tokens" is the boolean true; expected an integer in 0...2147483647."#),
    Refused(#","judge":"good""#, #"field "judge" is the string "good"; expected a number."#),
    Refused(#","judge":true"#, #"field "judge" is the boolean true; expected a number."#),
    Refused(#","entropy":-0.1"#, #"field "entropy" is -0.1; expected a number of at least 0."#),
    Refused(#","entropy":{}"#, #"field "entropy" is the object {}; expected a number of at least 0."#),
    Refused(
      #","factors":0.5"#, #"field "factors" is the number 0.5; expected an array of at least one number."#),
    Refused(#","factors":[]"#, #"field "factors" is []; expected an array of at least one number."#),
    Refused(#","factors":[1,"0"]"#, #"field "factors[1]" is the string "0"; expected a number."#),
    Refused(#","factors":[null,1]"#, #"field "factors[0]" is null; expected a number."#),
  ])
  func aBrokenOptionalFieldIsRefused(_ refused: Refused) {
    #expect(
      refusal(of: TraceText.lineOfDecision(refused.text))
        == "trace.jsonl:1: turn 0, decision 0: \(refused.message)")
  }

  @Test func anErrorIsData() {
    #expect(
      throws: TraceError(
        file: "trace.jsonl", line: 1, place: .decision(0, turn: 0), field: "tokens", found: "-1",
        expected: "an integer in 0...2147483647")
    ) { try read(TraceText.lineOfDecision(#","tokens":-1"#)) }
  }

  @Test func longValuesAreShortenedInErrors() {
    let long = String(repeating: "a", count: 5000)
    #expect(
      refusal(of: TraceText.lineOfDecision(#","judge":"\#(long)""#))
        == #"trace.jsonl:1: turn 0, decision 0: field "judge" is the string "\#(long.prefix(40))…"; "#
        + "expected a number.")
  }
}
