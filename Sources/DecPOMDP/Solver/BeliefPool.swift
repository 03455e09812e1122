/// Distributions over states, or over anything that is numbered, each kept once and known by a number.
///
/// Two distributions are the same if they agree to 2^-40 in every state: the same belief reached in two ways differs in
/// its last places only.
struct BeliefPool {
  private var offsets: [Int] = [0]
  private var states: [Int32] = []
  private var masses: [Int64] = []
  /// Open addressing: a number, or -1.
  private var slots = [Int32](repeating: -1, count: 64)

  var count: Int { offsets.count - 1 }
  var byteCount: Int { states.count * 12 + offsets.count * 8 + slots.count * 4 }

  /// The number of a belief, or `nil` if it has none yet.
  func index(of belief: Belief) -> Int? {
    var slot = Self.hash(belief) & (slots.count - 1)
    while slots[slot] >= 0 {
      if isEqual(Int(slots[slot]), belief) { return Int(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Gives a belief that has no number the next one.
  mutating func append(_ belief: Belief) {
    states += belief.states
    masses += belief.masses.map(Self.rounded)
    offsets.append(states.count)
    if 2 * count > slots.count {
      slots = [Int32](repeating: -1, count: 2 * slots.count)
      for index in 0..<count { place(index, hash: hash(of: index)) }
    } else {
      place(count - 1, hash: Self.hash(belief))
    }
  }

  private mutating func place(_ index: Int, hash: Int) {
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(index)
  }

  private func isEqual(_ index: Int, _ belief: Belief) -> Bool {
    let range = offsets[index]..<offsets[index + 1]
    guard range.count == belief.states.count else { return false }
    for (entry, place) in zip(range, belief.states.indices) {
      guard states[entry] == belief.states[place], masses[entry] == Self.rounded(belief.masses[place]) else {
        return false
      }
    }
    return true
  }

  /// To the nearest multiple of 2^-40; half a unit and cutting off is what a processor does fastest.
  static func rounded(_ mass: Double) -> Int64 { Int64(mass * 0x1p40 + 0.5) }

  private static func hash(_ belief: Belief) -> Int {
    var mixer = Mixer()
    for (state, mass) in zip(belief.states, belief.masses) { mixer.add(state, rounded(mass)) }
    return mixer.value
  }

  private func hash(of index: Int) -> Int {
    var mixer = Mixer()
    for entry in offsets[index]..<offsets[index + 1] { mixer.add(states[entry], masses[entry]) }
    return mixer.value
  }

  /// Mixes numbers the same way in every process, unlike `Hasher`.
  private struct Mixer {
    private var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    var value: Int { Int(truncatingIfNeeded: (bits ^ (bits >> 29)) & 0x7FFF_FFFF_FFFF_FFFF) }

    mutating func add(_ state: Int32, _ mass: Int64) {
      for word in [UInt64(UInt32(bitPattern: state)), UInt64(bitPattern: mass)] {
        bits = (bits ^ word) &* 0xBF58_476D_1CE4_E5B9
        bits ^= bits >> 31
      }
    }
  }
}

/// A distribution over states: those of positive probability, ascending.
struct Belief {
  var states: [Int32] = []
  var masses: [Double] = []

  /// Divides by the sum; the sum.
  mutating func normalise() -> Double {
    let sum = masses.reduce(0, +)
    for place in masses.indices { masses[place] /= sum }
    return sum
  }
}
