import Testing
import TestSupport
import Trajectories

/// Files of credits that are not accepted, and the words that say why.
extension CreditsFileTests {
  @Test func theRightRecordsAreAccepted() throws {
    #expect(refusal([Self.header] + Self.records) == "accepted")
    #expect(refusal([Self.header] + Self.records, for: try batch()) == "accepted")
    #expect(refusal([Self.header]) == "accepted")
  }

  @Test(arguments: [
    Refused(
      Self.records[0], #"credits.jsonl:1: field "schema" is missing; expected "ascribe.credit/1"."#),
    Refused(
      TraceText.line(), #"credits.jsonl:1: field "schema" is "ascribe.trace/1"; expected "ascribe.credit/1"."#
    ),
    Refused(
      #"{"schema":"ascribe.credit/1","parameters":{},"version":"1"}"#,
      #"credits.jsonl:1: field "method" is missing; expected a string."#),
    Refused(
      #"{"schema":"ascribe.credit/1","method":"m","version":"1"}"#,
      #"credits.jsonl:1: field "parameters" is missing; expected an object."#),
    Refused(
      #"{"schema":"ascribe.credit/1","method":"m","parameters":[],"version":"1"}"#,
      #"credits.jsonl:1: field "parameters" is the array []; expected an object."#),
    Refused(
      #"{"schema":"ascribe.credit/1","method":"m","parameters":{"x":null},"version":"1"}"#,
      #"credits.jsonl:1: field "parameters.x" is null; expected a number, a boolean or a string."#),
    Refused(
      #"{"schema":"ascribe.credit/1","method":"m","parameters":{}}"#,
      #"credits.jsonl:1: field "version" is missing; expected a string."#),
    Refused(
      #"{"schema":"ascribe.credit/1","method":"m","parameters":{},"version":1}"#,
      #"credits.jsonl:1: field "version" is the integer 1; expected a string."#),
    Refused("3", "credits.jsonl:1: the line is the integer 3; expected one JSON object."),
  ])
  func aBrokenHeaderIsRefused(_ refused: Refused) throws {
    #expect(refusal([refused.text] + Self.records) == refused.message)
    #expect(refusal([refused.text] + Self.records, for: try batch()) == refused.message)
  }

  @Test func anEmptyOrMissingFileIsRefused() throws {
    #expect(refusal([]) == "credits.jsonl: the file is empty; expected a header record.")
    #expect(refusal([], for: try batch()) == "credits.jsonl: the file is empty; expected a header record.")
    do {
      _ = try CreditsReader.read("/nowhere/c.jsonl")
      Issue.record("accepted")
    } catch {
      #expect(
        error.description
          == "/nowhere/c.jsonl: the file is missing; expected a file of ascribe.credit/1 records.")
    }
  }

  @Test func aNameGivenTwiceIsRefused() throws {
    let twice = "given twice; expected a name at most once in an object."
    let header = Self.header.replacing(#""omega":0.1"#, with: #""omega":0.1,"omega":0.2"#)
    for batch in [nil, try batch()] {
      #expect(
        refusal([header] + Self.records, for: batch)
          == "credits.jsonl:1: field \"parameters.omega\" is \(twice)")
      for field in ["episode", "turn", "agent", "credit"] {
        let second = Self.records[1].replacing("{", with: #"{"\#(field)":null,"#)
        #expect(
          refusal([Self.header, Self.records[0], second], for: batch)
            == "credits.jsonl:3: field \"\(field)\" is \(twice)")
      }
    }
  }

  /// What is right but not plain is read all the same: other fields and orders, escapes, wide integers.
  @Test func formsOfARecordDoNotMatter() throws {
    let lines = [
      Self.header,
      #"{ "credit":18446744073709551616,"agent":"\u0070","x":{"credit":1},"turn":0,"episode":"a"}"#,
      #"{"x":1,"x":2,"episode":"a","turn":0,"agent":"q","credit":9223372036854775808}"#,
    ]
    let read = try CreditsReader.read(bytes(lines), named: "credits.jsonl").records
    #expect(read.map(\.credit) == [0x1p64, 0x1p63])
    #expect(read.map(\.agent) == ["p", "q"])
    let more = [Self.record("a", 1, "q", "-0.5"), Self.record("b", 0, "p", "1e-5")]
    let credits = try CreditsReader.read(bytes(lines + more), named: "credits.jsonl", for: batch()).credits
    #expect(credits.values == [0x1p64, 0x1p63, -0.5, 1e-5])
  }

  /// Each breaks the second record, which is on line 3.
  @Test(arguments: [
    Refused(
      #"{"turn":0,"agent":"q","credit":1}"#, #"field "episode" is missing; expected a string."#),
    Refused(
      #"{"episode":"a","agent":"q","credit":1}"#,
      #"field "turn" is missing; expected an integer in 0...2147483647."#),
    Refused(
      #"{"episode":"a","turn":0.0,"agent":"q","credit":1}"#,
      #"field "turn" is the number 0.0; expected an integer in 0...2147483647."#),
    Refused(
      #"{"episode":"a","turn":-1,"agent":"q","credit":1}"#,
      #"field "turn" is -1; expected an integer in 0...2147483647."#),
    Refused(#"{"episode":"a","turn":0,"credit":1}"#, #"field "agent" is missing; expected a string."#),
    Refused(
      #"{"episode":"a","turn":0,"agent":7,"credit":1}"#,
      #"field "agent" is the integer 7; expected a string."#),
    Refused(
      #"{"episode":"a","turn":0,"agent":"q"}"#,
      #"field "credit" is missing; expected a number, or null with a reason."#),
    Refused(
      record("a", 0, "q", "null"), #"field "reason" is missing; expected a code, because "credit" is null."#),
    Refused(
      record("a", 0, "q", #"null,"reason":"""#),
      #"field "reason" is empty; expected a code, because "credit" is null."#),
    Refused(
      record("a", 0, "q", #"0.5,"reason":"aborted""#),
      #"field "reason" is "aborted"; expected no reason beside a credit that is a number."#),
    Refused(
      record("a", 0, "q", #"0.5,"row":[1]"#),
      #"field "row" is the array [1]; expected a string, or an integer of 64 bits."#),
    Refused(record("a", 0, "q", "\"1\""), #"field "credit" is the string "1"; expected a number."#),
    Refused(record("a", 0, "q", "NaN"), #"field "credit" is NaN; expected a JSON value."#),
    Refused(
      record("a", 0, "q", "1e999"), #"field "credit" is 1e999; expected a number that a Double can hold."#),
    Refused("[]", "the line is the array []; expected one JSON object."),
  ])
  func aBrokenRecordIsRefused(_ refused: Refused) throws {
    let lines = [Self.header, Self.records[0], refused.text] + Self.records[2...]
    #expect(refusal(lines) == "credits.jsonl:3: \(refused.message)")
    #expect(refusal(lines, for: try batch()) == "credits.jsonl:3: \(refused.message)")
  }

  @Test(arguments: [
    Refused(
      record("c", 0, "q"), #"field "episode" is "c"; expected the trace's episode "a", turn 0, agent "q"."#),
    Refused(record("a", 1, "q"), #"field "turn" is 1; expected the trace's episode "a", turn 0, agent "q"."#),
    Refused(
      record("a", 0, "r"), #"field "agent" is "r"; expected the trace's episode "a", turn 0, agent "q"."#),
  ])
  func aRecordOfAnotherDecisionIsRefused(_ refused: Refused) throws {
    let lines = [Self.header, Self.records[0], refused.text] + Self.records[2...]
    #expect(refusal(lines, for: try batch()) == "credits.jsonl:3: \(refused.message)")
  }

  @Test func missingAndSurplusRecordsAreRefused() throws {
    #expect(
      refusal([Self.header] + Self.records.dropLast(), for: try batch())
        == #"credits.jsonl: the file is at its end after 3 credits; "#
        + #"expected 4, the next for episode "b", turn 0, agent "p"."#)
    #expect(
      refusal([Self.header] + Self.records + [Self.record("b", 1, "p")], for: try batch())
        == "credits.jsonl:6: the line is a record too many; expected the end of the file after 4 credits.")
  }

  @Test func withoutATraceTheOrderOfSomeTraceIsAskedFor() {
    func refusal(_ records: [String]) -> String { self.refusal([Self.header] + records) }
    let record = Self.record
    #expect(
      refusal([record("a", 0, "p", "1"), record("b", 0, "p", "1"), record("a", 1, "p", "1")])
        == #"credits.jsonl:4: field "episode" is "a", as on line 2; expected the records of an episode to stand together."#
    )
    // Nobody need decide in a turn.
    #expect(refusal([record("a", 1, "p", "1"), record("a", 3, "p", "1")]) == "accepted")
    #expect(
      refusal([record("a", 0, "p", "1"), record("a", 1, "p", "1"), record("a", 0, "q", "1")])
        == #"credits.jsonl:4: field "turn" is 0; expected at least 1, the turn of the record before."#)
    #expect(
      refusal([record("a", 0, "p", "1"), record("a", 0, "q", "1"), record("a", 0, "p", "1")])
        == #"credits.jsonl:4: field "agent" is "p", as on line 2; expected an agent at most once a turn."#)
    #expect(
      refusal([record("a", 0, "p", "1"), record("a", 1, "p", "1"), record("b", 0, "p", "1")]) == "accepted")
  }
}
