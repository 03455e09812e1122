import Testing
import Trajectories

/// The signal of informed critics in traces.
@Suite struct TraceSignalTests {
  private func read(_ turns: String) throws -> TrajectoryBatch {
    let line =
      #"{"schema":"ascribe.trace/1","task":"t","episode":"e","outcome":{"status":"success","score":1.0},"turns":["#
      + turns + #"],"final":"end"}"# + "\n"
    return try TraceReader.read(Array(line.utf8), named: "trace")
  }

  private func turn(_ state: String, _ more: String = "") -> String {
    #"{"state":"\#(state)",\#(more)"reward":0.0,"decisions":[{"agent":"a","action":"x"}]}"#
  }

  @Test func signalsAreKeysOfTurns() throws {
    let batch = try read([turn("s"), turn("t", #""signal":"s","#), turn("u")].joined(separator: ","))
    let signal = try #require(batch.turns.signal)
    #expect(signal == [TurnColumns.absent, batch.turns.state[0], TurnColumns.absent])
    #expect(try read(turn("s")).turns.signal == nil)
  }

  @Test func signalsAreWrittenAsTheyWereRead() throws {
    let text = turn("s", #""privileged":"p","signal":"hint","#)
    let batch = try read(text)
    var bytes: [UInt8] = []
    TraceWriter.append(batch, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self).contains(text))
  }

  @Test func joinedBatchesKeepTheirSignals() throws {
    let batch = try read(turn("s", #""signal":"one","#)).joined(
      with: try read(turn("s", #""signal":"two","#)))
    #expect(batch.turns.signal?.map { batch.symbols.keys[$0] } == ["one", "two"])
    let half = try read(turn("s")).joined(with: try read(turn("s", #""signal":"two","#)))
    #expect(half.turns.signal?.first == TurnColumns.absent)
  }

  @Test func aSignalIsAString() throws {
    let error = try #require(throws: TraceError.self) { try read(turn("s", #""signal":3,"#)) }
    #expect(error.description.contains("signal"))
  }
}
