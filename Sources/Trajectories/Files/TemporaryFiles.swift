import Glibc
import Ground

/// The temporary files that this process has not yet given their final names, so that it can remove them when it is
/// interrupted: a signal unwinds no stack.
package enum TemporaryFiles {
  /// A file or folder that has not got its name.
  private struct Entry {
    /// Descriptor of the folder that it stands in.
    let folder: Int32
    let isFolder: Bool
  }

  /// By the name in the folder; the names are drawn at random and do not repeat.
  private static let folders = Locked<[String: Entry]>([:])

  /// Notes a file or folder that is about to be created, so that no moment is left in which it exists unnoted.
  static func insert(_ name: String, in folder: Int32, isFolder: Bool = false) {
    folders.withLock { $0[name] = Entry(folder: folder, isFolder: isFolder) }
  }

  /// Forgets a file that was renamed or removed.
  static func forget(_ name: String) { _ = folders.withLock { $0.removeValue(forKey: name) } }

  /// Removes every temporary file and folder; for a process that is about to end.
  package static func removeAll() {
    folders.withLock { folders in
      for (name, entry) in folders where !entry.isFolder { unsafe unlinkat(entry.folder, name, 0) }
      for (name, entry) in folders where entry.isFolder { removeFolder(name, in: entry.folder) }
      folders = [:]
    }
  }

  /// Removes a folder with all that is in it, or a file; links are removed, not followed.
  static func removeFolder(_ name: String, in folder: Int32) {
    let inner = unsafe openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    if inner >= 0 {
      for entry in entries(of: ".", in: inner) ?? [] { removeFolder(entry, in: inner) }
      close(inner)
    }
    unsafe unlinkat(folder, name, inner >= 0 ? AT_REMOVEDIR : 0)
  }

  /// The names in a folder, but for itself and the one above; `nil` if it cannot be read.
  static func entries(of name: String, in folder: Int32) -> [String]? {
    // A descriptor of its own, which closing the stream closes.
    let inner = unsafe openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard inner >= 0, let stream = unsafe fdopendir(inner) else { return nil }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
