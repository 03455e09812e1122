import Trajectories

/// One file of a folder that is written piece by piece. A class, because it owns a writer that cannot be copied and
/// stands in an array.
final class OutputFile {
  private var writer: AtomicFileWriter?

  init(_ path: String) throws(FileError) { writer = try AtomicFileWriter(path) }

  func append(_ bytes: [UInt8]) throws(FileError) { try writer?.append(bytes) }

  func append(_ header: CreditsHeader) throws(FileError) {
    var bytes: [UInt8] = []
    CreditsWriter.append(header, to: &bytes)
    try append(bytes)
  }

  func append(_ credits: [Double], of batch: TrajectoryBatch) throws(FileError) {
    var bytes: [UInt8] = []
    CreditsWriter.append(credits, of: batch, to: &bytes)
    try append(bytes)
  }

  func commit() throws(FileError) { try writer.take()?.commit() }
}
