import Foundation
import Trajectories

/// A trace of about 100 MB in a temporary folder: 2,500 tasks of 8 episodes of 50 turns, one agent, 64 states a task,
/// 8 actions, a reward at every turn. It is the same in every run.
struct TraceFile: Sendable {
  /// Where the files of this process stand.
  static let folder = FileManager.default.temporaryDirectory
    .appending(path: "ascribe-benchmarks-\(ProcessInfo.processInfo.processIdentifier)").path

  let path: String
  /// Bytes of the trace, not compressed.
  let byteCount: Int
  /// The trace in memory, if it was asked for.
  let batch: TrajectoryBatch?
  /// A file of credits of the trace, about 95 MB; there if it was asked for.
  static let credits = "\(folder)/given-credits.jsonl"

  init(compressed: Bool, keepsBatch: Bool, hasCredits: Bool) throws {
    try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
    let plain = "\(Self.folder)/trace.jsonl"
    var random = UInt64(1)
    let batches = try (0..<2500).map { task in
      try TraceReader.read(Array(Self.text(of: task, &random).utf8), named: "task \(task)")
    }
    try TraceWriter.write(batches, to: plain)
    byteCount = try Self.size(of: plain)
    if compressed {
      let gzip = try Process.run(
        URL(filePath: "/usr/bin/env"), arguments: ["gzip", "--keep", "--force", plain])
      gzip.waitUntilExit()
    }
    path = compressed ? plain + ".gz" : plain
    batch = keepsBatch ? try TraceReader.read(plain) : nil
    if hasCredits {
      let whole = try TraceReader.read(plain)
      try CreditsWriter.write(credits(of: whole), of: whole, to: Self.credits)
    }
  }

  /// Credits with as many digits as computed ones have.
  func credits(of batch: TrajectoryBatch) -> Credits {
    var random = UInt64(2)
    let values = (0..<batch.decisionCount).map { _ in Double(Self.next(&random) >> 11) * 0x1p-53 - 0.5 }
    return Credits(method: "graphgpo", parameters: ParameterValues([]), values: values)
  }

  static func size(of path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  }

  private static func text(of task: Int, _ random: inout UInt64) -> String {
    var lines = ""
    for episode in 0..<8 {
      let turns = (0..<50).map { _ in
        let state = "task-\(task)/state-\(next(&random) % 64)"
        let reward = Double(next(&random) % 1000) / 1000
        return #"{"state":"\#(state)","reward":\#(reward),"#
          + #""decisions":[{"agent":"planner","action":"action-\#(next(&random) % 8)"}]}"#
      }
      lines +=
        #"{"schema":"ascribe.trace/1","task":"task-\#(task)","episode":"task-\#(task)/\#(episode)","#
        + #""outcome":{"status":"\#(next(&random) % 2 == 0 ? "success" : "failure")"},"#
        + #""turns":[\#(turns.joined(separator: ","))],"final":"task-\#(task)/end"}"# + "\n"
    }
    return lines
  }

  /// The next word of SplitMix64 (Steele, Lea and Flood, 2014).
  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
