import CZlib

/// Decompresses a gzip file (RFC 1952), which may consist of several members, one after the other; their contents are
/// joined. Zero bytes after the last member are padding.
///
/// A class, because zlib's state holds a pointer back to the stream that it belongs to, which therefore must not move.
@safe final class GzipDecoder {
  private static let inputSize = 1 << 17

  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: GzipDecoder.inputSize, alignment: 16)
  private var state = State.beforeMember(isFirst: true)

  private enum State {
    /// Before the header of a member, or the end of the file.
    case beforeMember(isFirst: Bool)
    case inMember(isFirst: Bool)
    case atEnd
  }

  init() { unsafe stream.initialize(to: z_stream()) }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe input.deallocate()
  }

  /// Fills a buffer with the next decompressed bytes, or a part of it; 0 bytes are the end.
  ///
  /// - Parameter refill: Gives the next bytes of the file in the same manner.
  /// - Throws: What `refill` throws, or a fault for bytes that are no gzip data, are damaged, or end too early.
  func read(
    into buffer: UnsafeMutableRawBufferPointer,
    refill: (UnsafeMutableRawBufferPointer) throws(ByteSource.Fault) -> Int
  ) throws(ByteSource.Fault) -> Int {
    unsafe stream.pointee.next_out = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(clamping: buffer.count)
    let room = unsafe stream.pointee.avail_out
    while unsafe stream.pointee.avail_out == room {
      if unsafe stream.pointee.avail_in == 0 {
        let count = unsafe try refill(input)
        unsafe stream.pointee.next_in = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = UInt32(count)
        if count == 0 {
          try finish()
          return 0
        }
      }
      switch state {
      case .atEnd: try passPadding()
      case .beforeMember(let isFirst): try beginMember(isFirst: isFirst)
      case .inMember(let isFirst): try inflateMember(isFirst: isFirst)
      }
    }
    return unsafe Int(room - stream.pointee.avail_out)
  }

  /// Checks that the file may end here.
  private func finish() throws(ByteSource.Fault) {
    switch state {
    case .beforeMember(isFirst: true): throw ByteSource.Fault(found: "empty, which no gzip file is")
    case .inMember: throw ByteSource.Fault(found: "cut short (its gzip data ends inside a member)")
    case .beforeMember, .atEnd: return
    }
  }

  private func beginMember(isFirst: Bool) throws(ByteSource.Fault) {
    if !isFirst, unsafe stream.pointee.next_in.pointee == 0 {
      state = .atEnd
      return
    }
    // 16 more than the largest window asks zlib for the gzip format.
    let status =
      unsafe isFirst
      ? inflateInit2_(stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      : inflateReset(stream)
    guard status == Z_OK else { throw fault(status, isFirst: isFirst) }
    state = .inMember(isFirst: isFirst)
  }

  private func inflateMember(isFirst: Bool) throws(ByteSource.Fault) {
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    switch status {
    case Z_OK, Z_BUF_ERROR: return
    case Z_STREAM_END: state = .beforeMember(isFirst: false)
    default: throw fault(status, isFirst: isFirst)
    }
  }

  private func passPadding() throws(ByteSource.Fault) {
    while unsafe stream.pointee.avail_in > 0 {
      guard unsafe stream.pointee.next_in.pointee == 0 else {
        throw ByteSource.Fault(found: "damaged gzip data (bytes after the padding at its end)")
      }
      unsafe stream.pointee.next_in += 1
      unsafe stream.pointee.avail_in -= 1
    }
  }

  private func fault(_ status: Int32, isFirst: Bool) -> ByteSource.Fault {
    if status == Z_MEM_ERROR { return ByteSource.Fault(found: "not readable (no memory to decompress it)") }
    let words = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "error \(status) of zlib"
    guard words == "incorrect header check" else {
      return ByteSource.Fault(found: "damaged gzip data (\(words))")
    }
    return ByteSource.Fault(
      found: isFirst ? "not in the gzip format" : "damaged gzip data (other bytes after a member)")
  }
}
