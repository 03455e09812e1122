/// Shortest paths of a task with at most 64 nodes, from one node after another: sets of nodes are words of a bit a node, so that
/// edges that lead nowhere new cost nothing.
///
/// The sums are those of a search along lists of edges, in the same order, and so are their last digits. Among so few nodes
/// there are less shortest paths than whole numbers that a Double tells apart.
///
/// Safe, because the pointers never leave the value, and what indexes them is a node below 64 or the place of one.
@safe
struct PathsOfFew: ~Copyable {
  private static let most = 64
  /// Number of nodes: the states of the task, and its sink if an edge leads there.
  private(set) var count = 0
  private var first = 0
  /// Where the edges that leave each node begin, and where they lead, in order.
  private var start = [Int](repeating: 0, count: most + 1)
  private var target: [Int] = []
  /// The nodes that an edge from each node leads to.
  private let after: UnsafeMutablePointer<UInt64>
  /// The nodes that are reached from the present start, the nearest first.
  private let reached: UnsafeMutablePointer<Int>
  /// Where shortest paths go on from each of them.
  private let onward: UnsafeMutablePointer<UInt64>
  /// Shortest paths to each node.
  private let paths: UnsafeMutablePointer<Double>
  /// Sum over ends of the share of their shortest paths that visits each node.
  private let dependency: UnsafeMutablePointer<Double>

  /// No task yet.
  init() {
    func table<Number>(of zero: Number) -> UnsafeMutablePointer<Number> {
      let table = UnsafeMutablePointer<Number>.allocate(capacity: Self.most)
      unsafe table.initialize(repeating: zero, count: Self.most)
      return unsafe table
    }
    unsafe after = table(of: 0)
    unsafe reached = table(of: 0)
    unsafe onward = table(of: 0)
    unsafe paths = table(of: 0)
    unsafe dependency = table(of: 0)
  }

  deinit {
    unsafe after.deallocate()
    unsafe reached.deallocate()
    unsafe onward.deallocate()
    unsafe paths.deallocate()
    unsafe dependency.deallocate()
  }

  /// Turns to a task; `false` if it has too many nodes.
  mutating func take(_ states: Range<Int>, sink: UInt32, _ edges: DistinctEdges) -> Bool {
    guard states.count <= Self.most else { return false }
    (first, count) = (states.lowerBound, states.count)
    target.removeAll(keepingCapacity: true)
    for (node, state) in states.enumerated() {
      var nodes: UInt64 = 0
      for place in edges.places(of: state) {
        let isSink = edges.target[place] == sink
        let next = isSink ? states.count : Int(edges.target[place]) - first
        guard next < Self.most else { return false }
        if isSink { count = states.count + 1 }
        nodes |= 1 << UInt64(next)
        target.append(next)
      }
      unsafe after[node] = nodes
      start[node + 1] = target.count
    }
    if count > states.count {
      unsafe after[states.count] = 0
      start[count] = target.count
    }
    return true
  }

  /// Adds what the paths from a node say of the nodes between.
  func addDependencies(on node: Int, to through: inout [Double]) {
    guard unsafe after[node] != 0 else { return }
    var place = search(from: node) - 1
    // The first one that is reached is the start, the end of all paths.
    while place > 0 {
      let (between, nodes) = unsafe (reached[place], onward[place])
      let share = nodes == 0 ? 0 : share(of: between, onward: nodes)
      unsafe dependency[between] = share
      // No path goes on from a sink.
      if nodes != 0 { through[first + between] += share }
      place -= 1
    }
  }

  /// Finds the shortest paths from a node, level by level; returns how many nodes are reached.
  private func search(from node: Int) -> Int {
    unsafe reached[0] = node
    unsafe paths[node] = 1
    var (head, end) = (0, 1)
    var unseen: UInt64 = ~(1 << UInt64(node))
    while head < end {
      let levelEnd = end
      var next: UInt64 = 0
      while head < levelEnd {
        let own = unsafe reached[head]
        let (nodes, count) = unsafe (after[own] & unseen, paths[own])
        unsafe onward[head] = nodes
        var rest = nodes & ~next
        while rest != 0 {
          let target = rest.trailingZeroBitCount
          unsafe reached[end] = target
          unsafe paths[target] = count
          end += 1
          rest &= rest - 1
        }
        rest = nodes & next
        while rest != 0 {
          unsafe paths[rest.trailingZeroBitCount] += count
          rest &= rest - 1
        }
        next |= nodes
        head += 1
      }
      unseen &= ~next
    }
    return end
  }

  /// What a node passes on of the paths that go on through it.
  private func share(of node: Int, onward nodes: UInt64) -> Double {
    let own = unsafe paths[node]
    let others = nodes & (nodes - 1)
    var sum = 0.0
    if others & (others &- 1) == 0 {
      // Two numbers add up to the same in either order.
      var rest = nodes
      while rest != 0 {
        let target = rest.trailingZeroBitCount
        unsafe sum += own / paths[target] * (1 + dependency[target])
        rest &= rest - 1
      }
    } else {
      for place in start[node]..<start[node + 1] {
        let target = target[place]
        guard nodes >> UInt64(target) & 1 == 1 else { continue }
        unsafe sum += own / paths[target] * (1 + dependency[target])
      }
    }
    return sum
  }
}
