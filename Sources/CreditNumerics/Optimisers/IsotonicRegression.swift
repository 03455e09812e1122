/// Weighted least squares under a partial order: the numbers nearest to given ones that never decrease along its edges.
///
/// A set of nodes whose nearest constant can be bettered by raising an upper part of it is split into that part and the
/// rest, which are then fitted apart; a set without such a part is constant in the solution. The best upper part is a
/// maximum closure, found as a minimum cut.
///
/// Source: Maxwell and Muckstadt, Operations Research 33 (1985); Spouge, Wan and Wilbur, Journal of Optimization Theory
/// and Applications 117 (2003).
package struct IsotonicRegression {
  /// The fitted numbers.
  package private(set) var fitted: [Double]
  private let values: [Double]
  private let weights: [Double]
  private let above: [[Int]]

  /// Fits numbers.
  ///
  /// - Parameters:
  ///   - values: The numbers.
  ///   - weights: Their weights, at least 0, not all 0.
  ///   - above: The nodes directly above each node, which must get no smaller numbers.
  package init(values: [Double], weights: [Double], above: [[Int]]) {
    self.values = values
    self.weights = weights
    self.above = above
    fitted = values
    var waiting = [Array(values.indices)]
    while let set = waiting.popLast() {
      let total = set.reduce(0) { $0 + weights[$1] }
      let mean = set.reduce(0) { $0 + weights[$1] * values[$1] } / total
      let gain = set.map { weights[$0] * (values[$0] - mean) }
      let upper = upperPart(of: set, gain: gain)
      if upper.isEmpty {
        for node in set { fitted[node] = mean }
      } else {
        waiting.append(upper)
        waiting.append(set.filter { !upper.contains($0) })
      }
    }
  }

  /// The nodes of a set that are to be raised together: upward closed within it, with the largest gain; empty where no
  /// gain is above rounding.
  private func upperPart(of set: [Int], gain: [Double]) -> [Int] {
    var place = [Int](repeating: -1, count: values.count)
    for (index, node) in set.enumerated() { place[node] = index }
    let scale = set.reduce(0) { $0 + weights[$1] * abs(values[$1]) }
    var cut = MinimumCut(nodes: set.count + 2)
    for (index, node) in set.enumerated() {
      if gain[index] > 0 { cut.addEdge(from: set.count, to: index, capacity: gain[index]) }
      if gain[index] < 0 { cut.addEdge(from: index, to: set.count + 1, capacity: -gain[index]) }
      for other in above[node] where place[other] >= 0 {
        cut.addEdge(from: index, to: place[other], capacity: .infinity)
      }
    }
    let isRaised = cut.sourceSide(from: set.count, to: set.count + 1, ignoring: 1e-13 * scale)
    let raised = set.indices.filter { isRaised[$0] }
    guard raised.count < set.count, raised.reduce(0, { $0 + gain[$1] }) > 1e-12 * scale else { return [] }
    return raised.map { set[$0] }
  }
}

/// A minimum cut between two nodes of a small network, by shortest augmenting paths (Edmonds and Karp 1972).
private struct MinimumCut {
  private let nodes: Int
  private var residual: [Double]

  init(nodes: Int) {
    self.nodes = nodes
    residual = Array(repeating: 0, count: nodes * nodes)
  }

  mutating func addEdge(from tail: Int, to head: Int, capacity: Double) {
    residual[tail * nodes + head] += capacity
  }

  /// The nodes that stay reachable from the source when the flow is largest; capacities up to `least` count as none.
  mutating func sourceSide(from source: Int, to sink: Int, ignoring least: Double) -> [Bool] {
    while true {
      let parent = parents(from: source, ignoring: least)
      guard parent[sink] >= 0 else { return parent.map { $0 >= 0 } }
      var flow = Double.infinity
      var node = sink
      while node != source {
        flow = min(flow, residual[parent[node] * nodes + node])
        node = parent[node]
      }
      node = sink
      while node != source {
        residual[parent[node] * nodes + node] -= flow
        residual[node * nodes + parent[node]] += flow
        node = parent[node]
      }
    }
  }

  /// The node from which each node is first reached, breadth first; -1 for those that are not.
  private func parents(from source: Int, ignoring least: Double) -> [Int] {
    var parent = [Int](repeating: -1, count: nodes)
    parent[source] = source
    var queue = [source]
    var next = 0
    while next < queue.count {
      let tail = queue[next]
      next += 1
      for head in 0..<nodes where parent[head] < 0 && residual[tail * nodes + head] > least {
        parent[head] = tail
        queue.append(head)
      }
    }
    return parent
  }
}
