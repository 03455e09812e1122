import Testing
import Trajectories

@Suite struct JoiningTests {
  private func read(_ lines: [String]) throws -> TrajectoryBatch {
    try TraceReader.read(Array(lines.joined(separator: "\n").utf8), named: "trace")
  }

  private let plain =
    #"{"schema":"ascribe.trace/1","task":"t0","episode":"a","outcome":{"status":"failure"},"turns":[{"state":"S","decisions":[{"agent":"x","action":"go"}]},{"state":"T","reward":2,"decisions":[{"agent":"y","action":"stay"}]}],"final":"U"}"#
  private let rich =
    #"{"schema":"ascribe.trace/1","task":"t1","episode":"b","outcome":{"status":"success"},"turns":[{"state":"U","privileged":"P","decisions":[{"agent":"y","observation":"S","action":"go","logProbability":-1,"valid":false,"tokens":7}]}],"final":"S"}"#

  /// Reading two files together and joining them are the same, whichever comes first.
  @Test func joiningIsReadingTogether() throws {
    for (first, second) in [(plain, rich), (rich, plain)] {
      let joined = try read([first]).joined(with: read([second]))
      let together = try read([first, second])
      var bytes: [UInt8] = []
      var expected: [UInt8] = []
      TraceWriter.append(joined, to: &bytes)
      TraceWriter.append(together, to: &expected)
      #expect(String(decoding: bytes, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
      #expect(joined.symbols.keys.names == together.symbols.keys.names)
    }
  }

  @Test func absentColumnsStayAbsent() throws {
    let joined = try read([plain]).joined(with: read([plain.replacing("\"a\"", with: "\"c\"")]))
    #expect(joined.decisions.logProbability == nil)
    #expect(joined.decisions.observation == nil)
    #expect(joined.turns.privileged == nil)
    #expect(joined.episodeCount == 2)
    #expect(joined.symbols.tasks.count == 1)
  }
}
