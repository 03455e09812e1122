/// A file of credits that is written batch by batch, and appears when it is complete.
///
/// A value that ends without ``commit()`` leaves what stood at the path as it was.
public struct CreditsFileWriter: ~Copyable {
  private let file: AtomicFile

  /// Begins a file.
  ///
  /// - Throws: ``FileError`` if no file can be written at the path.
  public init(_ path: String, header: CreditsHeader) throws(FileError) {
    let file = try AtomicFile(path)
    try file.append(header)
    self.file = file
  }

  /// Adds the records of a batch.
  ///
  /// - Parameters:
  ///   - values: One finite credit a decision of the batch, in the batch's order.
  ///   - reasons: Why decisions have no credit; `nil` where all have one.
  ///   - intervals: How sure the method is of each credit; `nil` where it does not say.
  ///   - batch: What the credits were computed from.
  /// - Throws: ``FileError``, which quotes the ``CreditsError`` of credits that are not the batch's; the file is then of no
  ///   further use.
  /// - Complexity: O(bytes written); about a megabyte of them is held in memory at a time.
  public mutating func append(
    _ values: [Double], reasons: [NoCredit?]? = nil, intervals: [CreditInterval?]? = nil,
    of batch: TrajectoryBatch
  ) throws(FileError) {
    try file.append(values, reasons: reasons, intervals: intervals, of: batch)
  }

  /// Brings the bytes to the disk and puts the file in place.
  ///
  /// - Throws: ``FileError``.
  public consuming func commit() throws(FileError) { try file.commit() }
}

extension AtomicFile {
  /// Adds the header of a file of credits.
  package func append(_ header: CreditsHeader) throws(FileError) {
    try append { CreditsWriter.append(header, to: &$0) }
  }

  /// Adds the records of a batch's credits, one finite number a decision, from an episode on.
  package func append(
    _ values: [Double], reasons: [NoCredit?]? = nil, intervals: [CreditInterval?]? = nil,
    of batch: TrajectoryBatch, from first: Int = 0
  ) throws(FileError) {
    var records: CreditRecordText
    do throws(CreditsError) {
      records = try CreditRecordText(values, reasons, intervals, of: batch)
    } catch {
      throw FileError(path: path, operation: .write, reason: String("\(error)".dropLast()))
    }
    for episode in first..<batch.episodeCount { try append { records.append(episode, to: &$0) } }
  }
}
