import CZlib

/// Matrices of numbers as a file that numpy reads: a zip archive, not compressed, of one `.npy` array a matrix
/// (`numpy.load("scores.npz")["grpo"]`). Equal matrices give equal bytes.
///
/// Source: numpy's format description, numpy.lib.format version 1.0; PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and
/// 4.3.16.
package enum NumpyArchive {
  /// One array: `float64` in rows, little-endian.
  package struct Matrix: Sendable {
    /// The key under which numpy finds it.
    package let name: String
    /// Number of rows.
    package let rows: Int
    /// The numbers, row by row.
    package let values: [Double]

    /// A matrix; its number of values is a multiple of its rows.
    package init(name: String, rows: Int, values: [Double]) {
      self.name = name
      self.rows = rows
      self.values = values
    }
  }

  /// The bytes of the archive.
  ///
  /// - Throws: ``ComparisonError/archiveTooLarge`` beyond 4 GiB and beyond 65,535 matrices, which plain zip files cannot hold.
  package static func bytes(_ matrices: [Matrix]) throws(ComparisonError) -> [UInt8] {
    let size = matrices.reduce(0) { $0 + 8 * $1.values.count + 4 * $1.name.utf8.count + 512 }
    guard size < Int(UInt32.max), matrices.count <= Int(UInt16.max) else { throw .archiveTooLarge }
    var archive = LittleEndianBytes()
    var directory = LittleEndianBytes()
    for matrix in matrices {
      let offset = archive.bytes.count
      let array = array(matrix)
      let name = Array("\(matrix.name).npy".utf8)
      let entry = entry(array, name)
      archive.append(UInt32(0x0403_4B50))
      archive.append(entry)
      archive.append(UInt16(0))  // length of the extra field
      archive.bytes += name
      archive.bytes += array
      directory.append(UInt32(0x0201_4B50))
      directory.append(UInt16(20))  // made by version 2.0
      directory.append(entry)
      // Lengths of extra field and comment, disk, internal and external attributes.
      directory.bytes += [UInt8](repeating: 0, count: 2 + 2 + 2 + 2 + 4)
      directory.append(UInt32(offset))
      directory.bytes += name
    }
    let start = archive.bytes.count
    archive.bytes += directory.bytes
    archive.append(UInt32(0x0605_4B50))
    archive.append(UInt32(0))  // this disk, and that of the directory
    archive.append(UInt16(matrices.count))
    archive.append(UInt16(matrices.count))
    archive.append(UInt32(directory.bytes.count))
    archive.append(UInt32(start))
    archive.append(UInt16(0))  // length of the comment
    return archive.bytes
  }

  /// What the header of a file and its place in the directory have in common: from the version that reads it to the length
  /// of its name. The time is the first of 1980, so that bytes do not depend on the clock.
  private static func entry(_ array: [UInt8], _ name: [UInt8]) -> LittleEndianBytes {
    var entry = LittleEndianBytes()
    entry.append(UInt16(20))
    entry.append(UInt16(1 << 11))  // names are UTF-8
    entry.append(UInt16(0))  // stored
    entry.append(UInt16(0))  // time
    entry.append(UInt16(0x21))  // date
    entry.append(UInt32(truncatingIfNeeded: crc32(0, array, UInt32(array.count))))
    entry.append(UInt32(array.count))
    entry.append(UInt32(array.count))
    entry.append(UInt16(name.count))
    return entry
  }

  /// A matrix as a `.npy` file.
  private static func array(_ matrix: Matrix) -> [UInt8] {
    let columns = matrix.rows == 0 ? 0 : matrix.values.count / matrix.rows
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(matrix.rows), \(columns)), }"
    // The numbers start at a multiple of 64, after 10 bytes, the header and its line end.
    header += String(repeating: " ", count: (64 - (11 + header.utf8.count) % 64) % 64) + "\n"
    var array = LittleEndianBytes()
    array.bytes = [0x93] + Array("NUMPY".utf8) + [1, 0]
    array.append(UInt16(header.utf8.count))
    array.bytes += Array(header.utf8)
    for value in matrix.values { array.append(value.bitPattern) }
    return array.bytes
  }
}

/// Bytes to which whole numbers are added, the lowest byte first.
private struct LittleEndianBytes {
  var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  mutating func append(_ other: LittleEndianBytes) { bytes += other.bytes }
}
