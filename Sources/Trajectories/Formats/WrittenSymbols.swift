/// The names of agents, states and actions as they stand in JSON, with their quotes: what simulates a million turns on the same
/// tables writes each of them once.
package struct WrittenSymbols: Sendable {
  let agents, keys, actions: WrittenNames

  /// Writes all names of a batch, or of tables.
  ///
  /// - Complexity: O(bytes of the names).
  package init(_ symbols: TrajectoryBatch.Symbols) {
    agents = WrittenNames(symbols.agents)
    keys = WrittenNames(symbols.keys)
    actions = WrittenNames(symbols.actions)
  }

  /// Whether these are the names of a batch: of the very tables that were written.
  func areOf(_ symbols: TrajectoryBatch.Symbols) -> Bool {
    agents.areOf(symbols.agents) && keys.areOf(symbols.keys) && actions.areOf(symbols.actions)
  }
}

/// The names of one table.
struct WrittenNames: Sendable {
  /// Kept, so that no other table can come to stand where this one does.
  private let names: [String]
  private var text: [UInt8] = []
  private var start: [Int] = [0]

  init(_ table: SymbolTable) {
    names = table.names
    start.reserveCapacity(names.count + 1)
    for name in names {
      text.append(string: name)
      start.append(text.count)
    }
  }

  /// Whether a table is the one that was written, by where it stands in memory.
  func areOf(_ table: SymbolTable) -> Bool {
    unsafe names.withUnsafeBufferPointer { own in
      unsafe table.names.withUnsafeBufferPointer { other in
        unsafe own.count == other.count && own.baseAddress == other.baseAddress
      }
    }
  }

  /// Adds a name.
  @inline(__always)
  func append(_ symbol: UInt32, to buffer: inout [UInt8]) {
    let (first, end) = (start[Int(symbol)], start[Int(symbol) + 1])
    unsafe text.withUnsafeBufferPointer {
      unsafe buffer.append(contentsOf: UnsafeBufferPointer(rebasing: $0[first..<end]))
    }
  }
}
