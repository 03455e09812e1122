import Testing
import TestSupport
import Trajectories

/// What came to the format later: aborted episodes, rewards by agent, rollouts, turns without decisions, labels of rows,
/// credits that are none.
@Suite struct TickTests {
  private static let line =
    #"{"schema":"ascribe.trace/1","task":"t","episode":"a","outcome":{"status":"aborted"},"turns":["#
    + #"{"state":"s","rewards":{"q":0.25,"p":0.5},"decisions":[{"agent":"p","action":"x","row":7},"#
    + #"{"agent":"q","action":"y","row":"8"}]},{"state":"w","rewards":{"z":2},"reward":1,"decisions":[]}],"#
    + #""final":"F","rollout":"r0","annotation":{"agent":"z","step":1}}"#

  @Test func theNewFieldsAreRead() throws {
    let batch = try read(Self.line + "\n" + TraceText.line())
    #expect(batch.episodes.status == [.aborted, .success])
    #expect(batch.episodes.rollout == ["r0", nil])
    #expect(batch.episodes.annotation == [.init(agent: "z", step: 1), nil])
    #expect(batch.turns.decisionStart == [0, 2, 2, 3])
    // A team that is told nothing of its own reward has the sum of its members'.
    #expect(batch.turns.reward == [0.75, 1, 0])
    let agents = batch.symbols.agents
    #expect(
      batch.turns.agentRewards?.map { $0.map { "\(agents[$0.agent])=\($0.reward)" } } == [
        ["p=0.5", "q=0.25"], ["z=2.0"], [],
      ])
    #expect(batch.decisions.row == [.number(7), .name("8"), nil])
  }

  @Test(arguments: [
    Refused(
      TraceText.lineOfTurn(#","rewards":{"p":"1"}"#),
      #"trace.jsonl:1: turn 0: field "rewards.p" is the string "1"; expected a number."#),
    Refused(
      TraceText.lineOfTurn(#","rewards":{"p":1.7e308,"q":1.7e308}"#),
      #"trace.jsonl:1: turn 0: field "rewards" is of an infinite sum; expected rewards of a finite sum."#),
    Refused(
      TraceText.lineOfDecision(#","row":1.5"#),
      #"trace.jsonl:1: turn 0, decision 0: field "row" is the number 1.5; expected a string, or an integer of 64 bits."#
    ),
    Refused(
      TraceText.line(more: #","rollout":3"#),
      #"trace.jsonl:1: field "rollout" is the integer 3; expected a string."#),
    Refused(
      TraceText.line(more: #","annotation":{"agent":"p","step":1}"#),
      #"trace.jsonl:1: field "annotation.step" is 1; expected an integer in 0...0."#),
    Refused(
      TraceText.line(more: #","annotation":{"agent":"p","step":"0"}"#),
      #"trace.jsonl:1: field "annotation.step" is the string "0"; expected an integer in 0...0."#),
    Refused(
      TraceText.line(more: #","annotation":{"step":0}"#),
      #"trace.jsonl:1: field "annotation.agent" is missing; expected a string."#),
    Refused(
      TraceText.line(more: #","annotation":{"agent":"p"}"#),
      #"trace.jsonl:1: field "annotation.step" is missing; expected an integer in 0...0."#),
    Refused(
      TraceText.line(more: #","annotation":"p""#),
      #"trace.jsonl:1: field "annotation" is the string "p"; expected an object."#),
  ])
  func whatBreaksThemIsRefused(_ refused: Refused) { #expect(refusal(of: refused.text) == refused.message) }

  /// A selection is what the reader makes of the chosen lines alone, to the last symbol.
  @Test(arguments: 0..<40) func aSelectionIsReadingTheLines(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    TraceWriter.append(.random(using: &generator), to: &bytes)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let batch = try read(lines.joined(separator: "\n"))
    let chosen = (0..<batch.episodeCount).filter { _ in Bool.random(using: &generator) }
    guard !chosen.isEmpty else { return }
    let selection = batch.selecting(chosen)
    let alone = try read(chosen.map { lines[$0] }.joined(separator: "\n"))
    #expect(PlainBatch(selection) == PlainBatch(alone))
    #expect(selection.turns.state == alone.turns.state && selection.decisions.agent == alone.decisions.agent)
    #expect(selection.symbols.keys == alone.symbols.keys && selection.symbols.agents == alone.symbols.agents)
    #expect(
      selection.symbols.actions == alone.symbols.actions && selection.symbols.tasks == alone.symbols.tasks)
  }

  @Test func creditsThatAreNoneAndRowsComeBack() throws {
    let batch = try read(Self.line + "\n" + TraceText.line())
    let credits = Credits(
      method: "grpo", parameters: ParameterValues(), values: [0, 0, 0.5], reasons: [.aborted, .aborted, nil])
    try withTemporaryFolder { folder in
      let path = "\(folder)/credits.jsonl"
      try CreditsWriter.write(credits, of: batch, to: path)
      let text = String(decoding: try contents(of: path), as: UTF8.self)
      #expect(
        withoutFingerprints(text).split(separator: "\n").dropFirst() == [
          #"{"episode":"a","turn":0,"agent":"p","credit":null,"reason":"aborted","row":7}"#,
          #"{"episode":"a","turn":0,"agent":"q","credit":null,"reason":"aborted","row":"8"}"#,
          #"{"episode":"e","turn":0,"agent":"p","credit":0.5}"#,
        ])
      let records = try CreditsReader.read(path).records
      #expect(records.map(\.credit) == [nil, nil, 0.5])
      #expect(records.map(\.reason) == [.aborted, .aborted, nil])
      #expect(records.map(\.row) == [.number(7), .name("8"), nil])
      let read = try CreditsReader.read(path, for: batch).credits
      #expect(read.values == credits.values && read.reasons == credits.reasons)
    }
  }

  @Test func aTableQuotesWhatNeedsIt() throws {
    let decision = TraceText.decision(agent: #""p,1""#, more: #","row":"a \"b\"\nc""#)
    let batch = try read(
      TraceText.line(
        turns: "[\(TraceText.turn(decisions: "[]")),\(TraceText.turn(decisions: "[\(decision)]"))]"))
    let plain = ParameterValues()
    let first = Credits(method: "m", parameters: plain, values: [-0.5])
    let second = Credits(method: "n", parameters: plain, values: [0], reasons: [.truncated])
    var bytes: [UInt8] = []
    CreditsTable.appendHeader(to: &bytes)
    try CreditsTable.append([("m(a=1,b=2)", first), ("n", second)], of: batch, to: &bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self) == #"""
        method,episode,turn,agent,credit,reason,row
        "m(a=1,b=2)",e,1,"p,1",-0.5,,"a ""b""\nc"
        n,e,1,"p,1",,truncated,"a ""b""\nc"

        """#)
  }
}
