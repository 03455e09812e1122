package import Trajectories

/// Turns by siblings: those of the episodes of one rollout, as the trace names it; in a task whose episodes name none, those
/// that were taken after the same recorded turns, which are the first turns of all episodes, and the turns at which an
/// episode and its forks part.
package struct Siblings: Sendable {
  /// The turns, with which others each is compared.
  let turns: Grouping
  /// Whether the turn's siblings are those of a rollout. Shape `[turns]`.
  let areOfRollout: [Bool]
  /// Tasks of several episodes that name neither a rollout nor a fork.
  package let tasksWithout: Int

  private struct Key: Hashable {
    let task: UInt32
    /// The rollout, or nothing.
    let rollout: ByteName?
    /// The turn before, where it was generated; -1 before the first one, and in a rollout.
    let before: Int32
  }

  /// The siblings of a batch.
  ///
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` for an episode without a rollout in a task that names
  ///   others, and for forks that form no tree.
  /// - Complexity: O(turns), with one look-up a turn.
  package init(of batch: TrajectoryBatch, for card: MethodCard) throws(AttributionError) {
    let origin = try SharedTurns(of: batch, for: card.id, otherwise: "group=task forks=each")?.origin
    let groups = Groups(of: batch)
    let rollouts = batch.episodes.rollout
    var keys = [Key](repeating: Key(task: 0, rollout: nil, before: -1), count: batch.turnCount)
    var areOfRollout = [Bool](repeating: false, count: batch.turnCount)
    var tasksWithout = 0
    for group in 0..<groups.count {
      let episodes = groups[group].map(Int.init)
      let names = episodes.map { rollouts?[$0] }
      let namesRollouts = names.contains { $0 != nil }
      if namesRollouts, let place = names.firstIndex(of: nil) {
        throw .lacks(
          method: card.id, need: "the rollout of every episode of a task",
          howToSupply:
            "Episode \"\(batch.episodeName(episodes[place]))\" of task \"\(batch.taskName(of: episodes[place]))\" names "
            + "none, and others do. Write the field \"rollout\", or use group=task.")
      }
      let hasForks = episodes.contains { batch.episodes.fork?[$0]?.turn ?? 0 > 0 }
      if !namesRollouts, !hasForks, episodes.count > 1 { tasksWithout += 1 }
      for (episode, name) in zip(episodes, names) {
        var before: Int32 = -1
        for turn in batch.turns(of: episode) {
          keys[turn] = Key(
            task: batch.episodes.task[episode], rollout: name.map { ByteName($0) }, before: before)
          areOfRollout[turn] = namesRollouts
          if !namesRollouts { before = origin?[turn] ?? Int32(turn) }
        }
      }
    }
    turns = Grouping(by: keys)
    self.areOfRollout = areOfRollout
    self.tasksWithout = tasksWithout
  }
}
