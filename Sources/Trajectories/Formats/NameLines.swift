/// The lines at which names were met, to find a name that comes again.
///
/// Of a name only a hash of 128 bits is kept, so that a file of many millions of names can be read: 24 bytes a name, in
/// a table that is between 3/8 and 3/4 full. Two names have the same hash with a probability of 2^-128; the hash is
/// seeded anew in every process, so that no file can be made to bring it about. What is hashed are the bytes.
struct NameLines {
  private struct Slot {
    var first: UInt64 = 0
    var second: UInt64 = 0
    /// The line, counted from 1; 0 in an empty slot.
    var line = 0
  }

  private var slots = [Slot](repeating: Slot(), count: 64)
  private(set) var count = 0

  /// The line of a name, or `nil` if the name was not met.
  func line(of name: String) -> Int? {
    let slot = slots[index(of: Self.hash(name))]
    return slot.line > 0 ? slot.line : nil
  }

  /// Records the line of a name, in place of another one if it has one.
  mutating func record(_ name: String, at line: Int) {
    let hash = Self.hash(name)
    put(Slot(first: hash.first, second: hash.second, line: line))
  }

  /// Adds the names of another table, with so many lines before the first of its lines.
  ///
  /// - Returns: Whether none of the names was met before; otherwise nothing is added.
  mutating func merge(_ other: NameLines, after line: Int) -> Bool {
    let met = other.slots.lazy.filter { $0.line > 0 }
    guard met.allSatisfy({ slots[index(of: ($0.first, $0.second))].line == 0 }) else { return false }
    for slot in met { put(Slot(first: slot.first, second: slot.second, line: line + slot.line)) }
    return true
  }

  private mutating func put(_ slot: Slot) {
    let index = index(of: (slot.first, slot.second))
    let isNew = slots[index].line == 0
    slots[index] = slot
    guard isNew else { return }
    count += 1
    if count > slots.count / 4 * 3 { grow() }
  }

  /// Where a hash stands, or would stand.
  private func index(of hash: (first: UInt64, second: UInt64)) -> Int {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash.first) & mask
    while slots[index].line > 0, (slots[index].first, slots[index].second) != hash {
      index = (index + 1) & mask
    }
    return index
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: 2 * old.count)
    for slot in old where slot.line > 0 { slots[index(of: (slot.first, slot.second))] = slot }
  }

  private static func hash(_ name: String) -> (first: UInt64, second: UInt64) {
    (half(0, of: name), half(1, of: name))
  }

  private static func half(_ half: UInt8, of name: String) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(half)
    hasher.combine(bytesOf: name)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
