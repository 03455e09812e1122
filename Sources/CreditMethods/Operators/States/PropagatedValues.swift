import Ground

/// A node that waits to hand on its value.
private struct WaitingNode: HeapElement {
  let node: UInt32
  let value: Double

  func precedes(_ other: WaitingNode) -> Bool { value > other.value }
}

extension StateGraph {
  /// Values of nodes that the best discounted value of a node's successors raises, to the fixed point.
  ///
  /// `V(s) = max(base(s), discount · max over edges s -> s' of V(s'))`, reached from `V = base`: the largest
  /// `discount^n · base(s_n)` over all walks from `s`. Loops at a node do not count. Where all that can be reached is
  /// negative, a discount below 1 makes longer walks better, and a node from which walks never end has the limit 0.
  ///
  /// - Parameters:
  ///   - base: Base of each node, shape `[nodes]`, in reward units.
  ///   - discount: Per-turn discount in `0...1`.
  /// - Returns: Shape `[nodes]`, in reward units; it does not depend on the order of the turns.
  /// - Throws: ``AttributionError/operand(_:)`` for another number of bases than nodes, a base that is not a number, and
  ///   a discount outside its range.
  /// - Complexity: O(turns log turns + nodes log nodes).
  ///
  /// Source: arXiv 2603.18859 and its released code.
  public func propagatedValues(from base: [Double], discount: Double) throws(AttributionError) -> [Double] {
    let name: StaticString = "StateGraph.propagatedValues(from:discount:)"
    try OperandError.check(base.count, of: "base", equals: nodeCount, "node", in: name)
    try OperandError.check(discount, of: "discount", in: 0...1, name)
    for value in base where value.isNaN {
      try OperandError.check(value, of: "a number of base", in: -Double.infinity...Double.infinity, name)
    }
    let incoming = Grouping(successor, count: nodeCount)
    var value = base
    var isSettled = [Bool](repeating: false, count: nodeCount)
    // Largest first: what a step does not raise, no later node raises either, so that each node is settled once.
    var queue = BinaryHeap<WaitingNode>()
    for node in base.indices where base[node] >= 0 || discount == 1 {
      queue.insert(WaitingNode(node: UInt32(node), value: base[node]))
    }
    while let node = queue.popFirst()?.node {
      guard !isSettled[Int(node)] else { continue }
      isSettled[Int(node)] = true
      let offered = discount * value[Int(node)]
      for turn in incoming[Int(node)] {
        let source = source[Int(turn)]
        if !isSettled[Int(source)], offered > value[Int(source)] {
          value[Int(source)] = offered
          queue.insert(WaitingNode(node: source, value: offered))
        }
      }
    }
    propagateLosses(in: &value, among: isSettled.map { !$0 }, over: incoming, discount: discount)
    return value
  }

  /// Propagates negative values among nodes that reach no others, from the ends of walks backward.
  private func propagateLosses(
    in value: inout [Double], among isOpen: [Bool], over incoming: Grouping, discount: Double
  ) {
    guard isOpen.contains(true) else { return }
    var exits = [Int](repeating: 0, count: nodeCount)
    for (source, successor) in zip(source, successor) where source != successor { exits[Int(source)] += 1 }
    var ready = isOpen.indices.filter { isOpen[$0] && exits[$0] == 0 }
    while let node = ready.popLast() {
      for turn in incoming[node] {
        let source = Int(source[Int(turn)])
        guard isOpen[source], source != node else { continue }
        value[source] = max(value[source], discount * value[node])
        exits[source] -= 1
        if exits[source] == 0 { ready.append(source) }
      }
    }
    for node in isOpen.indices where isOpen[node] && exits[node] > 0 { value[node] = 0 }
  }
}
