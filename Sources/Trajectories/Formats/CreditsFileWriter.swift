/// A file of credits that is written batch by batch, and appears when it is complete.
///
/// A value that ends without ``commit()`` leaves what stood at the path as it was.
public struct CreditsFileWriter: ~Copyable {
  private var output: BufferedFile

  /// Begins a file.
  ///
  /// - Throws: ``FileError`` if no file can be written at the path.
  public init(_ path: String, header: CreditsHeader) throws(FileError) {
    output = try BufferedFile(path)
    CreditsWriter.append(header, to: &output.buffer)
  }

  /// Adds the records of a batch.
  ///
  /// - Parameters:
  ///   - values: One finite credit a decision of the batch, in the batch's order.
  ///   - batch: What the credits were computed from.
  /// - Throws: ``FileError``; the file is then of no further use.
  /// - Complexity: O(bytes written); about a megabyte of them is held in memory at a time.
  public mutating func append(_ values: [Double], of batch: TrajectoryBatch) throws(FileError) {
    try output.append(values, of: batch)
  }

  /// Brings the bytes to the disk and puts the file in place.
  ///
  /// - Throws: ``FileError``.
  public consuming func commit() throws(FileError) { try output.commit() }
}
