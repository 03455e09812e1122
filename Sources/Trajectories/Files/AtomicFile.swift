import CFiles
import Glibc

/// A file written piece by piece that appears at its path only when it is complete.
///
/// The bytes go to a temporary file in the folder of the path. ``commit()`` brings them to the disk and renames the
/// temporary file; a file that ends without it, by an error or by leaving scope, is removed and leaves what stood at the
/// path untouched. The new file keeps the permissions of the one that it replaces. What goes to a path that ends in `.gz`
/// is compressed.
///
/// A class, because it owns an open file, and stands in arrays.
package final class AtomicFile {
  /// How many bytes are held in memory before they are written.
  private static let capacity = 1 << 20
  /// How many bytes the system is asked to bring to the disk at a time, so that the end does not wait for all of them.
  private static let bringing = 8 << 20

  /// Where the file will stand, as the caller named it.
  package let path: String

  private let destination: Destination
  private let place: FileRoles.Place?
  private let gzip: GzipEncoder?
  private let folder: FolderHandle
  private let temporary: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// How many bytes were written, and how many of them the system was asked to bring to the disk.
  private var written = 0
  private var brought = 0
  /// Whether the file still bears its temporary name.
  private var isPending = true

  /// Opens a temporary file beside `path`.
  ///
  /// - Throws: ``FileError`` if the folder is missing or not writable, if something other than a regular file stands at the
  ///   path, or one that may not be written to, and, in a command, for a file that it reads or writes already.
  package convenience init(_ path: String) throws(FileError) {
    try self.init(FileRoles.madePath(of: path), shownAs: path)
  }

  /// The same, for a file that errors know by another path.
  init(_ path: String, shownAs shown: String) throws(FileError) {
    self.path = shown
    gzip = path.hasSuffix(".gz") ? GzipEncoder() : nil
    destination = try Destination(path, shownAs: shown)
    folder = try FolderHandle(destination.folder, for: shown)
    place = try FileRoles.writes(destination)
    do {
      (descriptor, temporary) = try folder.createTemporary(for: shown)
    } catch {
      FileRoles.leaves(place)
      throw error
    }
    if let mode = destination.mode { fchmod(descriptor, mode) }
  }

  deinit {
    close(descriptor)
    discard()
  }

  /// Writes more bytes.
  ///
  /// - Throws: ``FileError``; the file is then of no further use.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    guard gzip == nil, bytes.count >= Self.capacity else { return try append { $0 += bytes } }
    try writeBuffer(isLast: false)
    try write(bytes)
  }

  /// Writes what `body` adds to a buffer; to be called for each record.
  ///
  /// - Throws: ``FileError``; the file is then of no further use.
  package func append(_ body: (inout [UInt8]) -> Void) throws(FileError) {
    body(&buffer)
    if buffer.count >= Self.capacity { try writeBuffer(isLast: false) }
  }

  /// Brings the bytes to the disk and puts the file in place.
  ///
  /// - Throws: ``FileError``. After a failure to flush the folder the file is in place, but might not survive a
  ///   loss of power; after any other failure nothing has changed at the path.
  package func commit() throws(FileError) { try AtomicFile.commit([self]) }

  /// Puts files in place together: all bytes are on the disk before the first file gets its name.
  ///
  /// - Throws: ``FileError``. As long as no file got its name, nothing has changed at any path.
  package static func commit(_ files: [AtomicFile]) throws(FileError) {
    do {
      for file in files { try file.flush() }
      for file in files { try file.rename() }
    } catch {
      for file in files { file.discard() }
      throw error
    }
    for file in files { try file.folder.flush(for: file.path) }
  }

  /// Writes a file: readers of the path see what stood there before, or all of the new bytes, and a failure leaves
  /// nothing behind.
  ///
  /// - Throws: ``FileError`` with the step that failed.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.append(bytes)
    try file.commit()
  }
}

extension AtomicFile {
  private func writeBuffer(isLast: Bool) throws(FileError) {
    if let gzip {
      guard let compressed = gzip.compress(buffer, isLast: isLast) else {
        throw FileError(path: path, operation: .write, reason: "there is no memory to compress it")
      }
      buffer = compressed
    }
    try write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: [UInt8]) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        SystemCall.retrying {
          unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
        }
      }
      guard count >= 0 else { throw error(.write) }
      done += count
    }
    written += bytes.count
    guard written - brought >= Self.bringing else { return }
    // A system that does not take the hint brings the bytes at the end.
    _ = cfiles_begin_writing(descriptor, Int64(brought), Int64(written - brought))
    brought = written
  }

  private func flush() throws(FileError) {
    try writeBuffer(isLast: true)
    guard SystemCall.retrying({ fsync(descriptor) }) == 0 else { throw error(.flush) }
  }

  private func rename() throws(FileError) {
    try folder.rename(temporary, to: destination.name, for: path)
    isPending = false
    FileRoles.leaves(place)
    FileRoles.completes(path)
  }

  private func discard() {
    guard isPending else { return }
    folder.remove(temporary)
    isPending = false
    FileRoles.leaves(place)
  }

  private func error(_ operation: FileError.Operation) -> FileError {
    FileError(path: path, operation: operation, reason: SystemCall.reason)
  }
}
