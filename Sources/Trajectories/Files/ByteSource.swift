import Glibc

/// The bytes of a file, piece by piece: a file, a pipe or a device by its path, standard input by the path `-`, or
/// bytes that are at hand. What a path that ends in `.gz` leads to is decompressed.
///
/// Unchecked: a source has one owner at a time, who alone has its decoder.
package struct ByteSource: ~Copyable, @unchecked Sendable {
  /// What errors call the file.
  package let name: String
  /// Whether the file can be read again from its beginning: a pipe or standard input cannot.
  package let isRepeatable: Bool
  /// What the file should be, in words that follow "expected".
  private let expected: String
  /// The open file; -1 where the bytes are at hand.
  private let descriptor: Int32
  private let isOwned: Bool
  private let gzip: GzipDecoder?
  /// A part of a file that is read in place of a descriptor.
  private var part: FileRange?
  /// Bytes that are at hand, or were put back.
  private var memory: ArraySlice<UInt8>

  /// What errors call the file of a path: the path, or `<stdin>` for standard input.
  static func name(of path: String) -> String { path == "-" ? "<stdin>" : path }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file, or `-` for standard input.
  ///   - expected: What the file should be, in words that follow "expected".
  /// - Throws: ``TraceError`` without a line, for a file that is missing, a folder, or not readable.
  package init(_ path: String, expected: String) throws(TraceError) {
    let opened: Int32
    do throws(Fault) {
      opened = path == "-" ? STDIN_FILENO : try Self.open(path)
    } catch {
      throw TraceError(file: Self.name(of: path), found: error.found, expected: expected)
    }
    guard FileRoles.reads(opened) else {
      if path != "-" { close(opened) }
      throw TraceError(
        file: Self.name(of: path), found: "one that this command writes to", expected: expected)
    }
    name = Self.name(of: path)
    self.expected = expected
    descriptor = opened
    isOwned = path != "-"
    isRepeatable = path != "-" && Self.kind(of: opened) == S_IFREG
    gzip = path.hasSuffix(".gz") ? GzipDecoder() : nil
    memory = []
  }

  /// The bytes that a descriptor gives; it stays open.
  init(descriptor: Int32, named name: String, expected: String) {
    self.descriptor = descriptor
    isOwned = false
    self.name = name
    self.expected = expected
    isRepeatable = false
    gzip = nil
    memory = []
  }

  /// A part of a file.
  init(_ range: FileRange, named name: String, expected: String) {
    self.init([], named: name, expected: expected)
    part = range
  }

  /// Bytes that are at hand.
  package init(_ bytes: [UInt8], named name: String) { self.init(bytes, named: name, expected: "") }

  private init(_ bytes: [UInt8], named name: String, expected: String) {
    self.name = name
    self.expected = expected
    descriptor = -1
    isOwned = false
    isRepeatable = true
    gzip = nil
    memory = bytes[...]
  }

  deinit { if isOwned { close(descriptor) } }

  /// How many bytes there are, where all of them are at hand.
  var countAtHand: Int? { descriptor < 0 ? memory.count + (part?.bytes.count ?? 0) : nil }

  /// Where the bytes stand, if no other place has them: a regular file that is not compressed, of which nothing was read.
  var range: FileRange? { gzip == nil && descriptor >= 0 && isRepeatable ? FileRange(descriptor) : nil }

  /// Fills a buffer, which is not empty, with the next bytes, or a part of it; 0 bytes are the end.
  ///
  /// - Throws: ``TraceError`` for a file that is not readable, or is damaged where it is compressed.
  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(TraceError) -> Int {
    guard descriptor >= 0 || part != nil, memory.isEmpty else {
      let count = min(memory.count, buffer.count)
      unsafe buffer.copyBytes(from: memory.prefix(count))
      memory.removeFirst(count)
      return count
    }
    do throws(Fault) {
      if part != nil {
        guard let count = unsafe part?.read(into: buffer), count >= 0 else {
          throw Fault(found: "not readable (\(SystemCall.reason))")
        }
        return count
      }
      let descriptor = descriptor
      guard let gzip else { return unsafe try Self.read(descriptor, into: buffer) }
      return unsafe try gzip.read(into: buffer) { (input) throws(Fault) in
        unsafe try Self.read(descriptor, into: input)
      }
    } catch {
      throw TraceError(file: name, found: error.found, expected: expected)
    }
  }

  /// Puts bytes before those that are still to come, such as bytes that were looked at.
  package mutating func putBack(_ bytes: [UInt8]) { memory = bytes + memory }

  /// Why bytes cannot be had, in words that follow "the file is".
  struct Fault: Error {
    let found: String
  }

  private static func open(_ path: String) throws(Fault) -> Int32 {
    let descriptor = SystemCall.retrying { unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      throw Fault(found: errno == ENOENT ? "missing" : "not readable (\(SystemCall.reason))")
    }
    guard kind(of: descriptor) != S_IFDIR else {
      close(descriptor)
      throw Fault(found: "a folder")
    }
    return descriptor
  }

  /// The type bits of an open file's mode.
  private static func kind(of descriptor: Int32) -> mode_t {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  private static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Fault) -> Int {
    let count = SystemCall.retrying { unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    guard count >= 0 else { throw Fault(found: "not readable (\(SystemCall.reason))") }
    return count
  }
}
