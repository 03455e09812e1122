import Glibc

/// Files of one folder that are written piece by piece and get their names together.
///
/// Work that ends before ``commit()`` leaves neither files behind nor the folder, if it was not there.
package final class AtomicFolder {
  /// The files, in the order of their names.
  package private(set) var files: [AtomicFile] = []
  /// Folders to remove unless the files are committed, the outermost first.
  private var created: [String]

  /// Creates the folder, and those above it, where they are missing, and opens the files under temporary names.
  ///
  /// - Throws: ``FileError`` if the folder cannot be created or written in, or if a file stands in its place; folders
  ///   made on the way are gone then.
  package init(_ path: String, names: [String] = []) throws(FileError) {
    created = []
    try create(path)
    try checkIsWritable(path)
    for name in names { files.append(try AtomicFile("\(path)/\(name)")) }
  }

  deinit {
    // The temporary files go first: only an empty folder can be removed.
    files = []
    for folder in created.reversed() { unsafe rmdir(folder) }
  }

  /// Gives every file its name, in the order of the names; all bytes are on the disk before.
  ///
  /// - Throws: ``FileError`` for a file that cannot be written.
  package func commit() throws(FileError) {
    try AtomicFile.commit(files) { created = [] }
    created = []
  }

  private func create(_ path: String) throws(FileError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      prefix += component
      // Only a missing folder is made: "create" must not fail on the existing read-only folders on the way down.
      if unsafe mkdir(prefix, 0o777) != 0 {
        let code = errno
        guard code == EEXIST || FolderHandle.isFolder(prefix) else {
          throw FileError(path: path, operation: .createFolder, reason: SystemCall.reason(of: code))
        }
      } else {
        created.append(prefix)
      }
      prefix += "/"
    }
  }

  /// Whether files can be written in the folder is tried by creating and removing a temporary file, because permission
  /// bits do not tell the whole truth (read-only mounts, quotas, access lists).
  private func checkIsWritable(_ path: String) throws(FileError) {
    let folder = try FolderHandle(path, for: path)
    let probe = try folder.createTemporary(for: path)
    close(probe.descriptor)
    folder.remove(probe.name)
  }
}
