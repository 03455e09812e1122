import Foundation
import Importers
import TestSupport
import Testing
import Trajectories

/// Results of tau2-bench with a file for each simulation.
@Suite struct Tau2FolderTests {
  private static func simulation(_ task: String) -> String {
    #"{"id":"u-\#(task)","task_id":"\#(task)","trial":0,"termination_reason":"user_stop","reward_info":{"reward":1.0},"messages":[{"role":"user","content":"Cancel it."}]}"#
  }

  private static let index = #"{"timestamp":"t","info":{},"tasks":[]}"#

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  @Test func aFolderIsReadAsItsSimulations() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        atPath: "\(folder)/simulations", withIntermediateDirectories: false)
      try Self.write(Self.index, to: "\(folder)/results.json")
      try Self.write(Self.simulation("8"), to: "\(folder)/simulations/b.json")
      try Self.write(Self.simulation("7"), to: "\(folder)/simulations/a.json")
      try Self.write("", to: "\(folder)/simulations/notes.txt")
      var lines: [UInt8] = []
      let account = try LogImport("auto").run([folder]) { lines += $0 }
      let batch = try TraceReader.read(lines, named: "trace")
      #expect((0..<batch.episodeCount).map(batch.episodeName) == ["7/0", "8/0"])
      #expect(account.files.count == 3)
    }
  }

  /// By their files the order is the caller's.
  @Test func filesAreReadAsTheyAreNamed() throws {
    let named = try imported(
      "tau2",
      [
        ("results.json", Array(Self.index.utf8)), ("b.json", Array(Self.simulation("8").utf8)),
        ("a.json", Array(Self.simulation("7").utf8)),
      ])
    #expect(named.names == ["8/0", "7/0"])
  }

  @Test func resultsAloneSayWhereTheSimulationsAre() {
    let expected =
      #"log.json: field "simulations" is missing; expected an array; where each simulation has a file of its own, "#
      + "name the folder of them all."
    #expect(refusal("tau2", Self.index) == expected)
  }

  @Test func aFolderThatIsNoLogIsRefused() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: TraceError.self) { try LogImport("auto").run([folder]) { _ in } }
      let expected =
        "folder: the file is a folder without results.json and simulations/*.json, and without trace_metadata.json and "
        + "step_records.json; expected a file, the folder of a run of tau2-bench, or one of failures of TraceElephant."
      #expect(error?.description.replacing(folder, with: "folder") == expected)
    }
  }
}
