import Glibc
import Synchronization

/// The temporary files that this process has not yet given their final names, so that it can remove them when it is
/// interrupted: a signal unwinds no stack.
package enum TemporaryFiles {
  /// Descriptor of the folder that a file stands in, by the file's name; the names are drawn at random and do not repeat.
  private static let folders = Mutex<[String: Int32]>([:])

  /// Notes a file that is about to be created, so that no moment is left in which it exists unnoted.
  static func insert(_ name: String, in folder: Int32) { folders.withLock { $0[name] = folder } }

  /// Forgets a file that was renamed or removed.
  static func forget(_ name: String) { _ = folders.withLock { $0.removeValue(forKey: name) } }

  /// Removes every temporary file; for a process that is about to end.
  package static func removeAll() {
    folders.withLock { folders in
      for (name, folder) in folders { unsafe unlinkat(folder, name, 0) }
      folders = [:]
    }
  }
}
