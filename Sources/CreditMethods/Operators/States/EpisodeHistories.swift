package import Trajectories

/// Turns by all that their episode showed until then: its states and joint actions, and the turn's own state.
package struct EpisodeHistories {
  /// History of each turn.
  package private(set) var turn: [UInt32]
  /// Number of histories.
  package private(set) var count: Int

  /// Numbers the histories of a batch, shorter ones first.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - key: What identifies a state.
  ///   - tellsTasksApart: Whether equal histories of two tasks are two.
  /// - Complexity: O(decisions + symbols).
  package init(of batch: TrajectoryBatch, by key: StateKey, tellsTasksApart: Bool = false) {
    let symbols = key.symbols(of: batch)
    let symbol = symbols.turn
    let joint = batch.turnsByJointAction(
      within: Grouping(Grouping(together: batch.turnCount).split(by: symbol, symbolCount: symbols.count)))
    turn = Array(repeating: 0, count: batch.turnCount)
    count = 0
    // The turns of one place in their episodes, and what each continues: the history before it and its joint
    // action.
    let episodes = (0..<batch.episodeCount).filter { !batch.turns(of: $0).isEmpty }
    var members = episodes.map { batch.turns(of: $0).lowerBound }
    var ends = [Bool](repeating: false, count: batch.turnCount)
    for episode in episodes { ends[batch.turns(of: episode).upperBound - 1] = true }
    var before =
      tellsTasksApart
      ? Grouping(episodes.map { batch.episodes.task[$0] }, count: batch.symbols.tasks.count)
      : Grouping(together: members.count)
    // One table for all places: a batch may have as many symbols as turns.
    var stateNumbers = SymbolNumbering(symbolCount: symbols.count)
    var actionNumbers = SymbolNumbering(symbolCount: joint.count)
    while !members.isEmpty {
      let states = before.split(by: members.map { symbol[$0] }, numberedBy: &stateNumbers)
      for (member, part) in zip(members, states.part) { turn[member] = UInt32(count) + part }
      count += states.count
      let after = Grouping(states).split(by: members.map { joint.group[$0] }, numberedBy: &actionNumbers)
      let going = members.indices.filter { !ends[members[$0]] }
      before = Grouping(going.map { after.part[$0] }, count: after.count)
      members = going.map { members[$0] + 1 }
    }
  }
}
