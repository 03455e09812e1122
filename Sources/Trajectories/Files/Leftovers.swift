import Ground
import Glibc

/// Temporary files and folders that a killed process left behind: a signal that nothing can catch unwinds no stack.
///
/// Their names say on which machine and by which process they were made, so that those of a process that is no more are
/// told from those of one that is at work, here or on another machine that shares the file system.
enum Leftovers {
  private static let prefix = ".ascribe-"
  private static let suffix = ".tmp"
  /// What tells machines apart, as letters and digits.
  private static let machine: String = {
    var name = utsname()
    unsafe uname(&name)
    let host = unsafe withUnsafePointer(to: &name.nodename) {
      unsafe $0.withMemoryRebound(to: CChar.self, capacity: 65) { unsafe String(cString: $0) }
    }
    return String(StableHash(host).value & 0xFFFF_FFFF, radix: 36)
  }()
  /// Folders that were looked through, once a process.
  private static let seen = Locked<Set<FileRoles.Identity>>([])

  /// A name that nothing has, most likely.
  static func newName() -> String {
    let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return "\(prefix)\(machine)-\(getpid())-\(random)\(suffix)"
  }

  /// Removes what processes of this machine that are no more left in a folder, at the first look into it.
  static func remove(in folder: Int32) {
    var status = stat()
    guard unsafe fstat(folder, &status) == 0,
      seen.withLock({ $0.insert(FileRoles.Identity(status)).inserted })
    else { return }
    sweep(folder)
  }

  /// Removes what processes of this machine that are no more left in a folder.
  static func sweep(_ folder: Int32) {
    for name in TemporaryFiles.entries(of: ".", in: folder) ?? [] {
      guard let process = process(of: name), kill(process, 0) != 0, errno == ESRCH else { continue }
      TemporaryFiles.removeFolder(name, in: folder)
    }
  }

  /// The process that a name is of; `nil` for one of another machine, and for any other name.
  static func process(of name: String) -> pid_t? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    let parts = name.dropFirst(prefix.count).dropLast(suffix.count).split(separator: "-")
    guard parts.count == 3, parts[0] == machine else { return nil }
    return pid_t(parts[1])
  }
}
