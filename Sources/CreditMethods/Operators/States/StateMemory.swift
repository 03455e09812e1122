import Ground
import Trajectories

/// The states of the batch that was asked for last, so that methods which run on one batch number its states and search
/// its graph once.
///
/// What is kept belongs to a batch's columns by identity, and the memory holds these columns: another batch, or the same
/// one changed, is never taken for it, and takes its place.
final class StateMemory: Sendable {
  private struct Held {
    let batch: TrajectoryBatch
    var states: [StateKey: BatchStates] = [:]
  }

  private let held = Locked<(batch: Held?, made: Int)>((nil, 0))

  /// How often states were made rather than found.
  var made: Int { held.withLock { $0.made } }

  /// The states of a batch by a key. Who asks while they are made waits for them.
  func states(of batch: TrajectoryBatch, by key: StateKey) -> BatchStates {
    held.withLock { held in
      var mine = held.batch.flatMap { $0.batch.hasColumns(of: batch) ? $0 : nil } ?? Held(batch: batch)
      if let known = mine.states[key] { return known }
      let states = BatchStates(of: batch, by: key)
      mine.states[key] = states
      held = (mine, held.made + 1)
      return states
    }
  }
}

extension TrajectoryBatch {
  /// Whether the columns that states and graphs are read from are those of another batch: the same memory, not equal
  /// numbers.
  fileprivate func hasColumns(of other: TrajectoryBatch) -> Bool {
    haveSameMemory(episodes.task, other.episodes.task)
      && haveSameMemory(episodes.status, other.episodes.status)
      && haveSameMemory(episodes.final, other.episodes.final)
      && haveSameMemory(episodes.turnStart, other.episodes.turnStart)
      && haveSameMemory(turns.state, other.turns.state)
      && haveSameMemory(turns.privileged, other.turns.privileged)
      && haveSameMemory(turns.decisionStart, other.turns.decisionStart)
      && haveSameMemory(decisions.agent, other.decisions.agent)
      && haveSameMemory(decisions.action, other.decisions.action)
      && haveSameMemory(decisions.observation, other.decisions.observation)
      && symbols.tasks.isSame(as: other.symbols.tasks) && symbols.agents.isSame(as: other.symbols.agents)
      && symbols.keys.isSame(as: other.symbols.keys) && symbols.actions.isSame(as: other.symbols.actions)
  }
}
