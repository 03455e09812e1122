import Testing
import TestSupport
import Trajectories

/// Intervals beside credits, in files and tables.
@Suite struct CreditIntervalTests {
  private static let header = #"{"schema":"ascribe.credit/1","method":"m","parameters":{},"version":"9"}"#
  private static let start = #"{"episode":"e0","turn":0,"agent":"p","credit":"#

  private func batch() -> TrajectoryBatch {
    makeBatch(
      (0..<3).map {
        EpisodeDraft(name: "e\($0)", turns: [TurnDraft(state: "A", decisions: [DecisionDraft(agent: "p")])])
      })
  }

  private func refusal(_ fields: String) -> String {
    let bytes = Array("\(Self.header)\n\(Self.start)\(fields)}\n".utf8)
    let one = makeBatch([
      EpisodeDraft(name: "e0", turns: [TurnDraft(state: "A", decisions: [DecisionDraft(agent: "p")])])
    ])
    var found: [String] = []
    do {
      _ = try CreditsReader.read(bytes, named: "c")
      found.append("accepted")
    } catch { found.append("\(error)") }
    do {
      _ = try CreditsReader.read(bytes, named: "c", for: one)
      found.append("accepted")
    } catch { found.append("\(error)") }
    // With and without the trace a breach is the same.
    return Set(found).count == 1 ? found[0] : "\(found)"
  }

  /// A mean may lie outside its interval, and a method may be silent on a decision.
  @Test func intervalsReadBack() throws {
    let intervals = [
      CreditInterval(low: 0.1 + 0.2, high: 0.5, visits: 1), nil, CreditInterval(low: -1, high: -1),
    ]
    let credits = Credits(
      method: "m", parameters: ParameterValues(), values: [0, 1, -1], intervals: intervals)
    try withTemporaryFolder { folder in
      let path = "\(folder)/c.jsonl"
      try CreditsWriter.write(credits, of: batch(), to: path)
      #expect(try CreditsReader.read(path, for: batch()).credits.intervals == intervals)
      #expect(try CreditsReader.read(path).records.map(\.interval) == intervals)
    }
    #expect(intervals.map { $0?.isSigned } == [true, nil, true])
    #expect(!CreditInterval(low: 0, high: 1).isSigned)
  }

  @Test func recordsAndColumnsAreWritten() throws {
    let intervals = [CreditInterval(low: -0.5, high: 0.25, visits: 2), nil, CreditInterval(low: 0, high: 1)]
    let values = [0.0, 1, 2]
    var text: [UInt8] = []
    try CreditsWriter.append(values, intervals: intervals, of: batch(), to: &text)
    #expect(
      withoutFingerprints(String(decoding: text, as: UTF8.self)) == """
        {"episode":"e0","turn":0,"agent":"p","credit":0.0,"low":-0.5,"high":0.25,"visits":2}
        {"episode":"e1","turn":0,"agent":"p","credit":1.0}
        {"episode":"e2","turn":0,"agent":"p","credit":2.0,"low":0.0,"high":1.0}

        """)
    text = []
    let credits = Credits(method: "m", parameters: ParameterValues(), values: values, intervals: intervals)
    CreditsTable.appendHeader(withIntervals: true, to: &text)
    try CreditsTable.append([("m", credits)], of: batch(), withIntervals: true, to: &text)
    #expect(
      String(decoding: text, as: UTF8.self) == """
        method,episode,turn,agent,credit,reason,row,low,high,visits
        m,e0,0,p,0.0,,,-0.5,0.25,2
        m,e1,0,p,1.0,,,,,
        m,e2,0,p,2.0,,,0.0,1.0,

        """)
  }

  @Test func breachesAreNamed() {
    #expect(refusal("1,\"low\":0,\"high\":2,\"visits\":3") == "accepted")
    #expect(refusal("1,\"visits\":\"of another program\"") == "accepted")
    #expect(refusal("1,\"low\":0").contains("\"high\" is missing"))
    #expect(refusal("1,\"high\":0").contains("\"low\" is missing"))
    #expect(refusal("1,\"low\":2,\"high\":1").contains("at least 2.0"))
    #expect(refusal("1,\"low\":\"x\",\"high\":1").contains("low"))
    #expect(refusal("1,\"low\":0,\"high\":1,\"visits\":0").contains("visits"))
    #expect(refusal("null,\"reason\":\"aborted\",\"low\":0,\"high\":1").contains("no interval beside"))
  }

  @Test func wrongIntervalsAreNotWritten() {
    var text: [UInt8] = []
    let values = [0.0, 0, 0]
    #expect(throws: CreditsError.intervalCount(found: 1, decisions: 3)) {
      try CreditsWriter.append(values, intervals: [nil], of: batch(), to: &text)
    }
    #expect(throws: CreditsError.interval(decision: 2, low: 1, high: 0)) {
      try CreditsWriter.append(
        values, intervals: [nil, nil, CreditInterval(low: 1, high: 0)], of: batch(), to: &text)
    }
    #expect(throws: CreditsError.interval(decision: 0, low: 0, high: .infinity)) {
      try CreditsWriter.append(
        values, intervals: [CreditInterval(low: 0, high: .infinity), nil, nil], of: batch(), to: &text)
    }
    #expect(text.isEmpty)
  }
}
