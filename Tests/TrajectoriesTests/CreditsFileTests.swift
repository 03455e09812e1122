import Testing
import TestSupport
import Trajectories

@Suite struct CreditsFileTests {
  private static let header =
    #"{"schema":"ascribe.credit/1","method":"graphgpo","parameters":{"omega":0.1},"version":"0.1.0"}"#

  private static func record(_ episode: String, _ turn: Int, _ agent: String, _ credit: String = "0.5")
    -> String
  {
    #"{"episode":"\#(episode)","turn":\#(turn),"agent":"\#(agent)","credit":\#(credit)}"#
  }

  /// Episode "a" with turns of {p, q} and {q}, then episode "b" with one turn of {p}.
  private func batch() throws -> TrajectoryBatch {
    let (p, q) = (TraceText.decision(agent: #""p""#), TraceText.decision(agent: #""q""#))
    let turns = [TraceText.turn(decisions: "[\(p),\(q)]"), TraceText.turn(decisions: "[\(q)]")]
    return try read(
      TraceText.line(episode: #""a""#, turns: "[\(turns.joined(separator: ","))]") + "\n"
        + TraceText.line(episode: #""b""#))
  }

  private static let records = [
    record("a", 0, "p"), record("a", 0, "q"), record("a", 1, "q"), record("b", 0, "p"),
  ]

  private func bytes(_ lines: [String]) -> [UInt8] { Array(lines.map { "\($0)\n" }.joined().utf8) }

  private func refusal(_ lines: [String], for batch: TrajectoryBatch? = nil) -> String {
    do {
      if let batch {
        _ = try CreditsReader.read(bytes(lines), named: "credits.jsonl", for: batch)
      } else {
        _ = try CreditsReader.read(bytes(lines), named: "credits.jsonl")
      }
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test func theVersionIsThatOfTheHeader() {
    #expect(AscribeVersion.current == "0.1.0")
    #expect(CreditsHeader(method: "m", parameters: ParameterValues()).version == "0.1.0")
  }

  @Test func aHeaderAndOneRecordADecisionAreWritten() throws {
    let parameters = ParameterValues([
      .init(name: "omega", value: .number(0.1)), .init(name: "whole", value: .number(2)),
      .init(name: "samples", value: .integer(8)), .init(name: "centred", value: .flag(true)),
      .init(name: "baseline", value: .text("the \"mean\"")),
    ])
    let credits = Credits(
      method: "graphgpo", parameters: parameters, values: [1.154698316161, -0.5, 0, 1e-20])
    try withTemporaryFolder { folder in
      let path = "\(folder)/credits.jsonl"
      try CreditsWriter.write(credits, of: batch(), to: path)
      let lines = String(decoding: try contents(of: path), as: UTF8.self)
      #expect(
        withoutFingerprints(lines) == """
          {"schema":"ascribe.credit/1","method":"graphgpo","parameters":{"omega":0.1,"whole":2.0,"samples":8,\
          "centred":true,"baseline":"the \\"mean\\""},"version":"0.1.0"}
          {"episode":"a","turn":0,"agent":"p","credit":1.154698316161}
          {"episode":"a","turn":0,"agent":"q","credit":-0.5}
          {"episode":"a","turn":1,"agent":"q","credit":0.0}
          {"episode":"b","turn":0,"agent":"p","credit":1e-20}

          """)
      #expect(try names(in: folder) == ["credits.jsonl"])
    }
  }

  @Test func whatIsWrittenReadsBack() throws {
    let parameters = ParameterValues([
      .init(name: "centred", value: .flag(false)), .init(name: "omega", value: .number(-0.6931471805599453)),
      .init(name: "samples", value: .integer(-8)), .init(name: "text", value: .text("")),
      .init(name: "whole", value: .number(3)),
    ])
    let values = [0.1 + 0.2, -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0]
    try withTemporaryFolder { folder in
      let path = "\(folder)/credits.jsonl"
      try CreditsWriter.write(
        Credits(method: "m", parameters: parameters, values: values), of: batch(), to: path)
      let (header, credits) = try CreditsReader.read(path, for: batch())
      #expect(header == CreditsHeader(method: "m", parameters: parameters))
      #expect(credits.method == "m")
      #expect(credits.parameters == parameters)
      #expect(credits.values.map(\.bitPattern) == values.map(\.bitPattern))
      let raw = try CreditsReader.read(path)
      #expect(raw.header == header)
      #expect(raw.records.map { $0.credit?.bitPattern } == values.map(\.bitPattern))
      #expect(
        raw.records[2] == CreditRecord(episode: "a", turn: 1, agent: "q", credit: .greatestFiniteMagnitude))
    }
  }

  @Test func parametersReadBackInAlphabeticalOrder() throws {
    let header =
      #"{"schema":"ascribe.credit/1","method":"m","parameters":{"b":1,"a":1.0,"c":1e0},"version":"9"}"#
    let read = try CreditsReader.read(bytes([header]), named: "c").header
    #expect(read.parameters.entries.map(\.name) == ["a", "b", "c"])
    #expect(read.parameters.entries.map(\.value) == [.number(1), .integer(1), .number(1)])
    #expect(read.version == "9")
  }

  @Test func recordsAreAddedBatchByBatch() throws {
    var buffer: [UInt8] = []
    let batch = try batch()
    try CreditsWriter.append([1, 2, 3, 4], of: batch, to: &buffer)
    #expect(String(decoding: buffer, as: UTF8.self).split(separator: "\n").count == 4)
  }

  /// Batches of one trace, one after the other, make the file of the whole trace.
  @Test func aFileIsWrittenBatchByBatch() throws {
    try withTemporaryFolder { folder in
      let (batch, path) = (try batch(), "\(folder)/credits.jsonl")
      let credits = Credits(
        method: "m", parameters: ParameterValues([]), values: [0.1, -2, 1e300, .leastNonzeroMagnitude])
      try CreditsWriter.write(credits, of: batch, to: path)
      let whole = try contents(of: path)

      let header = CreditsHeader(method: "m", parameters: ParameterValues([]))
      let lines = String(decoding: whole, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 5 && withoutFingerprints(lines[4]).hasSuffix(#""agent":"p","credit":5e-324}"#))
      let second = try read(TraceText.line(episode: #""c\"""#))
      var file = try CreditsFileWriter(path, header: header)
      try file.append(credits.values, of: batch)
      try file.append([3], of: second)
      #expect(try contents(of: path) == whole)
      try file.commit()
      let longer = try contents(of: path)
      #expect(longer.starts(with: whole))
      #expect(
        withoutFingerprints(String(decoding: longer.dropFirst(whole.count), as: UTF8.self))
          == #"{"episode":"c\"","turn":0,"agent":"p","credit":3.0}"# + "\n")
      do {
        var abandoned = try CreditsFileWriter(path, header: header)
        try abandoned.append([3], of: second)
      }
      #expect(try contents(of: path).count > whole.count)
      #expect(try names(in: folder) == ["credits.jsonl"])
    }
  }

  @Test func creditsOfAnotherLengthAndNoNumbersAreRefused() throws {
    let batch = try batch()
    var buffer: [UInt8] = []
    let length = #expect(throws: CreditsError.count(found: 1, decisions: 4)) {
      try CreditsWriter.append([1], of: batch, to: &buffer)
    }
    #expect(length?.description == "There are 1 credits; accepted: 4, one for each decision of the batch.")
    let number = #expect(throws: CreditsError.notFinite(decision: 2, found: .infinity)) {
      try CreditsWriter.append([1, 2, .infinity, 4], of: batch, to: &buffer)
    }
    #expect(number?.description == "The credit of decision 2 is inf; accepted: a finite number.")
    #expect(buffer.isEmpty)
    try withTemporaryFolder { folder in
      let path = "\(folder)/credits.jsonl"
      let credits = Credits(method: "m", parameters: ParameterValues([]), values: [])
      let error = #expect(throws: FileError.self) { try CreditsWriter.write(credits, of: batch, to: path) }
      #expect(
        error?.description
          == "\(path): cannot write the file: There are 0 credits; accepted: 4, one for each decision of the batch."
      )
      let left = try names(in: folder)
      #expect(left.isEmpty)
    }
  }

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
