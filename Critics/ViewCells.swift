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
  ///   - view: What it sees. An information state tells who acts; what several acting agents know together counts as
  ///     one.
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
    if view != .privileged {
      // The key of several agents names them; that of one does not.
      let acting = (0..<batch.turnCount).map { turn in
        let decisions = batch.decisions(of: turn)
        return decisions.count == 1 ? batch.decisions.agent[decisions.lowerBound] + 1 : 0
      }
      cells = Grouping(cells.split(by: acting, symbolCount: batch.symbols.agents.count + 1))
    }
    cell = cells.group.map { Int32($0) }
    count = cells.count
  }
}
