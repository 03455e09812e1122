import Glibc

/// Symbols of strings by their bytes, in front of a ``SymbolTable``: a string that was met before costs no `String`.
///
/// When too many texts are remembered, all are forgotten, so that the memory is small and stays in a processor's cache:
/// most texts are met again soon, in other episodes of their task, and any other is looked up in the table.
struct TextSymbols: Sendable {
  private struct Slot {
    var hash: UInt64 = 0
    /// Where the text's bytes begin in `bytes`, and how many they are.
    var start: UInt32 = 0
    var count: UInt32 = 0
    /// The table that the symbol is of.
    var table: UInt32 = 0
    /// The symbol plus one; 0 in an empty slot.
    var mark: UInt32 = 0
  }

  /// How many texts are remembered at most, how many bytes of them, and of how many bytes one of them.
  private static let limit = 1 << 13
  private static let mostBytes = 1 << 24
  private static let mostBytesOfText = 1 << 16

  private var slots = [Slot](repeating: Slot(), count: 64)
  private var texts = 0
  private var bytes: [UInt8] = []
  /// The table at hand.
  private var table: UInt32 = 0
  /// Whether all texts that this table has are remembered, so that any other is new to it.
  private var hasAll = false
  /// Chosen anew in every process, so that no file can be made whose texts all fall into one place.
  private let seed = UInt64.random(in: 0...UInt64.max)

  /// Begins another table, in which no text has a symbol yet.
  mutating func beginTable() {
    // Better now than within the table; and numbers of tables come again after so many.
    if texts > Self.limit / 2 || table == .max { forget() }
    table &+= 1
    hasAll = true
  }

  /// The symbol of a text, given to it by the table if it has none; `nil` if the text is no valid UTF-8.
  @inline(__always) mutating func intern(_ text: JSONTape.Text, in table: inout SymbolTable) -> UInt32? {
    let hash = hash(text)
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].mark > 0 {
      let slot = slots[index]
      if slot.hash == hash, slot.count == text.count, isEqual(slot, text) {
        return slot.table == self.table ? slot.mark - 1 : addAgain(index, text, in: &table)
      }
      index = (index + 1) & mask
    }
    return add(text, hash: hash, at: index, in: &table)
  }

  @inline(__always) private func isEqual(_ slot: Slot, _ text: JSONTape.Text) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return text.count == 0 }
      return unsafe memcmp(start + Int(slot.start), text.start, text.count) == 0
    }
  }

  /// The symbol in this table of a text that had one in an earlier one.
  @inline(never) private mutating func addAgain(
    _ index: Int, _ text: JSONTape.Text, in table: inout SymbolTable
  ) -> UInt32? {
    guard let symbol = symbol(of: text, in: &table) else { return nil }
    slots[index].mark = symbol + 1
    slots[index].table = self.table
    return symbol
  }

  /// The symbol that the table gives to a text; `nil` if the text is no valid UTF-8.
  private func symbol(of text: JSONTape.Text, in table: inout SymbolTable) -> UInt32? {
    // Halves of surrogate pairs begin with this byte, and nothing else on a tape is no valid UTF-8.
    if hasAll, table.takesLate, unsafe memchr(text.start, 0xED, text.count) == nil {
      return unsafe table.appendLate(text.bytes)
    }
    return text.string.map { table.intern($0) }
  }

  @inline(never) private mutating func add(
    _ text: JSONTape.Text, hash: UInt64, at index: Int, in table: inout SymbolTable
  ) -> UInt32? {
    guard let symbol = symbol(of: text, in: &table) else { return nil }
    guard text.count <= Self.mostBytesOfText else {
      hasAll = false
      return symbol
    }
    slots[index] = Slot(
      hash: hash, start: UInt32(bytes.count), count: UInt32(text.count), table: self.table, mark: symbol + 1)
    unsafe bytes.append(contentsOf: text.bytes)
    texts += 1
    if texts == Self.limit || bytes.count > Self.mostBytes {
      forget()
    } else if texts > slots.count / 2 {
      grow()
    }
    return symbol
  }

  private mutating func forget() {
    for index in slots.indices { slots[index].mark = 0 }
    bytes.removeAll(keepingCapacity: true)
    texts = 0
    hasAll = false
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: 2 * old.count)
    for slot in old where slot.mark > 0 {
      var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
      while slots[index].mark > 0 { index = (index + 1) & (slots.count - 1) }
      slots[index] = slot
    }
  }

  /// Eight bytes a step, each folded in by a 128-bit product whose halves are combined.
  @inline(__always) private func hash(_ text: JSONTape.Text) -> UInt64 {
    let start = unsafe UnsafeRawPointer(text.start)
    var hash = seed ^ UInt64(truncatingIfNeeded: text.count)
    var offset = 0
    while offset + 8 <= text.count {
      hash = unsafe Self.fold(hash ^ start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < text.count {
      rest = unsafe rest << 8 | UInt64(text.start[offset])
      offset += 1
    }
    return Self.fold(hash ^ rest)
  }

  @inline(__always) private static func fold(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}
