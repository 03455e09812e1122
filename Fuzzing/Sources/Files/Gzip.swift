import FuzzTargets
@testable import Trajectories

/// Data are refused or decompressed, the same for any size of the pieces; and what is compressed decompresses to itself.
func readGzip(_ bytes: [UInt8]) {
  let whole = decompressed(bytes, piece: bytes.count + 1, room: 1 << 16)
  let pieces = decompressed(bytes, piece: 7, room: 1000)
  // Behind so many bytes nothing is read, so that a fault there may be seen by one of them alone.
  if whole.1 != nil, pieces.1 != nil {
    check(
      whole.0 == pieces.0 && whole.1 == pieces.1,
      "pieces are read differently: \(whole.1 ?? ""), \(pieces.1 ?? "")")
  }
  // Most of an execution would go into the tables of the compression: a quarter of the inputs shows as much of it.
  guard bytes.count.isMultiple(of: 4) else { return }
  guard let packed = GzipEncoder().compress(bytes, isLast: true) else {
    fail("cannot be compressed")
  }
  let back = decompressed(packed, piece: 1 << 16, room: 1 << 16)
  check(back.0 == bytes && back.1 == "", "compressed bytes read back differently")
}

/// At most 64 KB of what bytes hold, and the words of their fault: none where they have none, `nil` where there is more.
private func decompressed(_ bytes: [UInt8], piece: Int, room: Int) -> ([UInt8], String?) {
  let decoder = GzipDecoder()
  var rest = bytes[...]
  var output: [UInt8] = []
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
  defer { buffer.deallocate() }
  do throws(ByteSource.Fault) {
    while output.count < 1 << 16 {
      let count = try decoder.read(into: buffer) { (input) throws(ByteSource.Fault) in
        let next = rest.prefix(min(piece, input.count))
        input.copyBytes(from: next)
        rest = rest.dropFirst(next.count)
        return next.count
      }
      guard count > 0 else { return (output, "") }
      output += buffer[..<count]
    }
    return (Array(output.prefix(1 << 16)), nil)
  } catch {
    // How much was given out before the fault is free.
    return ([], error.found)
  }
}
