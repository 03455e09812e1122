/// A buffer in front of a file that is written piece by piece.
struct BufferedFile: ~Copyable {
  private static let capacity = 1 << 20

  /// Bytes that are not in the file yet; the owner adds to them.
  var buffer: [UInt8] = []
  private var file: AtomicFileWriter

  /// Opens a file that appears at its path when it is committed.
  init(_ path: String) throws(FileError) { file = try AtomicFileWriter(path) }

  /// Hands the buffer over to the file if it has grown large; to be called after each record.
  mutating func flushIfFull() throws(FileError) {
    guard buffer.count >= Self.capacity else { return }
    try file.append(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes the rest and puts the file in place.
  consuming func commit() throws(FileError) {
    try file.append(buffer)
    try file.commit()
  }
}
