import Glibc

/// Episodes that share their first turns, as a tree: a vertex is where some turns lead to, and the same turns of an
/// episode and of its forks lead to one vertex. Equal states on different ways are different vertices.
struct EpisodeTree: Sendable {
  /// Where some turns lead to.
  struct Vertex: Sendable {
    /// The vertex a turn earlier; `nil` for a root.
    let parent: Int?
    /// How surprising the turn was that led here: the negative log-probability of its joint action for each of its tokens,
    /// in nats, or what stands for it.
    let surprise: Double
    /// Reward of that turn.
    let reward: Double
    /// Vertices a turn later.
    fileprivate(set) var children: [Int] = []
    /// What each episode that ends here is worth at its end.
    fileprivate(set) var ends: [Double] = []
  }

  /// The vertices; a parent stands before its children.
  private(set) var vertices: [Vertex] = []
  /// The vertices that each episode comes through, its root first. Shape `[episodes][turns + 1]`.
  private(set) var paths: [[Int]] = []

  /// Adds a vertex, a root if it has no parent.
  mutating func add(_ parent: Int?, surprise: Double = 0, reward: Double = 0) -> Int {
    let index = vertices.count
    vertices.append(Vertex(parent: parent, surprise: surprise, reward: reward))
    if let parent { vertices[parent].children.append(index) }
    return index
  }

  /// Adds an episode that comes through some vertices and is worth something at its end.
  mutating func addEpisode(_ path: [Int], end: Double) {
    paths.append(path)
    vertices[path[path.count - 1]].ends.append(end)
  }

  /// How a vertex's worth follows from its children's.
  enum Backup: String, CaseIterable {
    /// Weights of a softmax over the surprise of the turns that led to the children.
    case childSoftmax
    /// The plain mean.
    case childMean
    /// The mean over all ends below.
    case leafMean
  }

  /// What each vertex is worth: a mean over its children of `reward + discount · worth`, and over the ends that it has
  /// itself. Shape `[vertices]`.
  ///
  /// - Parameter end: What an end counts.
  func values(_ backup: Backup, discount: Double = 1, end: (Double) -> Double = { $0 }) -> [Double] {
    var value = [Double](repeating: 0, count: vertices.count)
    var ends = [Double](repeating: 0, count: vertices.count)
    for index in vertices.indices.reversed() {
      let vertex = vertices[index]
      let own = vertex.ends.map(end)
      let below = vertex.children.map { vertices[$0].reward + discount * value[$0] }
      // Of use to the softmax alone, which an end of its own enters as a turn without surprise.
      let largest = vertex.children.map { vertices[$0].surprise }.max() ?? 0
      var weights: [Double] = vertex.children.map { child in
        return switch backup {
        case .childMean: 1
        case .leafMean: ends[child]
        case .childSoftmax: exp(vertices[child].surprise - largest)
        }
      }
      let ownWeight = backup == .childSoftmax ? exp(-largest) : 1
      weights += [Double](repeating: ownWeight, count: own.count)
      let total = weights.reduce(0, +)
      for (worth, weight) in zip(below + own, weights) { value[index] += weight * worth / total }
      ends[index] = Double(own.count) + vertex.children.reduce(0) { $0 + ends[$1] }
    }
    return value
  }
}
