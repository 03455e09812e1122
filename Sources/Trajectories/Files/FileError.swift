/// Why a file could not be written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path, as the caller named it.
  public let path: String
  /// What was tried.
  public let operation: Operation
  /// The system's reason, such as `No space left on device`.
  public let reason: String

  /// One step on the way to a written file.
  public enum Operation: String, Sendable, Hashable {
    /// Opening the folder that the file is to stand in.
    case openFolder = "open the folder"
    /// Creating a temporary file in that folder.
    case createTemporary = "create a temporary file in the folder"
    /// Reading the bytes.
    case read = "read the file"
    /// Writing the bytes.
    case write = "write the file"
    /// Bringing the bytes to the disk.
    case flush = "flush the file to the disk"
    /// Giving the temporary file its final name.
    case rename = "put the file in place"
    /// Bringing the new name to the disk.
    case flushFolder = "flush the folder to the disk"
    /// Replacing what stands at the path.
    case replace = "replace what stands at the path"
    /// Creating a folder.
    case createFolder = "create the folder"
  }

  package init(path: String, operation: Operation, reason: String) {
    self.path = path
    self.operation = operation
    self.reason = reason
  }

  /// The error as a sentence.
  public var description: String { "\(path): cannot \(operation.rawValue): \(reason)." }
}
