package import Trajectories

/// Turns grouped by their recent states: the state that a turn starts in, then the states before it, one by one.
package struct StateContexts: Sendable {
  private let states: BatchStates
  private let turnStart: [Int32]

  /// The contexts of the turns of a batch.
  package init(of batch: TrajectoryBatch, over states: BatchStates) {
    self.states = states
    turnStart = batch.episodes.turnStart
  }

  /// Visits the groups of every depth from 0 on, up to a given depth or that of the longest episode.
  ///
  /// At depth k turns share a group when they share their task and their last k + 1 states. An episode's first k turns
  /// have no such context: they stand in groups of their own, and `isDeep` is `false` for them (`nil` stands for no such
  /// turn).
  ///
  /// - Complexity: O(turns + states) a depth.
  package func forEachDepth(
    through deepest: Int, _ visit: (_ depth: Int, _ groups: Grouping, _ isDeep: [Bool]?) -> Void
  ) {
    let nodes = states.nodes
    var groups = states.turnsByNode
    visit(0, groups, nil)
    let longest = zip(turnStart, turnStart.dropFirst()).map { Int($1 - $0) }.max() ?? 0
    guard min(deepest, longest - 1) > 0 else { return }
    for depth in 1...min(deepest, longest - 1) {
      let earlier = self.nodes(turnsAgo: depth)
      groups = Grouping(groups.split(by: earlier, symbolCount: nodes.count + 1))
      visit(depth, groups, earlier.map { $0 != UInt32(nodes.count) })
    }
  }

  /// The node some turns before each turn; the number of nodes where the episode is not that old. Shape `[turns]`.
  private func nodes(turnsAgo: Int) -> [UInt32] {
    let nodes = states.nodes
    var result = [UInt32](repeating: UInt32(nodes.count), count: nodes.turn.count)
    for episode in turnStart.indices.dropLast() {
      let first = Int(turnStart[episode]) + turnsAgo
      let end = Int(turnStart[episode + 1])
      guard first < end else { continue }
      for turn in first..<end { result[turn] = nodes.turn[turn - turnsAgo] }
    }
    return result
  }
}
