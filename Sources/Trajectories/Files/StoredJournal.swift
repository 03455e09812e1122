import Glibc

/// Where a record of a journal stands.
struct JournalRecord {
  /// Where the first of its blobs begins.
  let start: Int
  /// How long the blobs are.
  let sizes: [Int]

  /// One of its blobs; `nil` where it has fewer.
  ///
  /// - Throws: ``FileError`` for a file that cannot be read.
  func blob(_ index: Int, in descriptor: Int32, of path: String) throws(FileError) -> [UInt8]? {
    guard sizes.indices.contains(index) else { return nil }
    var scan = JournalScan(descriptor, from: start + sizes[..<index].reduce(0, +))
    guard let bytes = scan.bytes(sizes[index]) else {
      throw FileError(path: path, operation: .read, reason: "it became shorter while it was read")
    }
    return bytes
  }
}

/// What has records of batches.
package protocol JournalRecords {
  /// What there are records of.
  var keys: Set<JournalKey> { get }

  /// One blob of a record; `nil` where there is no such record.
  ///
  /// - Throws: ``FileError`` for a file that cannot be read.
  func blob(_ index: Int, of key: JournalKey) throws(FileError) -> [UInt8]?
}

extension Journal: JournalRecords {}

/// A journal to which nothing is added any more. Its file is open only while something is read, so that there may be more of
/// them than a process can have files open.
package final class StoredJournal: JournalRecords {
  private let path: String
  private let records: [JournalKey: JournalRecord]
  private let identity: Identity
  /// Where the first record begins.
  private let start: Int

  /// The file that was looked at, and what it was like then.
  private struct Identity: Equatable {
    let device: UInt
    let number: UInt
    let size: Int

    init(_ descriptor: Int32) {
      var status = stat()
      let isThere = unsafe fstat(descriptor, &status) == 0
      device = isThere ? UInt(status.st_dev) : 0
      number = isThere ? UInt(status.st_ino) : 0
      size = isThere ? Int(status.st_size) : -1
    }
  }

  /// The records of a journal, which is closed.
  package init(_ journal: consuming Journal) {
    path = journal.path
    records = journal.records
    start = journal.header.count + 1
    identity = Identity(journal.descriptor)
  }

  package var keys: Set<JournalKey> { Set(records.keys) }

  package func blob(_ index: Int, of key: JournalKey) throws(FileError) -> [UInt8]? {
    guard let record = records[key] else { return nil }
    let descriptor = try open()
    defer { close(descriptor) }
    return try record.blob(index, in: descriptor, of: path)
  }

  /// Gives out the bytes of all records as they stand in the file, piece by piece.
  ///
  /// - Throws: ``FileError`` for a file that cannot be read, and what `body` throws.
  package func forEachRecordPiece(
    ofMost count: Int, _ body: ([UInt8]) throws(FileError) -> Void
  ) throws(FileError) {
    let descriptor = try open()
    defer { close(descriptor) }
    var scan = JournalScan(descriptor, from: start)
    while scan.place < identity.size {
      guard let piece = scan.bytes(min(count, identity.size - scan.place)) else {
        throw FileError(path: path, operation: .read, reason: "it became shorter while it was read")
      }
      try body(piece)
    }
  }

  private func open() throws(FileError) -> Int32 {
    let destination = try Destination(FileRoles.path(of: path), shownAs: path)
    let folder = try FolderHandle(destination.folder, for: path)
    let descriptor = try folder.open(destination.name, O_RDONLY, for: path)
    guard Identity(descriptor) == identity else {
      close(descriptor)
      throw FileError(path: path, operation: .read, reason: "it was changed while it was read")
    }
    return descriptor
  }
}
