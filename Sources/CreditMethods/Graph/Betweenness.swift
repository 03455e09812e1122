extension StateGraph {
  /// How much shortest paths lead through every node: the sum over pairs of other nodes of the share of their shortest
  /// paths that visit it.
  ///
  /// Paths follow the direction of edges; an edge counts once however often it was taken, and loops at a node do not
  /// count. The ends of a path are not visited by it.
  ///
  /// - Parameter turnsByNode: The turns that leave each node, sinks aside; they are divided here without it.
  /// - Returns: Shape `[nodes]`; `nil` if two nodes have more shortest paths than a Double holds.
  /// - Complexity: O(turns + nodes · distinct edges of a task), O(nodes + turns) memory.
  ///
  /// Source: Brandes 2001, A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25(2),
  /// algorithm 1.
  package func betweenness(leaving turnsByNode: Grouping? = nil) -> [Double]? {
    let edges = DistinctEdges(
      of: self, leaving: turnsByNode ?? Grouping(source, count: Int(taskStart[taskStart.count - 1])))
    var through = [Double](repeating: 0, count: nodeCount)
    var few = PathsOfFew()
    var many = PathsOfMany(nodes: nodeCount)
    for task in 0..<taskStart.count - 1 {
      let states = Int(taskStart[task])..<Int(taskStart[task + 1])
      if few.take(states, sink: sink(of: task), edges) {
        few.addDependencies(to: &through)
      } else {
        for start in states where !edges.places(of: start).isEmpty {
          guard many.addDependencies(on: start, along: edges, to: &through) else { return nil }
        }
      }
    }
    return through
  }
}

/// The edges between different nodes, each once, by the node that they leave and in the order in which they were first taken.
struct DistinctEdges {
  private var start: [Int32] = [0]
  /// The node that each edge leads to.
  private(set) var target: [UInt32] = []

  /// Where the edges that leave a node stand among the targets.
  func places(of node: Int) -> Range<Int> { Int(start[node])..<Int(start[node + 1]) }

  /// The edges of a graph, given the turns that leave each node.
  init(of graph: StateGraph, leaving turnsByNode: Grouping) {
    start.reserveCapacity(turnsByNode.count + 1)
    /// The last node that showed an edge to each node.
    var shown = [Int32](repeating: -1, count: graph.nodeCount)
    for node in 0..<turnsByNode.count {
      for place in Int(turnsByNode.start[node])..<Int(turnsByNode.start[node + 1]) {
        let next = graph.successor[Int(turnsByNode.rows[place])]
        guard next != UInt32(node), shown[Int(next)] != Int32(node) else { continue }
        shown[Int(next)] = Int32(node)
        target.append(next)
      }
      start.append(Int32(target.count))
    }
  }
}

/// Shortest paths of a task with any number of nodes, from one node after another.
private struct PathsOfMany {
  /// Turns from the start to each node; -1 where no path leads. All are -1 between two starts.
  private var distance: [Int32]
  /// Shortest paths to each node.
  private var paths: [Double]
  /// Sum over ends of the share of their shortest paths that visits each node.
  private var dependency: [Double]
  private var reached: [UInt32] = []

  init(nodes: Int) {
    distance = [Int32](repeating: -1, count: nodes)
    paths = [Double](repeating: 0, count: nodes)
    dependency = paths
  }

  /// Adds what the paths from a node say of the nodes between; `false` if there are too many to count.
  mutating func addDependencies(on start: Int, along edges: DistinctEdges, to through: inout [Double]) -> Bool
  {
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
      guard paths[node].isFinite else { return false }
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
    return true
  }
}
