import Attribution
import Trajectories
import TurnMDP

/// The cells of a tabular critic: turns that look the same to it, numbered densely.
struct ViewCells {
  /// Cell of each turn of the batch.
  let cell: [Int32]
  /// Number of cells.
  let count: Int

  /// Divides the turns of a batch by what a critic sees of them.
  ///
  /// - Parameters:
  ///   - view: What it sees. What several acting agents know together counts as one information state.
  ///   - usesTurn: Whether it also sees the turn's number within the episode.
  /// - Complexity: O(decisions + symbols).
  init(of batch: TrajectoryBatch, seenBy view: CriticView, usesTurn: Bool) {
    var longest = 1
    var turn = [UInt32](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      longest = max(longest, turns.count)
      if usesTurn { for index in turns { turn[index] = UInt32(index - turns.lowerBound) } }
    }
    var cells = Grouping(turn, count: longest)
    let keys: [StateKey] =
      switch view {
      case .information: [.observation]
      case .privileged: [.privileged]
      case .both: [.observation, .privileged]
      }
    for key in keys {
      let symbols = key.symbols(of: batch)
      cells = Grouping(cells.split(by: symbols.turn, symbolCount: symbols.count))
    }
    cell = cells.group.map { Int32($0) }
    count = cells.count
  }
}
