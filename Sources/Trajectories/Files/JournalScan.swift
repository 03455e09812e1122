import CZlib
import Glibc

/// Reads a journal from one place on. Nothing that stands in it is believed before its checksum is right.
struct JournalScan {
  /// Where the next byte is read.
  private(set) var place: Int
  /// How long the file is.
  let size: Int

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var used = 0

  /// More than any line of a journal has, but for its first one.
  private static let longestLine = 1 << 20
  private static let capacity = 1 << 16

  init(_ descriptor: Int32, from place: Int = 0) {
    self.descriptor = descriptor
    self.place = place
    var status = stat()
    size = unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The bytes up to the next line feed, which is passed; `nil` where none follows.
  mutating func line() -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < Self.longestLine, let byte = next() {
      if byte == UInt8(ascii: "\n") { return line }
      line.append(byte)
    }
    return nil
  }

  /// The next record's key and sizes, with its blobs passed; `nil` where none follows that is whole.
  mutating func record() -> (key: JournalKey, sizes: [Int])? {
    guard let line = line() else { return nil }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
    let numbers = words.dropFirst().map { Int($0) ?? -1 }
    guard words.first == "batch", numbers.count >= 4, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    let sizes = Array(numbers[3...])
    var left = 0
    for size in sizes {
      let (sum, overflow) = left.addingReportingOverflow(size)
      guard !overflow, sum <= self.size - place else { return nil }
      left = sum
    }
    var sum = crc32(0, nil, 0)
    while left > 0 {
      guard let piece = bytes(min(left, Self.capacity)) else { return nil }
      sum = unsafe piece.withUnsafeBufferPointer { unsafe crc32(sum, $0.baseAddress, UInt32($0.count)) }
      left -= piece.count
    }
    guard Int(sum) == numbers[2], next() == UInt8(ascii: "\n") else { return nil }
    return (JournalKey(part: numbers[0], batch: numbers[1]), sizes)
  }

  /// The next bytes; `nil` where so many do not follow.
  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard count <= size - place else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      guard fill() else { return nil }
      let taken = min(count - bytes.count, buffer.count - used)
      bytes += buffer[used..<used + taken]
      used += taken
      place += taken
    }
    return bytes
  }

  /// The CRC-32 of bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt {
    var sum = crc32(0, nil, 0)
    // zlib counts in 32 bits.
    for start in stride(from: 0, to: bytes.count, by: 1 << 30) {
      let piece = bytes[start..<min(bytes.count, start + 1 << 30)]
      sum = unsafe piece.withUnsafeBufferPointer { unsafe crc32(sum, $0.baseAddress, UInt32($0.count)) }
    }
    return UInt(sum)
  }

  private mutating func next() -> UInt8? {
    guard fill() else { return nil }
    defer {
      used += 1
      place += 1
    }
    return buffer[used]
  }

  /// Whether there is a byte to be taken from the buffer.
  private mutating func fill() -> Bool {
    guard used == buffer.count else { return true }
    let offset = place
    buffer = unsafe [UInt8](unsafeUninitializedCapacity: Self.capacity) { memory, count in
      count = max(
        0, SystemCall.retrying { unsafe pread(descriptor, memory.baseAddress, Self.capacity, offset) })
    }
    used = 0
    return !buffer.isEmpty
  }
}
