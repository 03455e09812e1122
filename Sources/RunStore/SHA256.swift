import CNettle

/// A digest by SHA-256 (FIPS 180-4) of bytes that come in pieces.
package struct SHA256 {
  private var digest = sha256_ctx()
  /// How many bytes were added.
  package private(set) var count = 0

  /// A digest of nothing yet.
  package init() { unsafe nettle_sha256_init(&digest) }

  /// Adds bytes.
  package mutating func add(_ bytes: [UInt8]) {
    count += bytes.count
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe nettle_sha256_update(&digest, bytes.count, bytes.baseAddress)
    }
  }

  /// The digest of what was added so far, as 64 lower-case hexadecimal digits.
  package var text: String {
    var copy = digest
    let bytes = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { bytes in
      unsafe nettle_sha256_digest(&copy, bytes.count, bytes.baseAddress)
      return unsafe [UInt8](bytes)
    }
    return Self.hexadecimal(bytes)
  }

  /// The digest of bytes.
  package static func text(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    digest.add(bytes)
    return digest.text
  }

  /// Bytes as lower-case hexadecimal digits.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
