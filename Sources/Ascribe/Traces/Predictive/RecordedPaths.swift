import CreditMethods
import Trajectories

/// The episodes of several batches as paths through the states of a model: what its predictions are checked on.
///
/// Batches have no common task, so that their states and joint actions are numbered apart. Turns beyond a limit are counted and not
/// kept: which ones depends on the order of the trace alone.
struct RecordedPaths: Sendable {
  /// Most turns that are kept, all of whole episodes.
  static let mostTurns = 20_000

  /// First turn of each episode, and the number of turns. Shape `[episodes + 1]`.
  private(set) var start: [Int] = [0]
  /// The state of each turn, and its state and joint action. Shape `[turns]`.
  private(set) var state: [Int32] = []
  private(set) var row: [Int32] = []
  /// How each episode ended.
  private(set) var ending: [OutcomeStatus] = []
  /// Turns of all episodes that were added, those that are not kept included.
  private(set) var turns = 0
  /// Numbers that no state and no row has yet.
  private(set) var stateCount = 0
  private(set) var rowCount = 0

  var episodeCount: Int { ending.count }

  /// Adds the episodes of a batch.
  ///
  /// - Parameters:
  ///   - states: The states of the batch.
  ///   - isCounted: The turns that are an episode's own; all without it.
  mutating func add(_ batch: TrajectoryBatch, _ states: BatchStates, counting isCounted: [Bool]?) {
    let kinds = batch.turnsByJointAction(within: states.turnsByNode)
    // Numbered as they come, so that numbers stay as few as the turns that are kept.
    var stateNumber: [UInt32: Int32] = [:]
    var rowNumber: [UInt32: Int32] = [:]
    for episode in 0..<batch.episodeCount {
      let own = batch.turns(of: episode).filter { isCounted?[$0] ?? true }
      turns += own.count
      guard !own.isEmpty, turns <= Self.mostTurns else { continue }
      for turn in own {
        state.append(Self.number(states.turnsByNode.group[turn], &stateNumber, &stateCount))
        row.append(Self.number(kinds.group[turn], &rowNumber, &rowCount))
      }
      start.append(state.count)
      ending.append(batch.episodes.status[episode])
    }
  }

  private static func number(_ group: UInt32, _ known: inout [UInt32: Int32], _ count: inout Int) -> Int32 {
    if let number = known[group] { return number }
    known[group] = Int32(count)
    count += 1
    return Int32(count - 1)
  }
}
