import Attribution
public import Trajectories
import TurnMDP

/// The files of a study: `trace.jsonl`, `exact.credits.jsonl`, one `METHOD.credits.jsonl` a method and `results.json`.
///
/// Batches are appended as they come; nothing bears its final name before ``finish(results:)``, so a study that fails
/// leaves none of them behind.
public struct OutputFolder {
  private let trace: OutputFile
  private let exact: OutputFile
  private let methods: CreditsFolder
  private let results: OutputFile

  /// Creates the folder if it is not there, and opens its files under temporary names.
  ///
  /// - Throws: `FileError` for a folder that cannot be made or written.
  public init(_ path: String, plan: StudyPlan) throws(FileError) {
    try AtomicFile.createDirectory(path)
    trace = try OutputFile("\(path)/trace.jsonl")
    exact = try OutputFile("\(path)/exact.credits.jsonl")
    try exact.append(CreditsHeader(method: "exact", parameters: ParameterValues()))
    methods = try CreditsFolder(path, methods: plan.methods)
    results = try OutputFile("\(path)/results.json")
  }

  /// Appends one batch to every file.
  ///
  /// - Throws: `FileError` for a file that cannot be written.
  public func append(_ batch: Study.Batch) throws(FileError) {
    var bytes: [UInt8] = []
    TraceWriter.append(batch.rollouts.batch, to: &bytes)
    try trace.append(bytes)
    try exact.append(batch.exact, of: batch.rollouts.batch)
    try methods.append(batch.attributions.map(\.credits), of: batch.rollouts.batch)
  }

  /// Gives every file its final name, the results last.
  ///
  /// - Parameter text: The text of `results.json`.
  /// - Throws: `FileError` for a file that cannot be written.
  public func finish(results text: String) throws(FileError) {
    try results.append(Array((text + "\n").utf8))
    try trace.commit()
    try exact.commit()
    try methods.finish()
    try results.commit()
  }
}
