/// Nodes by a number, the largest first: a binary heap. A node may stand in it more than once.
struct NodeQueue {
  private var heap: [(rank: Double, node: UInt32)] = []

  /// Adds a node.
  ///
  /// - Complexity: O(log n).
  mutating func insert(_ node: UInt32, rank: Double) {
    heap.append((rank, node))
    var child = heap.count - 1
    while child > 0, heap[child].rank > heap[(child - 1) / 2].rank {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes a node of the largest rank; `nil` if there is none.
  ///
  /// - Complexity: O(log n).
  mutating func popFirst() -> UInt32? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first.node }
    heap[0] = last
    var parent = 0
    while true {
      var largest = parent
      for child in (2 * parent + 1)..<(2 * parent + 3) where child < heap.count {
        if heap[child].rank > heap[largest].rank { largest = child }
      }
      guard largest != parent else { return first.node }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}
