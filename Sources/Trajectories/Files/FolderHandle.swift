import CFiles
import Glibc

/// An open folder: steps in it are taken by descriptor, so that neither a change of the working directory nor a
/// renamed folder can divert them.
struct FolderHandle: ~Copyable {
  private let descriptor: Int32

  /// Opens a folder on behalf of `path`, which errors name.
  init(_ folder: String, for path: String) throws(FileError) {
    let opened = SystemCall.retrying {
      unsafe Glibc.open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard opened >= 0 else {
      throw FileError(path: path, operation: .openFolder, reason: SystemCall.reason)
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Creates an empty file under a name that nothing has here, readable and writable as the process's mask allows.
  func createTemporary(for path: String) throws(FileError) -> (descriptor: Int32, name: String) {
    Leftovers.remove(in: descriptor)
    while true {
      let name = Leftovers.newName()
      TemporaryFiles.insert(name, in: descriptor)
      let file = SystemCall.retrying {
        unsafe openat(descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
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

  /// Gives a file of this folder another name of this folder, which nothing may have.
  func link(_ name: String, to newName: String, for path: String) throws(FileError) {
    guard unsafe linkat(descriptor, name, descriptor, newName, 0) == 0 else {
      throw FileError(
        path: path, operation: .rename,
        reason: errno == EEXIST ? "another process began it meanwhile" : SystemCall.reason)
    }
    remove(name)
  }

  /// Opens a file of this folder.
  func open(_ name: String, _ flags: Int32, for path: String) throws(FileError) -> Int32 {
    let file = SystemCall.retrying { unsafe openat(descriptor, name, flags | O_CLOEXEC) }
    guard file >= 0 else { throw FileError(path: path, operation: .read, reason: SystemCall.reason) }
    return file
  }

  /// Removes a file of this folder. A failure is not reported: this cleans up after another one.
  func remove(_ name: String) {
    unsafe unlinkat(descriptor, name, 0)
    TemporaryFiles.forget(name)
  }

  /// Creates an empty folder in this one under a name that nothing has here.
  func createTemporaryFolder(for path: String) throws(FileError) -> String {
    Leftovers.remove(in: descriptor)
    while true {
      let name = Leftovers.newName()
      TemporaryFiles.insert(name, in: descriptor, isFolder: true)
      if unsafe mkdirat(descriptor, name, 0o777) == 0 { return name }
      let code = errno
      TemporaryFiles.forget(name)
      guard code == EEXIST else {
        throw FileError(path: path, operation: .createFolder, reason: SystemCall.reason(of: code))
      }
    }
  }

  /// Gives a folder of this one its name, which nothing may have but an empty folder.
  func renameFolder(_ name: String, to newName: String, for path: String) throws(FileError) {
    guard unsafe renameat(descriptor, name, descriptor, newName) == 0 else {
      let isTaken = errno == EEXIST || errno == ENOTEMPTY
      throw FileError(
        path: path, operation: .rename,
        reason: isTaken ? "it was written meanwhile by another command" : SystemCall.reason)
    }
    TemporaryFiles.forget(name)
  }

  /// Exchanges two folders of this one.
  func exchange(_ name: String, _ other: String, for path: String) throws(FileError) {
    guard unsafe cfiles_exchange(descriptor, name, other) == 0 else {
      throw FileError(path: path, operation: .rename, reason: SystemCall.reason)
    }
  }

  /// Removes a folder of this one with the files in it. A failure is not reported: this cleans up after another step.
  func removeFolder(_ name: String) {
    TemporaryFiles.removeFolder(name, in: descriptor)
    TemporaryFiles.forget(name)
  }

  /// The names in the folder, in the order of their bytes.
  func entries(for path: String) throws(FileError) -> [String] {
    guard let names = TemporaryFiles.entries(of: ".", in: descriptor) else {
      throw FileError(path: path, operation: .openFolder, reason: SystemCall.reason)
    }
    return names.sorted { ByteName($0) < ByteName($1) }
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
