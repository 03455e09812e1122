import CreditMethods
public import Trajectories
import Simulation

/// The files of a study: `trace.jsonl`, `exact.credits.jsonl`, one `METHOD.credits.jsonl` a method and `results.json`.
///
/// Batches are appended as they come, to a folder aside that takes its place at ``finish(results:)``: a folder is one result.
/// A study that fails leaves nothing behind.
public struct OutputFolder {
  private let text: OutputText
  private let folder: ResultFolder
  private var trace: AtomicFile { folder.files[0] }
  private var results: AtomicFile { folder.files[folder.files.count - 1] }
  /// Of the exact credits, where there are any, and of each method.
  private var credits: ArraySlice<AtomicFile> { folder.files[1..<folder.files.count - 1] }

  /// Opens the files of a folder that is written aside.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - plan: What is done.
  ///   - scenario: The scenario with its parameters, as it was asked for; with it every line of the trace says where it
  ///     was simulated, so that nobody replays it elsewhere by mistake. Rules that are not in tables have no fingerprint,
  ///     so that lines of lazy simulations say nothing.
  ///   - hasExact: Whether the study knows exact credits; without, there is no file of them.
  ///   - replaces: Whether a folder that holds results of Ascribe and nothing else is replaced as a whole; without, a folder
  ///     that is not empty is refused.
  /// - Throws: `FileError` for a folder that cannot be made or written.
  public init(
    _ path: String, plan: StudyPlan, scenario: String? = nil, hasExact: Bool = true,
    replaces: Bool = false
  ) throws(FileError) {
    text = OutputText(plan, scenario: scenario, hasExact: hasExact, in: path)
    let exact = hasExact ? [CreditsHeader(method: "exact", parameters: ParameterValues())] : []
    folder = try ResultFolder(
      path,
      names: ["trace.jsonl"] + (hasExact ? ["exact.credits.jsonl"] : []) + plan.methods.map(\.creditsFile)
        + ["results.json"], replaces: replaces)
    for (file, header) in zip(credits, exact + plan.methods.map(\.creditsHeader)) { try file.append(header) }
  }

  /// Appends one batch to every file.
  ///
  /// - Throws: `FileError` for a file that cannot be written.
  public func append(_ batch: JudgedBatch) throws(FileError) { try append(text.bytes(of: batch)) }

  /// Appends what a batch adds to every file, in their order.
  package func append(_ bytes: [[UInt8]]) throws(FileError) {
    for (file, bytes) in zip(folder.files, bytes) { try file.append(bytes) }
  }

  /// Puts the folder in its place.
  ///
  /// - Parameter text: The text of `results.json`.
  /// - Throws: `FileError` for a file that cannot be written.
  public func finish(results text: String) throws(FileError) {
    try results.append(Array((text + "\n").utf8))
    try folder.commit()
  }
}
