extension StateGraph {
  /// How much shortest paths lead through every node: the sum over pairs of other nodes of the share of their shortest
  /// paths that visit it.
  ///
  /// Paths follow the direction of edges; an edge counts once however often it was taken, and loops at a node do not
  /// count. The ends of a path are not visited by it.
  ///
  /// - Returns: Shape `[nodes]`; `nil` if two nodes have more shortest paths than a Double holds.
  /// - Complexity: O(turns + nodes · distinct edges of a task), O(nodes + turns) memory.
  ///
  /// Source: Brandes 2001, A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25(2),
  /// algorithm 1.
  package func betweenness() -> [Double]? {
    let edges = distinctEdges
    var through = [Double](repeating: 0, count: nodeCount)
    var distance = [Int32](repeating: -1, count: nodeCount)
    var paths = [Double](repeating: 0, count: nodeCount)
    var dependency = [Double](repeating: 0, count: nodeCount)
    var reached: [UInt32] = []
    for start in 0..<nodeCount where !edges.places(of: start).isEmpty {
      distance[start] = 0
      paths[start] = 1
      reached.append(UInt32(start))
      var head = 0
      while head < reached.count {
        let node = Int(reached[head])
        head += 1
        for place in edges.places(of: node) {
          let target = Int(edges.target[place])
          if distance[target] < 0 {
            distance[target] = distance[node] + 1
            reached.append(UInt32(target))
          }
          if distance[target] == distance[node] + 1 { paths[target] += paths[node] }
        }
        guard paths[node].isFinite else { return nil }
      }
      for node in reached.reversed().lazy.map(Int.init) {
        for place in edges.places(of: node) {
          let target = Int(edges.target[place])
          if distance[target] == distance[node] + 1 {
            dependency[node] += paths[node] / paths[target] * (1 + dependency[target])
          }
        }
        if node != start { through[node] += dependency[node] }
      }
      for node in reached.lazy.map(Int.init) {
        distance[node] = -1
        paths[node] = 0
        dependency[node] = 0
      }
      reached.removeAll(keepingCapacity: true)
    }
    return through
  }

  /// The edges between different nodes, each once.
  private var distinctEdges: DistinctEdges {
    let isFirst = Grouping(source, count: nodeCount).split(by: successor, symbolCount: nodeCount).firstRows
    let turns = source.indices.filter { isFirst[$0] && source[$0] != successor[$0] }
    let leaving = Grouping(turns.map { source[$0] }, count: nodeCount)
    return DistinctEdges(start: leaving.start, target: leaving.rows.map { successor[turns[Int($0)]] })
  }
}

/// Edges by the node that they leave.
private struct DistinctEdges {
  let start: [Int32]
  /// The node that each edge leads to.
  let target: [UInt32]

  /// Where the edges that leave a node stand among the targets.
  func places(of node: Int) -> Range<Int> { Int(start[node])..<Int(start[node + 1]) }
}
