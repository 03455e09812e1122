import Ground

/// The strings of a table of symbols as bytes, made when somebody asks for them: many who read a trace never do.
///
/// Unchecked: while strings are added, one thread has this; afterwards they are only read, and made behind a lock.
final class LateNames: @unchecked Sendable {
  private var bytes: [UInt8] = []
  /// Where the bytes of each string end.
  private var ends: [Int] = []
  private let made = Locked<SymbolTable?>(nil)
  /// Whether nobody has asked for the strings yet, so that others may be added.
  private(set) var isOpen = true

  /// How many strings there are.
  var count: Int { ends.count }

  /// Adds a string, and returns its symbol.
  func append(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    unsafe bytes.append(contentsOf: text)
    ends.append(bytes.count)
    return UInt32(ends.count - 1)
  }

  /// The table with its strings, to which none is added here from now on.
  var table: SymbolTable {
    made.withLock { made in
      if let made { return made }
      isOpen = false
      var table = SymbolTable()
      table.reserveCapacity(ends.count)
      var start = 0
      for end in ends {
        _ = table.intern(String(decoding: bytes[start..<end], as: UTF8.self))
        start = end
      }
      made = table
      return table
    }
  }
}
