import CZlib
import Glibc
import Ground

/// What a record of a journal is of: a batch of one of the parts of a computation.
package struct JournalKey: Hashable, Sendable {
  package let part: Int
  package let batch: Int

  package init(part: Int, batch: Int) {
    self.part = part
    self.batch = batch
  }
}

/// A file of checksummed records, to which a long computation adds what it has finished, so that it can go on after its
/// end, whatever ends it.
///
/// The first line says what the records are of. A record is a line `batch PART BATCH CHECKSUM SIZE...`, with the CRC-32 of
/// what follows, then that many bytes a blob, and a line feed. A record that was cut off or damaged ends what can be read.
///
/// A new journal has a temporary name until its first record, so that work that ends before leaves nothing behind. Two
/// processes cannot write one journal.
package final class Journal {
  /// Why a file is refused that is no journal.
  package static let isNone = "it holds no finished batches of Ascribe"

  /// Where it stands, as the caller named it.
  package let path: String
  /// Its first line.
  package let header: [UInt8]
  /// Where the first record begins that is cut off or damaged; `nil` where all are whole.
  package private(set) var damage: Int?

  /// Where its records stand.
  private(set) var records: [JournalKey: JournalRecord] = [:]
  let descriptor: Int32
  private let folder: FolderHandle
  private let name: String
  /// Folders that were made for it.
  private let made: AtomicFolder?
  /// What it is called until its first record; `nil` for one that has its name.
  private var temporary: String?
  private var end: Int

  /// Begins a journal.
  ///
  /// - Parameter makesFolders: Whether folders above it are made where they are missing.
  /// - Throws: ``FileError`` for a place where no file can be made.
  package init(
    creating path: String, header: [UInt8], makesFolders: Bool = false
  ) throws(FileError) {
    self.path = path
    self.header = header
    let slash = makesFolders ? path.lastIndex(of: "/") : nil
    made = try slash.map { slash throws(FileError) in
      try AtomicFolder(FileRoles.path(of: String(path[..<slash])), shownAs: path)
    }
    let destination = try Destination(FileRoles.madePath(of: path), shownAs: path)
    name = destination.name
    folder = try FolderHandle(destination.folder, for: path)
    let made = try folder.createTemporary(for: path)
    (descriptor, temporary, end) = (made.descriptor, made.name, 0)
    flock(descriptor, LOCK_EX | LOCK_NB)
    try write(header + [UInt8(ascii: "\n")])
  }

  /// Opens a journal.
  ///
  /// - Parameter isToGrow: Whether records are added: what is cut off or damaged at its end is removed, and no other process
  ///   may write it.
  /// - Throws: ``FileError`` for a file that cannot be opened, or is none.
  package init(opening path: String, isToGrow: Bool) throws(FileError) {
    self.path = path
    guard !FolderHandle.isFolder(FileRoles.path(of: path)) else {
      throw FileError(path: path, operation: .read, reason: "it is a folder")
    }
    let destination = try Destination(FileRoles.path(of: path), shownAs: path)
    name = destination.name
    folder = try FolderHandle(destination.folder, for: path)
    descriptor = try folder.open(name, isToGrow ? O_RDWR : O_RDONLY, for: path)
    (temporary, made) = (nil, nil)
    if isToGrow, flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      Glibc.close(descriptor)
      throw FileError(path: path, operation: .write, reason: "another process is writing it")
    }
    guard FileRoles.reads(descriptor) else {
      Glibc.close(descriptor)
      throw FileError(path: path, operation: .read, reason: "this command writes to it")
    }
    var scan = JournalScan(descriptor)
    guard let header = scan.line(), header.first == UInt8(ascii: "{") else {
      Glibc.close(descriptor)
      throw FileError(path: path, operation: .read, reason: Self.isNone)
    }
    self.header = header
    end = scan.place
    while let (key, sizes) = scan.record() {
      if records[key] == nil {
        records[key] = JournalRecord(start: scan.place - 1 - sizes.reduce(0, +), sizes: sizes)
      }
      end = scan.place
    }
    damage = end == scan.size ? nil : end
    if isToGrow { Self.note(records.count, in: path) }
    if isToGrow, damage != nil, ftruncate(descriptor, end) != 0 {
      throw FileError(path: path, operation: .write, reason: SystemCall.reason)
    }
  }

  deinit {
    // Closing would not do while a process that was begun meanwhile still has the file open.
    flock(descriptor, LOCK_UN)
    close(descriptor)
    if let temporary { folder.remove(temporary) }
  }

  /// Journals of this process that others find when it ends now, with the number of their records: one whose file has not taken
  /// its place yet is found by nobody.
  package static var unfinished: [(path: String, records: Int)] {
    open.withLock { $0.map { ($0.key, $0.value) } }
      .filter { unsafe access(FileRoles.path(of: $0.0), F_OK) == 0 }.sorted { $0.path < $1.path }
  }

  private static let open = Locked<[String: Int]>([:])

  private static func note(_ records: Int, in path: String) {
    open.withLock { $0[path] = records > 0 ? records : nil }
  }

  /// What there are records of.
  package var keys: Set<JournalKey> { Set(records.keys) }

  /// One blob of a record; `nil` where there is no such record.
  ///
  /// - Throws: ``FileError`` for a file that cannot be read.
  package func blob(_ index: Int, of key: JournalKey) throws(FileError) -> [UInt8]? {
    try records[key]?.blob(index, in: descriptor, of: path)
  }

  /// Adds a record.
  ///
  /// - Throws: ``FileError`` for a file that cannot be written, and where another process took its name.
  package func append(_ blobs: [[UInt8]], of key: JournalKey) throws(FileError) {
    let payload = blobs.flatMap(\.self)
    let sizes = blobs.map { " \($0.count)" }.joined()
    let line = "batch \(key.part) \(key.batch) \(JournalScan.checksum(payload))\(sizes)\n"
    let start = end + line.utf8.count
    try write(Array(line.utf8) + payload + [UInt8(ascii: "\n")])
    records[key] = JournalRecord(start: start, sizes: blobs.map(\.count))
    Self.note(records.count, in: path)
    guard let temporary else { return }
    try folder.link(temporary, to: name, for: path)
    self.temporary = nil
    made?.commit()
  }

  /// Gives the file another name in its folder, under which it is complete.
  ///
  /// - Throws: ``FileError`` for bytes that cannot be brought to the disk.
  package func finish(as path: String) throws(FileError) {
    guard SystemCall.retrying({ fsync(descriptor) }) == 0 else {
      throw FileError(path: path, operation: .flush, reason: SystemCall.reason)
    }
    let destination = try Destination(FileRoles.path(of: path), shownAs: path)
    try folder.rename(temporary ?? name, to: destination.name, for: path)
    temporary = nil
    made?.commit()
    Self.note(0, in: self.path)
    FileRoles.completes(path)
    try folder.flush(for: path)
  }

  /// Removes the file: what it held is part of something that is complete, or of no use.
  package func remove() {
    Self.note(0, in: path)
    folder.remove(temporary ?? name)
    temporary = nil
  }

  private func write(_ bytes: [UInt8]) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        SystemCall.retrying {
          unsafe pwrite(
            descriptor, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written, end + written)
        }
      }
      guard count >= 0 else { throw FileError(path: path, operation: .write, reason: SystemCall.reason) }
      written += count
    }
    end += written
  }
}
