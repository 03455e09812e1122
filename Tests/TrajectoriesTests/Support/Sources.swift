import CZlib
import Glibc
import Testing

/// Text as a gzip file of one member.
func gzip(_ text: String) throws -> [UInt8] { try gzip(Array(text.utf8)[...]) }

/// Bytes as a gzip file of one member.
func gzip(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  try #require(
    deflateInit2_(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK)
  defer { deflateEnd(&stream) }
  var input = Array(bytes)
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(input.count))))
  let status = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      return deflate(&stream, Z_FINISH)
    }
  }
  try #require(status == Z_STREAM_END)
  return Array(output[..<Int(stream.total_out)])
}

/// Runs `body` with the reading end of a pipe that gives these bytes, which must be few enough for a pipe to hold.
func withPipe<Result>(of bytes: [UInt8], _ body: (_ descriptor: Int32) throws -> Result) throws -> Result {
  var ends: [Int32] = [0, 0]
  try #require(pipe(&ends) == 0)
  defer { close(ends[0]) }
  try #require(write(ends[1], bytes, bytes.count) == bytes.count)
  close(ends[1])
  return try body(ends[0])
}
