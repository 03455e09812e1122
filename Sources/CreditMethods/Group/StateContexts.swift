import Trajectories

/// Turns grouped by their recent states: the state that a turn starts in, then the states before it, one by one.
struct StateContexts {
  private let states: BatchStates
  /// How many turns of its episode come before each turn. Shape `[turns]`.
  private let age: [Int32]

  /// The contexts of the turns of a batch.
  ///
  /// - Complexity: O(turns).
  init(of batch: TrajectoryBatch, over states: BatchStates) {
    self.states = states
    var age = [Int32](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for turn in turns { age[turn] = Int32(turn - turns.lowerBound) }
    }
    self.age = age
  }

  /// Visits the groups of every depth from 0 on, up to a given one, as long as there are some.
  ///
  /// At depth k turns share a group when they share their task and their last k + 1 states. A turn that shares them with
  /// no other is in no group below depth 0, and neither are an episode's first k turns, which have no such context.
  ///
  /// - Complexity: O(states) a depth, beside the turns that still share their context.
  func forEachDepth(through deepest: Int, _ visit: (_ depth: Int, _ groups: GroupMembers) -> Void) {
    let node = states.nodes.turn
    var groups = GroupMembers(of: states.turnsByNode)
    visit(0, groups)
    for depth in 0..<deepest {
      groups = groups.sharedParts(symbolCount: states.nodes.count) { turn in
        age[turn] > depth ? node[turn - depth - 1] : nil
      }
      guard groups.count > 0 else { return }
      visit(depth + 1, groups)
    }
  }
}
