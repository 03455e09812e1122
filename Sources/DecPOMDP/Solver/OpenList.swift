import Ground

/// A partial policy that waits to be continued.
struct OpenEntry: HeapElement {
  /// No policy that begins like this is worth more.
  var bound: Double
  /// The game in which it stands.
  var game: Int32
  /// The version of the game that the bound comes from.
  var version: Int32
  /// Its decisions in that game.
  var chain: Int32
  /// Number of those decisions.
  var depth: Int32
  /// How near it is to a complete policy.
  var progress: Int32
  /// Order of arrival.
  fileprivate(set) var serial = 0

  init(bound: Double, game: Int32, version: Int32, chain: Int32, depth: Int32, progress: Int32) {
    self.bound = bound
    self.game = game
    self.version = version
    self.chain = chain
    self.depth = depth
    self.progress = progress
  }

  func precedes(_ other: OpenEntry) -> Bool {
    if bound != other.bound { return bound > other.bound }
    if progress != other.progress { return progress > other.progress }
    return serial > other.serial
  }
}

/// Partial policies by their bounds: the largest first, then the nearest to complete, then the latest.
struct OpenList {
  private var heap = BinaryHeap<OpenEntry>()
  private var serial = 0

  var first: OpenEntry? { heap.first }
  var count: Int { heap.count }
  var byteCount: Int { heap.count * MemoryLayout<OpenEntry>.stride }

  mutating func insert(_ entry: OpenEntry) {
    var entry = entry
    entry.serial = serial
    serial += 1
    heap.insert(entry)
  }

  mutating func removeFirst() { _ = heap.popFirst() }
}

/// Sequences of decisions that share their beginnings.
struct DecisionChains {
  private var parents: [Int32] = []
  private var decisions: [Int32] = []

  var byteCount: Int { parents.count * 8 }

  /// A chain with one decision more; -1 is the empty one.
  mutating func extend(_ chain: Int32, by decision: Int) -> Int32 {
    parents.append(chain)
    decisions.append(Int32(decision))
    return Int32(parents.count - 1)
  }

  /// The decisions of a chain, the first one first.
  func decisions(of chain: Int32, count: Int) -> [Int32] {
    var result = [Int32](repeating: 0, count: count)
    var chain = chain
    for place in (0..<count).reversed() {
      result[place] = decisions[Int(chain)]
      chain = parents[Int(chain)]
    }
    return result
  }
}
