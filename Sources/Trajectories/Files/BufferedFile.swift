/// A buffer in front of a file that is written piece by piece.
package struct BufferedFile: ~Copyable {
  private static let capacity = 1 << 20

  /// Bytes that are not in the file yet; the owner adds to them.
  package var buffer: [UInt8] = []
  private var file: AtomicFileWriter

  /// Opens a file that appears at its path when it is committed.
  package init(_ path: String) throws(FileError) { file = try AtomicFileWriter(path) }

  /// Hands the buffer over to the file if it has grown large; to be called after each record.
  package mutating func flushIfFull() throws(FileError) {
    guard buffer.count >= Self.capacity else { return }
    try file.append(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes the rest and puts the file in place.
  package consuming func commit() throws(FileError) {
    try file.append(buffer)
    try file.commit()
  }

  /// Adds the records of a batch's credits, one finite number a decision.
  package mutating func append(_ values: [Double], of batch: TrajectoryBatch) throws(FileError) {
    var records = CreditRecordText(values, of: batch)
    for episode in 0..<batch.episodeCount {
      records.append(episode, to: &buffer)
      try flushIfFull()
    }
  }
}
