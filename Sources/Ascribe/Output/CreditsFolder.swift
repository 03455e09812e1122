import CreditMethods
public import Trajectories

/// A folder with one `METHOD.credits.jsonl` a method.
///
/// Credits are appended batch by batch; nothing bears its final name before ``finish()``. Work that fails leaves no file
/// behind, and no folder that was not there.
public struct CreditsFolder {
  private let output: OutputFiles

  /// Creates the folder if it is not there, and opens its files under temporary names.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - methods: The methods, each once.
  /// - Throws: `FileError` for a folder that cannot be made or written.
  public init(_ path: String, methods: [MethodRequest]) throws(FileError) {
    output = try OutputFiles(path, names: methods.map(\.creditsFile))
    for (file, request) in zip(output.files, methods) {
      try file.append(request.creditsHeader)
    }
  }

  /// Appends the credits of one batch to every file.
  ///
  /// - Parameters:
  ///   - credits: Of each method, one finite number a decision of the batch.
  ///   - batch: The batch.
  /// - Throws: `FileError` for a file that cannot be written.
  public func append(_ credits: [[Double]], of batch: TrajectoryBatch) throws(FileError) {
    for (file, values) in zip(output.files, credits) { try file.append(values, of: batch) }
  }

  /// Gives every file its final name.
  ///
  /// - Throws: `FileError` for a file that cannot be written.
  public func finish() throws(FileError) {
    try output.finish()
  }
}
