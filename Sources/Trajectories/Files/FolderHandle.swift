import Glibc

/// An open folder: steps in it are taken by descriptor, so that neither a change of the working directory nor a
/// renamed folder can divert them.
struct FolderHandle: ~Copyable {
  private let descriptor: Int32

  /// Opens a folder on behalf of `path`, which errors name.
  init(_ folder: String, for path: String) throws(FileError) {
    let opened = SystemCall.retrying {
      unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
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
        unsafe openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
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
    guard unsafe renameat(descriptor, name, descriptor, newName) == 0 else {
      throw FileError(path: path, operation: .rename, reason: SystemCall.reason)
    }
    TemporaryFiles.forget(name)
  }

  /// Removes a file of this folder. A failure is not reported: this cleans up after another one.
  func remove(_ name: String) {
    unsafe unlinkat(descriptor, name, 0)
    TemporaryFiles.forget(name)
  }

  /// Waits until the folder's names are on the disk.
  func flush(for path: String) throws(FileError) {
    // Some file systems cannot flush a folder and say so with EINVAL; there is nothing more to do on them.
    guard SystemCall.retrying({ fsync(descriptor) }) == 0 || errno == EINVAL else {
      throw FileError(path: path, operation: .flushFolder, reason: SystemCall.reason)
    }
  }

  /// Whether a path leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
