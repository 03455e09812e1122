import Trajectories
import Simulation

/// A full tree of continuations around a recorded episode, which is its trunk.
///
/// At the end of every segment of `segment` turns, up to `levels` times, a path forks into `branching`: itself, and
/// fresh continuations to the end. So every leaf is a whole continuation, no turn is played twice, and the recorded
/// episode is one leaf. A path that ends early forks no more.
struct ForkTree: Sendable {
  /// A trunk node from which a segment starts.
  struct Fork: Sendable {
    /// Mean over the node's children of what they are worth from this node on: the children's children weigh alike,
    /// however many leaves they have.
    var meanOfChildren: Double
    /// What each child is worth from this node on by that rule, the trunk's own first.
    var children: [Double]
    /// Return from this node on of every leaf below, the trunk's own first.
    var leaves: [Double]
    /// Mean over the leaves below the trunk's own child of their return from this node on.
    var meanOfOwnLeaves: Double
    /// The turns of the segment that the trunk takes from here, in the episode.
    let segment: Range<Int>

    /// Mean return over all leaves below.
    var meanOfLeaves: Double { leaves.reduce(0, +) / Double(leaves.count) }
  }

  /// Turns of a segment, at least 1.
  let segment: Int
  /// Children of a node, at least 2.
  let branching: Int
  /// Segments before paths fork no more, at least 1; the last one runs to the end.
  let levels: Int
  /// The simulator.
  let replay: Replay

  /// Most leaves of the tree of one episode.
  static let leafLimit = 1 << 20

  /// The tree that parameters name.
  ///
  /// - Throws: ``AttributionError/numerical(method:reason:)`` for a tree of more than ``leafLimit`` leaves.
  init(_ parameters: ForkTreeParameters, of rollouts: Rollouts, seed: UInt64, method: String)
    throws(AttributionError)
  {
    segment = parameters.segment
    branching = parameters.branching
    levels = parameters.levels
    replay = Replay(of: rollouts, seed: seed)
    var leaves = 1
    for _ in 0..<levels where leaves <= Self.leafLimit { leaves *= branching }
    guard leaves <= Self.leafLimit else {
      throw .numerical(
        method: method,
        reason:
          "branching=\(branching) levels=\(levels) makes more than \(Self.leafLimit) leaves an episode; lower one."
      )
    }
  }

  /// The segments of an episode.
  ///
  /// - Parameter count: Turns of the episode.
  static func segments(ofLength length: Int, levels: Int, turns count: Int) -> [Range<Int>] {
    let starts = Array(stride(from: 0, to: count, by: length).prefix(levels))
    return starts.indices.map { starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : count) }
  }

  /// The trunk's nodes of an episode, in order, and what the other paths cost.
  ///
  /// - Complexity: O(branching^levels · turns).
  func callAsFunction(episode: Int) -> (forks: [Fork], cost: ReplayCost) {
    let rollouts = replay.rollouts
    let turns = rollouts.batch.turns(of: episode)
    let trunk = Path(
      first: 0, nodes: Array(rollouts.node[turns]), rewards: Array(rollouts.batch.turns.reward[turns]))
    var growth = Growth(tree: self, episode: UInt64(episode))
    growth.grow(trunk, level: 0, isTrunk: true)
    return (growth.forks.reversed(), growth.cost)
  }

  /// A continuation: the node before each turn, and the turn's reward.
  private struct Path {
    let first: Int
    let nodes: [Int32]
    let rewards: [Double]
    var end: Int { first + rewards.count }
  }

  /// A tree while it grows.
  private struct Growth {
    let tree: ForkTree
    let episode: UInt64
    var forks: [Fork] = []
    var cost = ReplayCost()
    /// Number of the next path, so that each has draws of its own.
    private var next: UInt64 = 1

    init(tree: ForkTree, episode: UInt64) {
      self.tree = tree
      self.episode = episode
    }

    /// Grows the tree below the start of a level on a path; what that start is worth, and its leaves.
    @discardableResult
    mutating func grow(_ path: Path, level: Int, isTrunk: Bool) -> (value: Double, leaves: [Double]) {
      let turn = level * tree.segment
      guard turn < path.end else { return (0, [0]) }
      let isLast = level + 1 == tree.levels
      var children: [Double] = []
      var leaves: [Double] = []
      var ownLeaves = 0
      for branch in 0..<tree.branching {
        let child = branch == 0 ? path : fork(path, at: turn)
        let (sum, weight) = discounted(child, from: turn, to: end(of: child, from: turn, isLast: isLast))
        let below: (value: Double, leaves: [Double]) =
          isLast ? (0, [0]) : grow(child, level: level + 1, isTrunk: isTrunk && branch == 0)
        children.append(sum + weight * below.value)
        leaves += below.leaves.map { sum + weight * $0 }
        if branch == 0 { ownLeaves = leaves.count }
      }
      let value = children.reduce(0, +) / Double(children.count)
      if isTrunk {
        forks.append(
          Fork(
            meanOfChildren: value, children: children, leaves: leaves,
            meanOfOwnLeaves: leaves[..<ownLeaves].reduce(0, +) / Double(ownLeaves),
            segment: turn..<end(of: path, from: turn, isLast: isLast)))
      }
      return (value, leaves)
    }

    /// Where a path's segment from a turn on ends.
    private func end(of path: Path, from turn: Int, isLast: Bool) -> Int {
      isLast ? path.end : min(turn + tree.segment, path.end)
    }

    /// A fresh continuation from a path's node at a turn.
    private mutating func fork(_ path: Path, at turn: Int) -> Path {
      let played = tree.replay.trajectory(
        from: path.nodes[turn - path.first], turn: turn, row: nil, episode: episode | next << 32,
        branch: tree.replay.address(turn: turn, slot: Replay.noSlot, alternative: 1), continuation: 0)
      next += 1
      cost += ReplayCost(replays: 1, turns: played.rewards.count)
      return Path(first: turn, nodes: played.node.dropLast(), rewards: played.rewards)
    }

    /// The discounted rewards of some turns of a path, and the weight of what comes after.
    private func discounted(_ path: Path, from turn: Int, to end: Int) -> (sum: Double, weight: Double) {
      var sum = 0.0
      var weight = 1.0
      for reward in path.rewards[(turn - path.first)..<(end - path.first)] {
        sum += weight * reward
        weight *= tree.replay.rollouts.mdp.discount
      }
      return (sum, weight)
    }
  }
}

/// The size of a tree of forks.
struct ForkTreeParameters: ParameterGroup {
  @Parameter("turns of a segment; the last one runs to the end", in: 1...1 << 20) var segment = 1
  @Parameter("children of a node, the trunk's own included", in: 2...64) var branching = 2
  @Parameter("segments before paths fork no more", in: 1...20) var levels = 1

  /// The defaults.
  init(branching: Int, levels: Int) {
    self.branching = branching
    self.levels = levels
  }
}
