import CreditMethods
import Trajectories

/// Turns by all that their episode showed until then: its states and joint actions, and the turn's own state.
struct EpisodeHistories {
  /// History of each turn.
  private(set) var turn: [UInt32]
  /// Number of histories.
  private(set) var count: Int

  /// - Complexity: O(decisions + turns of the longest episode · symbols).
  init(of batch: TrajectoryBatch, by key: StateKey) {
    let symbols = key.symbols(of: batch)
    let joint = StateCells(of: batch, by: key).jointActions
    turn = Array(repeating: 0, count: batch.turnCount)
    count = 0
    // The turns of one place in their episodes, and what each continues: the history before it and its joint
    // action.
    var members = (0..<batch.episodeCount).filter { !batch.turns(of: $0).isEmpty }.map {
      batch.turns(of: $0).lowerBound
    }
    var ends = [Bool](repeating: false, count: batch.turnCount)
    for episode in 0..<batch.episodeCount where !batch.turns(of: episode).isEmpty {
      ends[batch.turns(of: episode).upperBound - 1] = true
    }
    var before = Grouping([UInt32](repeating: 0, count: members.count), count: 1)
    while !members.isEmpty {
      let states = before.split(by: members.map { symbols.turn[$0] }, symbolCount: symbols.count)
      for (member, part) in zip(members, states.part) { turn[member] = UInt32(count) + part }
      count += states.count
      let after = Grouping(states).split(by: members.map { joint.group[$0] }, symbolCount: joint.count)
      let going = members.indices.filter { !ends[members[$0]] }
      before = Grouping(going.map { after.part[$0] }, count: after.count)
      members = going.map { members[$0] + 1 }
    }
  }
}
