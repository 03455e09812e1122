import Glibc
import Ground

/// What a command reads and what it is about to write, so that no file is both, and none is written twice.
///
/// Files are told apart by device and inode, so that links and other spellings of a path are the same file; what does not
/// stand yet is known by its folder and its name. Nothing is watched unless a command says so: a program that reads a
/// trace and writes it again knows what it does.
package final class FileRoles: Sendable {
  /// Those of the command that runs; `nil` in other programs.
  @TaskLocal package static var current: FileRoles?

  /// A file or folder that stands.
  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ status: stat) {
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    }
  }

  /// Where a file is to stand.
  struct Place: Hashable {
    let folder: Identity
    let name: String
  }

  private struct State {
    var read: Set<Identity> = []
    /// Places that are written to, with what stands there until then.
    var written: [Place: Identity?] = [:]
    var outputs: [String] = []
  }

  private let state = Locked(State())
  /// Where what is written goes in place of its paths; `nil` where it goes to them.
  private let scratch: ScratchFolder?

  /// Nothing is read or written yet.
  ///
  /// - Parameter scratch: A folder for everything that is written, whatever paths are named; `nil` where it goes to them.
  package init(scratch: String? = nil) { self.scratch = scratch.map(ScratchFolder.init) }

  /// What was written so far and is complete, in order: the paths as they were named, and where the files stand.
  package var outputs: [(name: String, path: String)] {
    state.withLock(\.outputs).map { ($0, scratch?.path(of: $0) ?? $0) }
  }

  /// Where what is written to a path goes.
  package static func path(of named: String) -> String { current?.scratch?.path(of: named) ?? named }

  /// The same, with the folder that it is in.
  static func madePath(of named: String) throws(FileError) -> String {
    guard let scratch = current?.scratch else { return named }
    let path = scratch.path(of: named)
    try AtomicFolder(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".", shownAs: named).commit()
    return path
  }

  /// Notes a file that is complete, by the path that errors know it by.
  static func completes(_ shown: String) {
    guard let current else { return }
    let name = current.scratch?.name(of: shown) ?? shown
    current.state.withLock { if !$0.outputs.contains(name) { $0.outputs.append(name) } }
  }

  /// Notes an open file as read.
  ///
  /// - Returns: Whether it may be read: `false` for one that is about to be replaced.
  static func reads(_ descriptor: Int32) -> Bool {
    guard let current else { return true }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
    let file = Identity(status)
    return current.state.withLock { state in
      guard !state.written.values.contains(file) else { return false }
      state.read.insert(file)
      return true
    }
  }

  /// Notes a place as one that is written to.
  ///
  /// - Returns: The place, for ``leaves(_:)``; `nil` where nothing is watched.
  /// - Throws: ``FileError`` for a file that is read, and for a place that is written to already.
  static func writes(_ destination: Destination) throws(FileError) -> Place? {
    guard let current else { return nil }
    var status = stat()
    let folder = destination.folder.isEmpty ? "." : destination.folder
    guard unsafe stat(folder, &status) == 0 else { return nil }
    let place = Place(folder: Identity(status), name: destination.name)
    var file = stat()
    let stands = unsafe stat("\(folder)/\(destination.name)", &file) == 0
    let obstacle = current.state.withLock { state -> String? in
      if stands, state.read.contains(Identity(file)) { return "this command reads it" }
      guard state.written[place] == nil else { return "this command writes another output to it" }
      state.written[place] = .some(stands ? Identity(file) : nil)
      return nil
    }
    if let obstacle { throw FileError(path: destination.path, operation: .replace, reason: obstacle) }
    return place
  }

  /// Forgets a place whose file is complete or given up.
  static func leaves(_ place: Place?) {
    guard let place, let current else { return }
    current.state.withLock { _ = $0.written.removeValue(forKey: place) }
  }
}
