/// Numbers keys of a fixed width in the order in which they are met: an open hash table, at most half full, whose keys
/// lie side by side, so that millions of them cost little more than their own bytes.
struct NumberedKeys: Sendable {
  /// Words of a key, at least 1.
  let width: Int
  /// All keys, one after the other.
  private(set) var words: [Int32] = []
  /// Number of the key in each slot; -1 in an empty one.
  private var slots = [Int32](repeating: -1, count: 16)
  private(set) var count = 0

  init(width: Int) { self.width = width }

  /// The words of a key.
  func key(_ number: Int) -> ArraySlice<Int32> { words[number * width..<(number + 1) * width] }

  /// The number of a key; `nil` if it was not met.
  func number(of key: borrowing [Int32]) -> Int32? {
    let found = slots[slot(of: key)]
    return found < 0 ? nil : found
  }

  /// The number of a key, which is given to it now if it has none.
  mutating func insert(_ key: borrowing [Int32]) -> Int32 {
    var slot = slot(of: key)
    if slots[slot] >= 0 { return slots[slot] }
    if 2 * (count + 1) > slots.count {
      grow()
      slot = self.slot(of: key)
    }
    let number = Int32(count)
    slots[slot] = number
    count += 1
    for word in 0..<width { words.append(key[word]) }
    return number
  }

  private func slot(of key: borrowing [Int32]) -> Int {
    var hash = TableHash()
    for word in 0..<width { hash.combine(UInt64(UInt32(bitPattern: key[word]))) }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash.value) & mask
    while slots[slot] >= 0 {
      let first = Int(slots[slot]) * width
      var word = 0
      while word < width, words[first + word] == key[word] { word += 1 }
      if word == width { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    let mask = 2 * slots.count - 1
    slots = [Int32](repeating: -1, count: mask + 1)
    for number in 0..<count {
      var hash = TableHash()
      for word in key(number) { hash.combine(UInt64(UInt32(bitPattern: word))) }
      var slot = Int(truncatingIfNeeded: hash.value) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number)
    }
  }
}

/// Numbers pairs in the order in which they are met, as ``NumberedKeys`` does.
package struct NumberedPairs: Sendable {
  private static let fewestSlots = 16

  private(set) var pairs: [UInt64] = []
  private var slots = [Int32](repeating: -1, count: fewestSlots)
  var count: Int { pairs.count }

  /// No pairs.
  package init() {}

  /// Forgets all pairs. The table stays as large as they needed it, so that as many can be met before it grows; one that is much
  /// larger shrinks, so that a removal costs what the pairs did.
  package mutating func removeAll() {
    let size = slots.count > 8 * count ? max(Self.fewestSlots, slots.count / 2) : slots.count
    slots = [Int32](repeating: -1, count: size)
    pairs.removeAll(keepingCapacity: true)
  }

  /// The halves of a pair.
  subscript(number: Int) -> (Int32, Int32) {
    let pair = pairs[number]
    return (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
  }

  /// The number of a pair; `nil` if it was not met.
  func number(of first: Int32, _ second: Int32) -> Int32? {
    let pair = Self.pair(first, second)
    var slot = firstSlot(of: pair)
    while slots[slot] >= 0 {
      if pairs[Int(slots[slot])] == pair { return slots[slot] }
      slot = next(slot)
    }
    return nil
  }

  /// The number of a pair, and whether it is met for the first time.
  package mutating func insert(_ first: Int32, _ second: Int32) -> (number: Int32, isNew: Bool) {
    if 2 * (count + 1) > slots.count { grow() }
    let pair = Self.pair(first, second)
    var slot = firstSlot(of: pair)
    while slots[slot] >= 0 {
      if pairs[Int(slots[slot])] == pair { return (slots[slot], false) }
      slot = next(slot)
    }
    let number = Int32(count)
    slots[slot] = number
    pairs.append(pair)
    return (number, true)
  }

  private static func pair(_ first: Int32, _ second: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
  }

  private func firstSlot(of pair: UInt64) -> Int {
    var hash = TableHash()
    hash.combine(pair)
    return Int(truncatingIfNeeded: hash.value) & (slots.count - 1)
  }

  private func next(_ slot: Int) -> Int { (slot + 1) & (slots.count - 1) }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for (number, pair) in pairs.enumerated() {
      var slot = firstSlot(of: pair)
      while slots[slot] >= 0 { slot = next(slot) }
      slots[slot] = Int32(number)
    }
  }
}

/// Joint actions as 32 bits: themselves, or below 0 in the order in which they are met where there are more than that tells
/// apart.
struct JointNumbers: Sendable {
  private var large: [Int: Int32] = [:]

  /// The number of a joint action; `nil` if it is large and was not met.
  func number(of joint: Int) -> Int32? { Int32(exactly: joint) ?? large[joint] }

  /// The number of a joint action, which is given to it now if it has none.
  mutating func insert(_ joint: Int) -> Int32 {
    if let number = number(of: joint) { return number }
    let number = -1 - Int32(large.count)
    large[joint] = number
    return number
  }
}
