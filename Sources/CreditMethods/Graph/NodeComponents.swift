/// The strongly connected components of a graph's nodes, those first from which no other is reached.
struct NodeComponents {
  private var members: [Int32] = []
  private var start: [Int32] = [0]
  /// Component of each node.
  private var component: [Int32]
  /// Place of each node in its component.
  private var places: [Int32]

  /// Number of components.
  var count: Int { start.count - 1 }

  /// The nodes of a component.
  subscript(component: Int) -> ArraySlice<Int32> {
    members[Int(start[component])..<Int(start[component + 1])]
  }

  /// The place of a node in its component.
  func place(of node: Int) -> Int { Int(places[node]) }

  /// Whether two nodes are of one component.
  func share(_ node: Int, _ other: Int) -> Bool { component[node] == component[other] }

  /// Tarjan's algorithm, with a stack of its own: R. Tarjan, Depth-first search and linear graph algorithms, 1972.
  ///
  /// - Parameters:
  ///   - firstEdge: First edge of each node, and the number of edges. Shape `[nodes + 1]`.
  ///   - edges: Where each edge leads; what is negative leads to no node.
  /// - Complexity: O(nodes + edges).
  init(start firstEdge: [Int32], edges: [Int32]) {
    let count = firstEdge.count - 1
    component = [Int32](repeating: -1, count: count)
    places = [Int32](repeating: 0, count: count)
    var index = [Int32](repeating: -1, count: count)
    var low = [Int32](repeating: 0, count: count)
    /// The edge at which each node of the path stands.
    var cursor = [Int32](repeating: 0, count: count)
    var open: [Int32] = []
    var path: [Int32] = []
    var counter: Int32 = 0
    members.reserveCapacity(count)
    for root in 0..<Int32(count) where index[Int(root)] < 0 {
      path.append(root)
      while let last = path.last {
        let node = Int(last)
        if index[node] < 0 {
          index[node] = counter
          low[node] = counter
          counter += 1
          cursor[node] = firstEdge[node]
          open.append(last)
        }
        var child: Int32 = -1
        while cursor[node] < firstEdge[node + 1] {
          let target = edges[Int(cursor[node])]
          cursor[node] += 1
          guard target >= 0 else { continue }
          let other = Int(target)
          if index[other] < 0 {
            child = target
            break
          }
          // A node that was met and has no component yet is still open.
          if component[other] < 0 { low[node] = min(low[node], index[other]) }
        }
        if child >= 0 {
          path.append(child)
          continue
        }
        path.removeLast()
        if let parent = path.last { low[Int(parent)] = min(low[Int(parent)], low[node]) }
        guard low[node] == index[node] else { continue }
        while let member = open.popLast() {
          component[Int(member)] = Int32(start.count - 1)
          places[Int(member)] = Int32(members.count) - start[start.count - 1]
          members.append(member)
          if member == last { break }
        }
        start.append(Int32(members.count))
      }
    }
  }
}
