import Foundation
public import Testing
public import Trajectories

/// Expects the credits of a batch to be those that were recorded earlier, in `Attributions/<name>.credits.jsonl` beside the
/// test's file.
///
/// Recording is explicit: with `record: true` the file is written, and an issue says so, so that no test stays in that mode
/// unnoticed. A recording that is missing is an issue that says how to make it.
///
/// - Parameters:
///   - credits: The credits found, one a decision of the batch.
///   - batch: The batch; a recording of other episodes, turns or agents is an issue that names the first mismatch.
///   - name: The recording's name, a file name without its ending.
///   - method: The method that the recording names in its header.
///   - tolerance: Largest absolute difference that counts as equal.
///   - record: Whether to write the recording instead of comparing with it.
///   - filePath: The test's file.
///   - sourceLocation: Where issues are reported.
public func expectGolden(
  _ credits: [Double], of batch: TrajectoryBatch, named name: String, method: String = "test",
  tolerance: Double = 1e-9, record: Bool = false, filePath: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(filePath: filePath).deletingLastPathComponent().appending(path: "Attributions")
  let path = folder.appending(path: "\(name).credits.jsonl").path(percentEncoded: false)
  guard record else {
    guard FileManager.default.fileExists(atPath: path) else {
      Issue.record(
        "there is no recording \"\(name)\" at \(path): make it with record: true, once",
        sourceLocation: sourceLocation)
      return
    }
    do {
      let recorded = try CreditsReader.read(path, for: batch).credits.values
      report(credits, recorded, of: batch, tolerance: tolerance, sourceLocation)
    } catch {
      Issue.record("recording \"\(name)\": \(error)", sourceLocation: sourceLocation)
    }
    return
  }
  guard credits.count == batch.decisionCount, credits.allSatisfy(\.isFinite) else {
    Issue.record(
      "\"\(name)\" is not recorded: a recording has one finite credit for each of \(batch.decisionCount) decisions",
      sourceLocation: sourceLocation)
    return
  }
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try CreditsWriter.write(
      Credits(method: method, parameters: ParameterValues(), values: credits), of: batch, to: path)
    Issue.record(
      "\"\(name)\" was recorded, not compared: remove record: true", sourceLocation: sourceLocation)
  } catch {
    Issue.record("\"\(name)\" is not recorded: \(error)", sourceLocation: sourceLocation)
  }
}
