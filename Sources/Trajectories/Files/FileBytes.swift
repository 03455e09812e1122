/// Reading a file whole.
package enum FileBytes {
  /// What errors call the file of a path: the path, or `<stdin>` for standard input.
  package static func name(of path: String) -> String { ByteSource.name(of: path) }

  /// The bytes of a file; pipes and devices are read to their end, `-` is standard input, and what a path that ends in
  /// `.gz` leads to is decompressed.
  ///
  /// - Throws: ``TraceError`` without a line, for a file that is missing, a folder, not readable, larger than
  ///   ``ReadingLimits`` allow, or damaged where it is compressed.
  package static func read(_ path: String, expected: String) throws(TraceError) -> [UInt8] {
    var source = try ByteSource(path, expected: expected)
    return try read(&source)
  }

  /// The bytes of a source.
  ///
  /// - Parameter most: After so many bytes nothing more is read.
  /// - Throws: ``TraceError`` for a source that cannot be read, or has more than ``ReadingLimits`` allow.
  package static func read(
    _ source: inout ByteSource, atMost most: Int = .max
  ) throws(TraceError) -> [UInt8] {
    let size = 1 << 18
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { unsafe piece.deallocate() }
    var bytes: [UInt8] = []
    while true {
      let count = unsafe try source.read(into: piece)
      guard count > 0 else { return bytes }
      try ReadingLimits.current.file.check(bytes.count + count, of: source.name)
      unsafe bytes.append(contentsOf: piece[..<min(count, most - bytes.count)])
      if bytes.count == most { return bytes }
    }
  }
}
