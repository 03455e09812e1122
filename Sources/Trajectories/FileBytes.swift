import Glibc

/// Reading a file whole.
package enum FileBytes {
  /// The bytes of a file; pipes and devices are read to their end.
  ///
  /// - Throws: ``TraceError`` without a line, for a file that is missing, a folder, or not readable.
  package static func read(_ path: String, expected: String) throws(TraceError) -> [UInt8] {
    let descriptor = SystemCall.retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      let found = errno == ENOENT ? "missing" : "not readable (\(SystemCall.reason))"
      throw TraceError(file: path, found: found, expected: expected)
    }
    defer { close(descriptor) }
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? max(0, Int(status.st_size)) : 0
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw TraceError(file: path, found: "a folder", expected: expected)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = chunk.withUnsafeMutableBytes { buffer in
        SystemCall.retrying { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
      }
      guard count >= 0 else {
        throw TraceError(file: path, found: "not readable (\(SystemCall.reason))", expected: expected)
      }
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }
}
