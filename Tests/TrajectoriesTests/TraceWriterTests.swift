import Testing
import TestSupport

@testable import Trajectories

@Suite struct TraceWriterTests {
  private func text(_ batch: TrajectoryBatch) -> String {
    var buffer: [UInt8] = []
    TraceWriter.append(batch, to: &buffer)
    return String(decoding: buffer, as: UTF8.self)
  }

  @Test func theSmallestEpisodeHasItsNeededFieldsScoreAndReward() throws {
    #expect(
      text(try read(TraceText.line()))
        == #"{"schema":"ascribe.trace/1","task":"t","episode":"e","outcome":{"status":"success","score":1.0},"#
        + #""turns":[{"state":"A","reward":0.0,"decisions":[{"agent":"p","action":"x"}]}],"final":"Z"}"#
        + "\n")
  }

  @Test func fieldsStandInAFixedOrder() throws {
    let line =
      #"{"schema":"ascribe.trace/1","task":"t","episode":"e","outcome":{"status":"truncated","score":0.5},"turns":["#
      + #"{"state":"A","privileged":"A|b","segment":0,"reward":-1.5,"belief":0.25,"process":-0.5,"decisions":["#
      + #"{"agent":"p","observation":"o","action":"x","logProbability":-0.25,"referenceLogProbability":-0.5,"#
      + #""valid":false,"tokens":12,"judge":2.0,"factors":[1.0,0.5],"entropy":0.75}]}],"final":"Z","#
      + #""finalBelief":0.125,"counterfactuals":{"p":0.0,"q":1.0},"forkOf":"d","forkTurn":1,"expert":true}"#
      + "\n"
    #expect(text(try read(line)) == line)
  }

  @Test func absentValuesAreLeftOut() throws {
    let bare = TraceText.line(episode: #""a""#)
    let decision = TraceText.decision(more: #","logProbability":-1,"judge":0,"entropy":0,"factors":[0]"#)
    let turn = TraceText.turn(more: #","privileged":"k","belief":1,"process":0"#, decisions: "[\(decision)]")
    let full = TraceText.line(
      episode: #""b""#, turns: "[\(turn)]", more: #","finalBelief":1,"forkOf":"a","counterfactuals":{"p":1}"#)
    let lines = text(try read(bare + "\n" + full)).split(separator: "\n")
    #expect(
      lines[0]
        == #"{"schema":"ascribe.trace/1","task":"t","episode":"a","outcome":{"status":"success","score":1.0},"#
        + #""turns":[{"state":"A","reward":0.0,"decisions":[{"agent":"p","action":"x"}]}],"final":"Z"}"#)
    #expect(lines[1].hasSuffix(#""final":"Z","finalBelief":1.0,"counterfactuals":{"p":1.0},"forkOf":"a"}"#))
  }

  @Test func aNumberThatJSONCannotHoldIsLeftOut() throws {
    var batch = try read(TraceText.line())
    batch.decisions.referenceLogProbability = [-.infinity]
    #expect(!text(batch).contains("referenceLogProbability"))
  }

  @Test func aRewardThatIsNotFiniteIsAProgrammerError() async {
    await #expect(processExitsWith: .failure) {
      var buffer: [UInt8] = []
      buffer.append(number: .nan)
    }
  }

  @Test(arguments: 1...20)
  func randomBatchesReadBackAsTheyWere(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let batch = TrajectoryBatch.random(using: &generator)
    let again = try read(text(batch))
    #expect(PlainBatch(again) == PlainBatch(batch), "seed \(seed)")
    #expect(text(again) == text(batch), "seed \(seed)")
  }

  /// Names that were written before save work where they are the batch's own, and are passed over where they are not.
  @Test(arguments: 1...20)
  func namesThatWereWrittenBeforeChangeNothing(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let (batch, other) = (
      TrajectoryBatch.random(using: &generator), TrajectoryBatch.random(using: &generator)
    )
    let written = WrittenSymbols(batch.symbols)
    #expect(written.areOf(batch.symbols) && !written.areOf(other.symbols))
    for batch in [batch, other] {
      var buffer: [UInt8] = []
      TraceWriter.append(batch, origin: nil, written: written, to: &buffer)
      #expect(String(decoding: buffer, as: UTF8.self) == text(batch))
    }
  }

  @Test func severalBatchesMakeOneFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/t.jsonl"
      let first = try read(TraceText.line(episode: #""a""#) + "\n" + TraceText.line(episode: #""b""#))
      let second = try read(TraceText.line(task: #""u""#, episode: #""c""#))
      try TraceWriter.write([first, second], to: path)
      #expect(try contents(of: path) == Array((text(first) + text(second)).utf8))
      let batch = try TraceReader.read(path)
      #expect((0..<3).map { batch.episodeName($0) } == ["a", "b", "c"])
      #expect(try names(in: folder) == ["t.jsonl"])
    }
  }

  @Test func aFileLargerThanTheBufferIsWrittenWhole() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/t.jsonl"
      var batch = try read(TraceText.line())
      batch.episodes.task = Array(repeating: 0, count: 6000)
      batch.episodes.names = .numbered(prefix: "simulated-episode-", first: 100_000)
      batch.episodes.status = Array(repeating: .failure, count: 6000)
      batch.episodes.score = (0..<6000).map { Double($0) / 7 }
      batch.episodes.final = Array(repeating: 1, count: 6000)
      batch.episodes.turnStart = (0...6000).map { Int32($0) }
      batch.turns.state = Array(repeating: 0, count: 6000)
      batch.turns.reward = Array(repeating: 0, count: 6000)
      batch.turns.decisionStart = (0...6000).map { Int32($0) }
      batch.decisions.agent = Array(repeating: 0, count: 6000)
      batch.decisions.action = Array(repeating: 0, count: 6000)
      try TraceWriter.write([batch], to: path)
      let bytes = try contents(of: path)
      #expect(bytes.count > 1 << 20)
      #expect(String(decoding: bytes, as: UTF8.self) == text(batch))
    }
  }

  @Test func aFolderThatIsMissingIsNamed() throws {
    let batch = try read(TraceText.line())
    #expect(throws: FileError.self) { try TraceWriter.write([batch], to: "/nowhere/t.jsonl") }
    do {
      try TraceWriter.write([batch], to: "/nowhere/t.jsonl")
    } catch {
      #expect(error.description == "/nowhere/t.jsonl: cannot open the folder: No such file or directory.")
    }
  }
}
