import Glibc

/// Files that appear whole or not at all.
package enum AtomicFile {
  /// Writes a file: readers of the path see what stood there before, or all of the new bytes, and a failure leaves
  /// nothing behind.
  ///
  /// - Throws: ``FileError`` with the step that failed.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var writer = try AtomicFileWriter(path)
    try writer.append(bytes)
    try writer.commit()
  }

  /// Makes sure that a folder, and those above it, exist, and that files can be written in it.
  ///
  /// Whether they can is tried by creating and removing a temporary file, because permission bits do not tell the
  /// whole truth (read-only mounts, quotas, access lists).
  ///
  /// - Returns: The folders that were not there before, the outermost first.
  /// - Throws: ``FileError`` if the folder cannot be created or written in, or if a file stands in its place; folders
  ///   made on the way are gone then.
  @discardableResult
  package static func createDirectory(_ path: String) throws(FileError) -> [String] {
    var created: [String] = []
    do throws(FileError) {
      try createFolders(path, noting: &created)
      let folder = try Folder(path, for: path)
      let probe = try folder.createTemporary(for: path)
      close(probe.descriptor)
      folder.remove(probe.name)
    } catch {
      removeDirectories(created)
      throw error
    }
    return created
  }

  /// Removes folders that ``createDirectory(_:)`` made, as far as nothing stands in them.
  package static func removeDirectories(_ created: [String]) {
    for folder in created.reversed() { rmdir(folder) }
  }

  private static func createFolders(_ path: String, noting created: inout [String]) throws(FileError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      prefix += component
      // Only a missing folder is made: "create" must not fail on the existing read-only folders on the way down.
      if mkdir(prefix, 0o777) != 0 {
        let code = errno
        guard code == EEXIST || isFolder(prefix) else {
          throw FileError(path: path, operation: .createFolder, reason: SystemCall.reason(of: code))
        }
      } else {
        created.append(prefix)
      }
      prefix += "/"
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

extension AtomicFile {
  /// An open folder: steps in it are taken by descriptor, so that neither a change of the working directory nor a
  /// renamed folder can divert them.
  struct Folder: ~Copyable {
    private let descriptor: Int32

    /// Opens a folder on behalf of `path`, which errors name.
    init(_ folder: String, for path: String) throws(FileError) {
      let opened = SystemCall.retrying {
        open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      }
      guard opened >= 0 else {
        throw FileError(path: path, operation: .openFolder, reason: SystemCall.reason)
      }
      descriptor = opened
    }

    deinit { close(descriptor) }

    /// Creates an empty file under a name that nothing has here, readable and writable as the process's mask allows.
    func createTemporary(for path: String) throws(FileError) -> (descriptor: Int32, name: String) {
      while true {
        let name = ".ascribe-\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp"
        TemporaryFiles.insert(name, in: descriptor)
        let file = SystemCall.retrying {
          openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        }
        if file >= 0 { return (file, name) }
        let code = errno
        TemporaryFiles.forget(name)
        guard code == EEXIST else {
          throw FileError(path: path, operation: .createTemporary, reason: SystemCall.reason(of: code))
        }
      }
    }

    /// Gives a file of this folder another name of this folder, which it takes over if it exists.
    func rename(_ name: String, to newName: String, for path: String) throws(FileError) {
      guard renameat(descriptor, name, descriptor, newName) == 0 else {
        throw FileError(path: path, operation: .rename, reason: SystemCall.reason)
      }
      TemporaryFiles.forget(name)
    }

    /// Removes a file of this folder. A failure is not reported: this cleans up after another one.
    func remove(_ name: String) {
      unlinkat(descriptor, name, 0)
      TemporaryFiles.forget(name)
    }

    /// Waits until the folder's names are on the disk.
    func flush(for path: String) throws(FileError) {
      // Some file systems cannot flush a folder and say so with EINVAL; there is nothing more to do on them.
      guard SystemCall.retrying({ fsync(descriptor) }) == 0 || errno == EINVAL else {
        throw FileError(path: path, operation: .flushFolder, reason: SystemCall.reason)
      }
    }
  }
}
