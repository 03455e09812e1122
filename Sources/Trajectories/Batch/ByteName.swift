import Glibc

/// A name that is compared by its bytes.
///
/// Swift's strings are equal by canonical equivalence: a composed and a decomposed accent are the same to them. The names
/// of a file are what stands there: two spellings are two names, as they are to every other program that reads it. So a
/// name that comes from a file is never compared as a `String`, nor is it the key of a dictionary as one.
package struct ByteName: Sendable, Hashable, Comparable {
  /// The name.
  package let text: String

  /// A name.
  package init(_ text: String) { self.text = text }

  package static func == (left: ByteName, right: ByteName) -> Bool { left.text.hasBytes(of: right.text) }

  /// Order of the bytes, which is that of Unicode's scalars.
  package static func < (left: ByteName, right: ByteName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(bytesOf: text) }
}

extension String {
  /// Whether another string has the same bytes in UTF-8.
  package func hasBytes(of other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    // Strings of Swift's own have their bytes in one piece.
    let isSame = unsafe utf8.withContiguousStorageIfAvailable { own in
      unsafe other.utf8.withContiguousStorageIfAvailable { others in
        guard let left = own.baseAddress, let right = others.baseAddress else { return true }
        return unsafe memcmp(left, right, own.count) == 0
      }
    }
    return isSame.flatMap { $0 } ?? utf8.elementsEqual(other.utf8)
  }
}

extension Hasher {
  /// Feeds the bytes of a string in UTF-8, and their number.
  package mutating func combine(bytesOf text: String) {
    var text = text
    text.withUTF8 { bytes in
      combine(bytes.count)
      unsafe combine(bytes: UnsafeRawBufferPointer(bytes))
    }
  }
}
