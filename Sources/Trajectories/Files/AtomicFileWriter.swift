import Glibc

/// A file written piece by piece that appears at its path only when it is complete.
///
/// The bytes go to a temporary file in the folder of the path. ``commit()`` brings them to the disk and renames the
/// temporary file; a writer that ends without it, by an error or by leaving scope, removes the temporary file and
/// leaves what stood at the path untouched. A symbolic link at the path stays, and the file that it leads to is
/// replaced. The new file keeps the permissions of the one that it replaces.
package struct AtomicFileWriter: ~Copyable {
  private let path: String
  private let name: String
  private let folder: AtomicFile.Folder
  private let temporary: String
  private var descriptor: Int32

  /// Opens a temporary file beside `path`.
  ///
  /// - Throws: ``FileError`` if the folder is missing or not writable, or if something other than a regular file
  ///   stands at the path (a folder, a device, a pipe: renaming would replace it instead of writing to it).
  package init(_ path: String) throws(FileError) {
    let existing = try Self.regularFile(at: path)
    let target = existing?.path ?? path
    let end = target.lastIndex(of: "/").map(target.index(after:)) ?? target.startIndex
    guard end < target.endIndex else {
      throw FileError(path: path, operation: .replace, reason: "Is a directory")
    }
    let folder = try AtomicFile.Folder(String(target[..<end]), for: path)
    (descriptor, temporary) = try folder.createTemporary(for: path)
    self.path = path
    self.folder = folder
    name = String(target[end...])
    if let existing { fchmod(descriptor, existing.mode) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    folder.remove(temporary)
  }

  /// Writes more bytes. Pieces of some hundred kilobytes cost the fewest system calls.
  ///
  /// - Throws: ``FileError``; the writer is then of no further use.
  package mutating func append(_ bytes: [UInt8]) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        SystemCall.retrying {
          Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
        }
      }
      guard count >= 0 else { throw FileError(path: path, operation: .write, reason: SystemCall.reason) }
      written += count
    }
  }

  /// Brings the bytes to the disk and puts the file in place.
  ///
  /// - Throws: ``FileError``. After a failure to flush the folder the file is in place, but might not survive a
  ///   loss of power; after any other failure nothing has changed at the path.
  package consuming func commit() throws(FileError) {
    guard SystemCall.retrying({ fsync(descriptor) }) == 0 else {
      throw FileError(path: path, operation: .flush, reason: SystemCall.reason)
    }
    try folder.rename(temporary, to: name, for: path)
    close(descriptor)
    descriptor = -1
    try folder.flush(for: path)
  }

  /// The regular file that a path leads to, with its permissions, or `nil` if nothing is there.
  private static func regularFile(at path: String) throws(FileError) -> (path: String, mode: mode_t)? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw FileError(
        path: path, operation: .replace, reason: isFolder ? "Is a directory" : "Not a regular file")
    }
    guard let resolved = realpath(path, nil) else {
      throw FileError(path: path, operation: .replace, reason: SystemCall.reason)
    }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode & 0o7777)
  }
}
