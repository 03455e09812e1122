import ArgumentParser
import Ascribe
import Foundation
import Trajectories

/// The options for work that is interrupted, or spread over processes.
struct KeepingOptions: ParsableArguments {
  @Option(
    help:
      "Do one part of the batches, I/N, or auto for the place that Slurm, Open MPI or PMI gives this process, and write what `ascribe merge` needs of them to --output, in whose name {shard} becomes I-of-N."
  )
  var shard: String?

  @Flag(
    help:
      "Go on where an unfinished command with this --output stopped; begin if there is none, and leave a result that is complete."
  )
  var resume = false

  /// The options of commands that say where they write, which part they do and how: all that kept measures do not depend on.
  static let valued = ["--shard", "--output", "--threads"]
  static let flags = ["--resume", "--replace", "--json"]

  /// Whether this process makes the result, rather than a part of the batches for another one.
  var makesResult: Bool { shard == nil && Team.isFirst }

  /// Opens the place where measures of batches are kept, before any work.
  ///
  /// - Parameters:
  ///   - output: What `--output` says.
  ///   - order: Everything that the measures depend on, as text.
  ///   - batches: The number of batches of each engine.
  ///   - unsharded: Options that were given and that no part can carry out.
  /// - Returns: `nil` where nothing is kept.
  /// - Throws: ``UsageError`` for options that do not go together and for kept batches of other work, `FileError`.
  func open(
    _ output: String?, _ order: String, batches: [Int], unsharded: [String]
  ) throws -> Keeping? {
    try Keeping.open(
      output, order, shard: shard, resumes: resume, batches: batches, unsharded: unsharded)
  }
}

extension Keeping {
  /// Opens the place where measures are kept, as ``KeepingOptions/open(_:_:batches:unsharded:)``.
  static func open(
    _ output: String?, _ order: String, shard: String?, resumes: Bool = false, batches: [Int],
    unsharded: [String]
  ) throws -> Keeping? {
    if let merged = MergedShards.current { return Keeping(merged: try merged.measures(of: order)) }
    if shard != nil || Team.current != nil, let option = unsharded.first {
      throw UsageError(
        description: shard == nil
          ? "\(option) needs all batches in one process: use `ascribe`."
          : "\(option) needs all batches, and --shard has a part of them: give it to `ascribe merge`.")
    }
    guard output != nil || Team.current != nil && shard == nil && !resumes else {
      guard shard == nil, !resumes else {
        throw UsageError(
          description: shard == nil
            ? "--resume goes on with what --output keeps: give --output."
            : "--shard writes to --output: give it.")
      }
      return nil
    }
    let part = try shard.map { try Shard($0) }
    let header = MeasuresHeader(
      command: WordList.without(
        StoreOptions.without(AscribeCLI.words), options: KeepingOptions.valued, flags: KeepingOptions.flags),
      shard: part?.description, batches: batches.map { part?.range(of: $0) ?? 0..<$0 }, order: order)
    guard let output else { return Keeping(sharing: batches) }
    return try Keeping(output, header, part: part, resumes: resumes)
  }
}
