import Testing
import Trajectories

/// The fields of an episode's record.
@Suite struct TraceEpisodeTests {
  @Test func theSmallestRecordIsAccepted() throws {
    let batch = try read(TraceText.line())
    #expect((batch.episodeCount, batch.turnCount, batch.decisionCount) == (1, 1, 1))
    #expect(batch.episodeName(0) == "e")
    #expect(batch.taskName(of: 0) == "t")
    #expect(batch.episodes.status == [.success])
    #expect(batch.symbols.keys.names == ["A", "Z"])
    #expect(batch.symbols.keys[batch.episodes.final[0]] == "Z")
    #expect(batch.turns.reward == [0])
    #expect(PlainBatch(batch).columns.allSatisfy { !$0 })
  }

  @Test func unknownFieldsAreIgnored() throws {
    let decision = TraceText.decision(more: #","text":"hello","extra":null"#)
    let turn = TraceText.turn(more: #","extra":[1,{"agent":2}]"#, decisions: "[\(decision)]")
    let line = TraceText.line(
      outcome: #"{"status":"failure","why":"timeout"}"#, turns: "[\(turn)]", more: #","extra":{"reward":"x"}"#
    )
    #expect(
      PlainBatch(try read(line)) == PlainBatch(try read(TraceText.line(outcome: #"{"status":"failure"}"#))))
  }

  @Test(arguments: [
    Refused(
      TraceText.line(schema: nil), #"trace.jsonl:1: field "schema" is missing; expected "ascribe.trace/1"."#),
    Refused(
      TraceText.line(schema: #""ascribe.trace/2""#),
      #"trace.jsonl:1: field "schema" is "ascribe.trace/2"; expected "ascribe.trace/1"."#),
    Refused(
      TraceText.line(schema: "1"),
      #"trace.jsonl:1: field "schema" is the integer 1; expected "ascribe.trace/1"."#),
    Refused(TraceText.line(task: nil), #"trace.jsonl:1: field "task" is missing; expected a string."#),
    Refused(TraceText.line(task: "7"), #"trace.jsonl:1: field "task" is the integer 7; expected a string."#),
    Refused(TraceText.line(episode: nil), #"trace.jsonl:1: field "episode" is missing; expected a string."#),
    Refused(
      TraceText.line(episode: "[]"), #"trace.jsonl:1: field "episode" is the array []; expected a string."#),
    Refused(TraceText.line(final: nil), #"trace.jsonl:1: field "final" is missing; expected a string."#),
    Refused(TraceText.line(final: "null"), #"trace.jsonl:1: field "final" is null; expected a string."#),
    Refused(TraceText.line(outcome: nil), #"trace.jsonl:1: field "outcome" is missing; expected an object."#),
    Refused(
      TraceText.line(outcome: #""success""#),
      #"trace.jsonl:1: field "outcome" is the string "success"; expected an object."#),
    Refused(
      TraceText.line(outcome: "{}"), #"trace.jsonl:1: field "outcome.status" is missing; expected a string."#),
    Refused(
      TraceText.line(outcome: #"{"status":true}"#),
      #"trace.jsonl:1: field "outcome.status" is the boolean true; expected a string."#),
    Refused(
      TraceText.line(outcome: #"{"status":"sucess"}"#),
      #"trace.jsonl:1: field "outcome.status" is "sucess"; expected success, failure, truncated or aborted. "#
        + #"Did you mean "success"?"#),
    Refused(
      TraceText.line(outcome: #"{"status":"abandoned"}"#),
      #"trace.jsonl:1: field "outcome.status" is "abandoned"; expected success, failure, truncated or aborted."#
    ),
    Refused(
      TraceText.line(outcome: #"{"status":"success","score":"1"}"#),
      #"trace.jsonl:1: field "outcome.score" is the string "1"; expected a number."#),
    Refused(
      TraceText.line(outcome: #"{"status":"success","score":null}"#),
      #"trace.jsonl:1: field "outcome.score" is null; expected a number."#),
    Refused(
      TraceText.line(leavesTurnsOut: true),
      #"trace.jsonl:1: field "turns" is missing; expected an array of at least one turn."#),
    Refused(
      TraceText.line(turns: "[]"),
      #"trace.jsonl:1: field "turns" is []; expected an array of at least one turn."#),
    Refused(
      TraceText.line(turns: "{}"),
      #"trace.jsonl:1: field "turns" is the object {}; expected an array of at least one turn."#),
    Refused(
      TraceText.line(turns: "[\(TraceText.turn()),3]"),
      #"trace.jsonl:1: field "turns[1]" is the integer 3; expected an object."#),
  ])
  func aBrokenNeededFieldIsRefused(_ refused: Refused) {
    #expect(refusal(of: refused.text) == refused.message)
  }

  @Test func everyStatusIsReadWithItsDefaultScore() throws {
    let lines = ["success", "failure", "truncated"].map {
      TraceText.line(episode: #""\#($0)""#, outcome: #"{"status":"\#($0)"}"#)
    }
    let batch = try read(lines.joined(separator: "\n"))
    #expect(batch.episodes.status == [.success, .failure, .truncated])
    #expect(batch.episodes.score == [1, 0, 0])
  }

  @Test func aScoreOverridesTheDefault() throws {
    let scores = ["0", "-2.5", "3", "1e-3"]
    let lines = scores.enumerated().map {
      TraceText.line(episode: "\"e\($0)\"", outcome: #"{"status":"success","score":\#($1)}"#)
    }
    #expect(try read(lines.joined(separator: "\n")).episodes.score == [0, -2.5, 3, 0.001])
  }

  @Test func aRepeatedEpisodeNamesTheFirstLine() {
    let lines = ["a", "b", "c", "b"].map { TraceText.line(episode: "\"\($0)\"") }
    #expect(
      refusal(of: lines.joined(separator: "\n"))
        == #"trace.jsonl:4: field "episode" is "b", as on line 2; expected an identifier that is unique in the file."#
    )
  }

  @Test func episodesOfATaskNeedNotBeAdjacent() throws {
    let lines = zip(["t", "u", "t"], ["a", "b", "c"]).map {
      TraceText.line(task: "\"\($0)\"", episode: "\"\($1)\"")
    }
    #expect(try read(lines.joined(separator: "\n")).episodes.task == [0, 1, 0])
  }

  @Test func aFinalBeliefIsReadWhereItStands() throws {
    let lines = [
      TraceText.line(episode: #""a""#), TraceText.line(episode: #""b""#, more: #","finalBelief":0.25"#),
    ]
    let column = try #require(try read(lines.joined(separator: "\n")).episodes.finalBelief)
    #expect(column[0].isNaN)
    #expect(column[1] == 0.25)
    #expect(try read(TraceText.line(more: #","finalBelief":0"#)).episodes.finalBelief == [0])
    #expect(try read(TraceText.line(more: #","finalBelief":1"#)).episodes.finalBelief == [1])
  }

  @Test func demonstrationsAreMarked() throws {
    let lines = [
      TraceText.line(episode: #""a""#), TraceText.line(episode: #""b""#, more: #","expert":true"#),
      TraceText.line(episode: #""c""#, more: #","expert":false"#),
    ]
    #expect(try read(lines.joined(separator: "\n")).episodes.expert == [false, true, false])
    #expect(try read(lines[2]).episodes.expert == [false])
  }

  @Test func forksAreReadWithAndWithoutTheirTurn() throws {
    let lines = [
      TraceText.line(episode: #""a""#),
      TraceText.line(episode: #""b""#, more: #","forkOf":"a","forkTurn":1"#),
      TraceText.line(episode: #""c""#, more: #","forkOf":"elsewhere""#),
      TraceText.line(episode: #""d""#, more: #","forkOf":"a","forkTurn":0"#),
    ]
    let forks = try #require(try read(lines.joined(separator: "\n")).episodes.fork)
    #expect(
      forks == [
        nil, .init(episode: "a", turn: 1), .init(episode: "elsewhere", turn: nil),
        .init(episode: "a", turn: 0),
      ])
  }

  @Test func counterfactualsAreReadByAgent() throws {
    let lines = [
      TraceText.line(episode: #""a""#, more: #","counterfactuals":{"q":0.5,"p":1}"#),
      TraceText.line(episode: #""b""#), TraceText.line(episode: #""c""#, more: #","counterfactuals":{}"#),
    ]
    let batch = try read(lines.joined(separator: "\n"))
    // The acting agent "p" has symbol 0; "q", who never acts, the next one.
    #expect(batch.symbols.agents.names == ["p", "q"])
    #expect(
      batch.episodes.counterfactuals == [[.init(agent: 0, score: 1), .init(agent: 1, score: 0.5)], [], []])
    #expect(try read(lines[2]).episodes.counterfactuals == nil)
  }

  @Test(arguments: [
    Refused(
      #","finalBelief":1.01"#, #"trace.jsonl:1: field "finalBelief" is 1.01; expected a number in 0...1."#),
    Refused(
      #","finalBelief":-0.5"#, #"trace.jsonl:1: field "finalBelief" is -0.5; expected a number in 0...1."#),
    Refused(
      #","finalBelief":"high""#,
      #"trace.jsonl:1: field "finalBelief" is the string "high"; expected a number in 0...1."#),
    Refused(
      #","expert":1"#, #"trace.jsonl:1: field "expert" is the integer 1; expected true or false."#),
    Refused(#","forkOf":3"#, #"trace.jsonl:1: field "forkOf" is the integer 3; expected a string."#),
    Refused(
      #","forkOf":"a","forkTurn":-1"#,
      #"trace.jsonl:1: field "forkTurn" is -1; expected an integer in 0...1."#),
    Refused(
      #","forkOf":"a","forkTurn":2"#, #"trace.jsonl:1: field "forkTurn" is 2; expected an integer in 0...1."#),
    Refused(
      #","forkOf":"a","forkTurn":1.0"#,
      #"trace.jsonl:1: field "forkTurn" is the number 1.0; expected an integer in 0...1."#),
    Refused(
      #","forkTurn":1"#,
      #"trace.jsonl:1: field "forkOf" is missing; expected a string, because "forkTurn" is given."#),
    Refused(
      #","counterfactuals":[1]"#,
      #"trace.jsonl:1: field "counterfactuals" is the array [1]; expected an object."#),
    Refused(
      #","counterfactuals":{"p":1,"q":null}"#,
      #"trace.jsonl:1: field "counterfactuals.q" is null; expected a number."#),
  ])
  func aBrokenOptionalFieldIsRefused(_ refused: Refused) {
    #expect(refusal(of: TraceText.line(more: refused.text)) == refused.message)
  }

  /// Two spellings of one letter are two episodes, of two tasks, and two agents.
  @Test func namesAreComparedByteByByte() throws {
    let spellings = ["caf\u{e9}", "cafe\u{301}"]
    let lines = spellings.map { TraceText.line(task: "\"\($0)\"", episode: "\"\($0)\"") }
    let batch = try TraceReader.read(Array(lines.joined(separator: "\n").utf8), named: "trace.jsonl")
    #expect(batch.episodes.task == [0, 1])
    #expect(zip(batch.symbols.tasks.names, spellings).allSatisfy { $0.hasBytes(of: $1) })
    let counterfactuals = #","counterfactuals":{"\#(spellings[0])":1,"\#(spellings[1])":0}"#
    let removed = try TraceReader.read(
      Array(TraceText.line(more: counterfactuals).utf8), named: "trace.jsonl")
    #expect(removed.episodes.counterfactuals?.first?.map(\.score).sorted() == [0, 1])
    // The same bytes are the same name, however they are written.
    let twice = [TraceText.line(episode: "\"caf\u{e9}\""), TraceText.line(episode: #""caf\u00e9""#)]
    #expect(refusal(of: twice.joined(separator: "\n")).hasPrefix("trace.jsonl:2: field \"episode\" is "))
  }
}
