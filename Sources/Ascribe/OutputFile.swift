import Trajectories

/// One of ``OutputFiles``. A class, because it owns a writer that cannot be copied and stands in an array.
final class OutputFile {
  private var file: BufferedFile?

  init(_ path: String) throws(FileError) { file = try BufferedFile(path) }

  func append(_ bytes: [UInt8]) throws(FileError) {
    file?.buffer += bytes
    try file?.flushIfFull()
  }

  func append(_ header: CreditsHeader) throws(FileError) {
    var bytes: [UInt8] = []
    CreditsWriter.append(header, to: &bytes)
    try append(bytes)
  }

  func append(_ credits: [Double], of batch: TrajectoryBatch) throws(FileError) {
    try file?.append(credits, of: batch)
  }

  func commit() throws(FileError) { try file.take()?.commit() }
}
