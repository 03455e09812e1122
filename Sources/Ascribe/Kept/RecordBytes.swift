import Trajectories

/// Records as bytes that one process of a program sends to another.
enum RecordBytes {
  /// Records in the order of their keys: part, batch, number of blobs, then each blob's size and bytes.
  static func bytes(of records: [JournalKey: [[UInt8]]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (key, blobs) in records.sorted(by: { ($0.key.part, $0.key.batch) < ($1.key.part, $1.key.batch) }) {
      for number in [key.part, key.batch, blobs.count] { append(number, to: &bytes) }
      for blob in blobs {
        append(blob.count, to: &bytes)
        bytes += blob
      }
    }
    return bytes
  }

  /// The records that bytes are of.
  static func records(in bytes: [UInt8]) -> [JournalKey: [[UInt8]]] {
    var records: [JournalKey: [[UInt8]]] = [:]
    var place = 0
    while place < bytes.count {
      let key = JournalKey(part: number(in: bytes, &place), batch: number(in: bytes, &place))
      records[key] = (0..<number(in: bytes, &place)).map { _ in
        let size = number(in: bytes, &place)
        defer { place += size }
        return Array(bytes[place..<place + size])
      }
    }
    return records
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
  }

  private static func number(in bytes: [UInt8], _ place: inout Int) -> Int {
    defer { place += 8 }
    return (0..<8).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
}
