import CreditMethods
import Trajectories

/// The histories of a batch's turns: turns share one if their episodes saw and did the same up to there.
///
/// A history holds what every acting agent observed at each turn up to this one, and what every agent did at each turn
/// before it.
struct Histories {
  /// History of each turn.
  let history: [UInt32]
  /// Number of histories.
  let count: Int

  /// Numbers the histories of a batch, shorter ones first.
  ///
  /// - Complexity: O(decisions + longest episode · symbols).
  init(of batch: TrajectoryBatch) {
    let observations = batch.ownObservations
    let most = (0..<batch.turnCount).map { batch.decisions(of: $0).count }.max() ?? 0
    let order = batch.decisionsByAgent
    let symbols = max(batch.symbols.keys.count, batch.symbols.actions.count, batch.symbols.agents.count) + 1
    var history = [UInt32](repeating: 0, count: batch.turnCount)
    var count = 0
    var open = Array(0..<batch.episodeCount)
    var depth = 0
    while true {
      open = open.filter { batch.turns(of: $0).count > depth }
      guard !open.isEmpty else { break }
      let turns = open.map { batch.turns(of: $0).lowerBound + depth }
      let before = depth == 0 ? [UInt32](repeating: 0, count: turns.count) : turns.map { history[$0 - 1] }
      var groups = Grouping(before, count: max(1, count))
      let split = { (symbol: (Int) -> UInt32?) in
        let column = turns.map { turn in symbol(turn).map { $0 + 1 } ?? 0 }
        groups = Grouping(groups.split(by: column, symbolCount: symbols))
      }
      for place in 0..<most {
        let decision = { (turn: Int) -> Int? in
          let decisions = batch.decisions(of: turn)
          return place < decisions.count ? Int(order[decisions.lowerBound + place]) : nil
        }
        if depth > 0 {
          split { turn in decision(turn - 1).map { batch.decisions.agent[$0] } }
          split { turn in decision(turn - 1).map { batch.decisions.action[$0] } }
        }
        split { turn in decision(turn).map { batch.decisions.agent[$0] } }
        split { turn in decision(turn).map { observations[$0] } }
      }
      for (turn, group) in zip(turns, groups.group) { history[turn] = UInt32(count) + group }
      count += groups.count
      depth += 1
    }
    self.history = history
    self.count = max(1, count)
  }
}
