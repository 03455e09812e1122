/// Shortest paths of a task with at most 64 nodes, from all of them at once: the starts whose paths reach a node with the same
/// number of edges are a word of a bit a start, so that an edge is looked at once a length, and not once a start.
///
/// The sums are those of a search along lists of edges from one start after another, in the same order, and so are their last digits.
/// Among so few nodes there are less shortest paths than whole numbers that a Double tells apart.
///
/// Safe, because the pointers never leave the value, and what indexes them is a node or a start below 64, the cell of both, or the
/// number of a step, of which there is one an edge and a start at most.
@safe
struct PathsOfFew: ~Copyable {
  private static let most = 64
  private var states = 0..<0
  /// Number of nodes: the states of the task, and its sink if an edge leads there.
  private var count = 0
  /// Where the edges that leave each node begin, and where they lead, in order.
  private var edgeStart = [Int](repeating: 0, count: most + 1)
  private var target: [Int] = []
  /// The starts whose paths reach each node, those of one edge less than the present ones, and the present ones.
  private let seen, newest, next: UnsafeMutablePointer<UInt64>
  /// The shortest paths of all starts edge by edge, shorter paths first, and where those of each length begin.
  private var steps = UnsafeMutablePointer<Step>.allocate(capacity: 0)
  private var room = 0
  private var lengthStart: [Int] = []
  /// Shortest paths from each start to each node. Shape `[starts, nodes]`.
  private let paths: UnsafeMutablePointer<Double>
  /// Sum over ends of the share of their shortest paths from each start that visits each node. Shape as `paths`.
  private let dependency: UnsafeMutablePointer<Double>

  /// An edge of shortest paths from a start: the cells of the node that it leaves and of the one that it leads to.
  private struct Step {
    let from, to: UInt16
  }

  /// No task yet.
  init() {
    func table<Number>(of zero: Number, _ count: Int) -> UnsafeMutablePointer<Number> {
      let table = UnsafeMutablePointer<Number>.allocate(capacity: count)
      unsafe table.initialize(repeating: zero, count: count)
      return unsafe table
    }
    unsafe seen = table(of: 0, Self.most)
    unsafe newest = table(of: 0, Self.most)
    unsafe next = table(of: 0, Self.most)
    unsafe paths = table(of: 0, Self.most * Self.most)
    unsafe dependency = table(of: 0, Self.most * Self.most)
  }

  deinit {
    unsafe seen.deallocate()
    unsafe newest.deallocate()
    unsafe next.deallocate()
    unsafe steps.deallocate()
    unsafe paths.deallocate()
    unsafe dependency.deallocate()
  }

  /// Turns to a task; `false` if it has too many nodes.
  mutating func take(_ states: Range<Int>, sink: UInt32, _ edges: DistinctEdges) -> Bool {
    guard states.count <= Self.most else { return false }
    (self.states, count) = (states, states.count)
    target.removeAll(keepingCapacity: true)
    for (node, state) in states.enumerated() {
      for place in edges.places(of: state) {
        let isSink = edges.target[place] == sink
        let next = isSink ? states.count : Int(edges.target[place]) - states.lowerBound
        guard next < Self.most else { return false }
        if isSink { count = states.count + 1 }
        target.append(next)
      }
      edgeStart[node + 1] = target.count
    }
    if count > states.count { edgeStart[count] = target.count }
    return true
  }

  /// Adds what the paths from all nodes say of the nodes between.
  mutating func addDependencies(to through: inout [Double]) {
    findPaths()
    unsafe dependency.update(repeating: 0, count: Self.most * Self.most)
    // The first steps are left out: the start of a path does not lie between its ends.
    for length in (1..<lengthStart.count - 1).reversed() {
      for place in lengthStart[length]..<lengthStart[length + 1] {
        let step = unsafe steps[place]
        let (own, next) = (Int(step.from), Int(step.to))
        unsafe dependency[own] += paths[own] / paths[next] * (1 + dependency[next])
      }
    }
    let (states, dependency) = unsafe (states, dependency)
    unsafe through.withUnsafeMutableBufferPointer { through in
      let through = unsafe UnsafeMutableBufferPointer(rebasing: through[states])
      for start in 0..<states.count {
        let ofStart = unsafe dependency + start * Self.most
        // No path goes on from a sink, which is the node after all states.
        for node in 0..<states.count { unsafe through[node] += ofStart[node] }
      }
    }
  }

  /// Finds the steps of all shortest paths, length by length, and counts the paths.
  private mutating func findPaths() {
    makeRoom(for: Self.most * target.count)
    unsafe paths.update(repeating: 0, count: Self.most * Self.most)
    for node in 0..<count {
      unsafe newest[node] = 1 << UInt64(node)
      unsafe seen[node] = newest[node]
      unsafe paths[Self.cell(node, from: node)] = 1
    }
    lengthStart.removeAll(keepingCapacity: true)
    var end = 0
    repeat {
      lengthStart.append(end)
      end = addSteps(from: end)
    } while end > lengthStart[lengthStart.count - 1]
    lengthStart.append(end)
  }

  /// Adds the last steps of the paths with one edge more, from a place on; returns where they end.
  private func addSteps(from first: Int) -> Int {
    var end = first
    unsafe next.update(repeating: 0, count: count)
    for node in 0..<count where unsafe newest[node] != 0 {
      for place in edgeStart[node]..<edgeStart[node + 1] {
        let target = target[place]
        var starts = unsafe newest[node] & ~seen[target]
        unsafe next[target] |= starts
        while starts != 0 {
          let start = starts.trailingZeroBitCount
          let (own, reached) = (Self.cell(node, from: start), Self.cell(target, from: start))
          unsafe paths[reached] += paths[own]
          unsafe steps[end] = Step(
            from: UInt16(truncatingIfNeeded: own), to: UInt16(truncatingIfNeeded: reached))
          end += 1
          starts &= starts - 1
        }
      }
    }
    for node in 0..<count {
      unsafe newest[node] = next[node]
      unsafe seen[node] |= next[node]
    }
    return end
  }

  /// Where the tables have what is said of a node and a start.
  private static func cell(_ node: Int, from start: Int) -> Int { start * most + node }

  private mutating func makeRoom(for count: Int) {
    guard count > room else { return }
    unsafe steps.deallocate()
    unsafe steps = .allocate(capacity: count)
    room = count
  }
}
