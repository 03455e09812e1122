/// Strings interned to dense integers in the order of their first appearance.
///
/// Columns hold symbols, so that comparing two states costs one comparison of integers and a state that is met a
/// million times is stored once. Strings are told apart by their bytes: two Unicode spellings of one letter are two strings.
public struct SymbolTable: Sendable, Equatable {
  private var known: [String] = []
  /// An open hash table, at most 3/4 full: a symbol plus one in the low half of a slot, a part of its string's hash in
  /// the high half, so that strings are hashed once and rarely compared in vain; 0 in an empty slot.
  private var slots: [UInt64] = []
  /// What stands for `known` and `slots` until they are asked for.
  private var late: LateNames?

  /// An empty table.
  public init() {}

  /// An empty table whose strings are made when somebody asks for them; see ``appendLate(_:)``.
  static var late: SymbolTable {
    var table = SymbolTable()
    table.late = LateNames()
    return table
  }

  /// The strings; `names[symbol]` is the string of a symbol.
  public var names: [String] { late?.table.known ?? known }

  /// A table of distinct names: `names[k]` gets symbol `k`; a repeated name keeps its first symbol.
  public init(_ names: some Sequence<String>) {
    for name in names { _ = intern(name) }
  }

  /// How many distinct strings the table holds.
  public var count: Int { late?.count ?? known.count }

  /// Tables are equal if their strings are, in the same order.
  public static func == (left: SymbolTable, right: SymbolTable) -> Bool {
    left.names.elementsEqual(right.names) { $0.hasBytes(of: $1) }
  }

  /// Whether two tables are one piece of memory.
  package func isSame(as other: SymbolTable) -> Bool {
    late == nil && other.late == nil ? haveSameMemory(known, other.known) : late === other.late
  }

  /// Makes room for so many strings in all, so that the table does not grow step by step.
  package mutating func reserveCapacity(_ count: Int) {
    settle()
    known.reserveCapacity(count)
    resizeSlots(for: count)
  }

  /// The symbol of a string, given to it now if it has none.
  public mutating func intern(_ name: String) -> UInt32 {
    intern(name, hash: Self.hash(name))
  }

  /// The symbols of all strings of another table, in its order: those that have none get theirs now.
  mutating func intern(all other: SymbolTable) -> [UInt32] {
    zip(other.names, other.hashes).map { intern($0, hash: $1) }
  }

  /// The symbols of all strings of another table, in its order; `nil` for those that this one does not hold.
  func symbols(ofAll other: SymbolTable) -> [UInt32?] {
    let table = late?.table ?? self
    return zip(other.names, other.hashes).map { table.symbol(of: $0, hash: $1) }
  }

  /// The hashes of all strings, which are the same in every table of a process.
  private var hashes: [UInt64] {
    if let late { return late.table.hashes }
    var hashes = [UInt64](repeating: 0, count: count)
    for slot in slots where slot > 0 { hashes[Int(UInt32(truncatingIfNeeded: slot)) - 1] = slot >> 32 }
    return hashes
  }

  private mutating func intern(_ name: String, hash: UInt64) -> UInt32 {
    settle()
    resizeSlots(for: known.count + 1)
    let slot = slot(of: name, hash: hash)
    if slots[slot] > 0 { return UInt32(truncatingIfNeeded: slots[slot]) - 1 }
    known.append(name)
    slots[slot] = hash << 32 | UInt64(known.count)
    return UInt32(known.count - 1)
  }

  /// Whether a string can be added without being looked for.
  var takesLate: Bool { late?.isOpen == true }

  /// The symbol of a string that the table does not hold, whose bytes are valid UTF-8; the table must be one that takes such.
  mutating func appendLate(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    guard let late, late.isOpen else { return unsafe intern(String(decoding: bytes, as: UTF8.self)) }
    return unsafe late.append(bytes)
  }

  /// Makes the strings, if they were not.
  mutating func settle() {
    if let late { self = late.table }
  }

  /// The symbol of a string, or `nil` if the table does not hold it.
  public func symbol(of name: String) -> UInt32? {
    if let late { return late.table.symbol(of: name) }
    return slots.isEmpty ? nil : symbol(of: name, hash: Self.hash(name))
  }

  private func symbol(of name: String, hash: UInt64) -> UInt32? {
    guard !slots.isEmpty else { return nil }
    let found = slots[slot(of: name, hash: hash)]
    return found > 0 ? UInt32(truncatingIfNeeded: found) - 1 : nil
  }

  /// Where a string stands, or would stand.
  private func slot(of name: String, hash: UInt64) -> Int {
    let mask = slots.count - 1
    var index = Int(hash) & mask
    while slots[index] > 0 {
      let slot = slots[index]
      if slot >> 32 == hash, known[Int(UInt32(truncatingIfNeeded: slot)) - 1].hasBytes(of: name) {
        return index
      }
      index = (index + 1) & mask
    }
    return index
  }

  /// Makes the hash table large enough for so many strings.
  private mutating func resizeSlots(for count: Int) {
    guard count > slots.count / 4 * 3 else { return }
    var size = max(8, slots.count)
    while count > size / 4 * 3 { size *= 2 }
    let old = slots
    slots = [UInt64](repeating: 0, count: size)
    for slot in old where slot > 0 {
      var index = Int(slot >> 32) & (size - 1)
      while slots[index] > 0 { index = (index + 1) & (size - 1) }
      slots[index] = slot
    }
  }

  /// 32 bits of hash of the string's bytes.
  private static func hash(_ name: String) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytesOf: name)
    return UInt64(UInt32(truncatingIfNeeded: hasher.finalize()))
  }

  /// The string of a symbol of this table.
  public subscript(symbol: UInt32) -> String { names[Int(symbol)] }
}
