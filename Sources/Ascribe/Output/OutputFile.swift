package import Trajectories

/// A file under a temporary name until it is finished. A class, because it owns a writer that cannot be copied, and stands in
/// arrays and optionals.
package final class OutputFile {
  private var file: BufferedFile?

  /// Opens the file under a temporary name.
  package init(_ path: String) throws(FileError) { file = try BufferedFile(path) }

  /// Writes more bytes.
  package func append(_ bytes: [UInt8]) throws(FileError) {
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

  /// Gives the file its name.
  package func commit() throws(FileError) { try file.take()?.commit() }
}
