import Testing
import TestSupport
import Trajectories

@Suite struct CreditsFileTests {
  static let header =
    #"{"schema":"ascribe.credit/1","method":"graphgpo","parameters":{"omega":0.1},"version":"0.1.0"}"#

  static func record(_ episode: String, _ turn: Int, _ agent: String, _ credit: String = "0.5")
    -> String
  {
    #"{"episode":"\#(episode)","turn":\#(turn),"agent":"\#(agent)","credit":\#(credit)}"#
  }

  /// Episode "a" with turns of {p, q} and {q}, then episode "b" with one turn of {p}.
  func batch() throws -> TrajectoryBatch {
    let (p, q) = (TraceText.decision(agent: #""p""#), TraceText.decision(agent: #""q""#))
    let turns = [TraceText.turn(decisions: "[\(p),\(q)]"), TraceText.turn(decisions: "[\(q)]")]
    return try read(
      TraceText.line(episode: #""a""#, turns: "[\(turns.joined(separator: ","))]") + "\n"
        + TraceText.line(episode: #""b""#))
  }

  static let records = [
    record("a", 0, "p"), record("a", 0, "q"), record("a", 1, "q"), record("b", 0, "p"),
  ]

  func bytes(_ lines: [String]) -> [UInt8] { Array(lines.map { "\($0)\n" }.joined().utf8) }

  func refusal(_ lines: [String], for batch: TrajectoryBatch? = nil) -> String {
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

  /// A table has the rules of the file of records, and is as it was where they are broken.
  @Test func tablesRefuseWhatRecordsRefuse() throws {
    let batch = try batch()
    var buffer: [UInt8] = [7]
    let append = { (values: [Double], reasons: [NoCredit?]?, buffer: inout [UInt8]) throws(CreditsError) in
      let credits = Credits(method: "m", parameters: ParameterValues(), values: values, reasons: reasons)
      try CreditsTable.append([("m", credits)], of: batch, to: &buffer)
    }
    #expect(throws: CreditsError.count(found: 1, decisions: 4)) { try append([1], nil, &buffer) }
    #expect(throws: CreditsError.notFinite(decision: 3, found: -.infinity)) {
      try append([1, 2, 3, -.infinity], nil, &buffer)
    }
    #expect(throws: CreditsError.reasonCount(found: 1, decisions: 4)) {
      try append([1, 2, 3, 4], [nil], &buffer)
    }
    #expect(
      CreditsError.reasonCount(found: 1, decisions: 4).description
        == "There are 1 reasons; accepted: 4, one or none for each decision of the batch.")
    #expect(buffer == [7])
  }

  /// JSON has no such number, and nobody gave the parameter a range.
  @Test func aParameterThatIsNoNumberIsWritten() {
    var buffer: [UInt8] = []
    let parameters = ParameterValues([.init(name: "x", value: .number(.nan))])
    CreditsWriter.append(CreditsHeader(method: "m", parameters: parameters), to: &buffer)
    #expect(String(decoding: buffer, as: UTF8.self).contains(#""parameters":{"x":"nan"}"#))
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
}
