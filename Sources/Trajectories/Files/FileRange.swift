import Glibc

/// A part of a regular file, which any thread may read: where others read does not matter, nor is it moved.
struct FileRange: Sendable {
  private let file: OpenFile
  /// The bytes of the file.
  var bytes: Range<Int>

  /// A file that stays open as long as one of its ranges is there.
  private final class OpenFile: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
  }

  /// All bytes that a regular file has now, from its beginning; `nil` for anything else, and for a file that says it has none, such as
  /// those by which the kernel speaks.
  ///
  /// - Parameter descriptor: The file, which may be closed afterwards.
  init?(_ descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
    else {
      return nil
    }
    let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { return nil }
    file = OpenFile(own)
    bytes = 0..<status.st_size
  }

  /// A part of this.
  func part(_ part: Range<Int>) -> FileRange {
    var range = self
    range.bytes = bytes.lowerBound + part.lowerBound..<bytes.lowerBound + part.upperBound
    return range
  }

  /// Takes the first bytes, as many as there are and as fit.
  ///
  /// - Returns: How many they are: 0 at the end; below 0 where they cannot be read, and `errno` says why.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let (descriptor, bytes) = (file.descriptor, bytes)
    let count = SystemCall.retrying {
      unsafe pread(descriptor, buffer.baseAddress, min(buffer.count, bytes.count), bytes.lowerBound)
    }
    if count > 0 { self.bytes = bytes.lowerBound + count..<bytes.upperBound }
    return count
  }

  /// The bytes, as far as they can be read.
  var text: [UInt8] {
    var rest = self
    return unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
      count = 0
      while count < buffer.count {
        let read = unsafe rest.read(
          into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
        guard read > 0 else { return }
        count += read
      }
    }
  }
}
