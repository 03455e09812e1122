package import Trajectories

extension DecisionContexts {
  /// The contexts split by what the other acting agents did in the same turn, whatever the order of the trace: two
  /// decisions share a part when they share the context and every teammate's action.
  ///
  /// - Complexity: O(agents · (decisions + symbols)), without hashing.
  package func split(byTeammatesIn batch: TrajectoryBatch) -> Grouping {
    // The parts of an agent are consecutive, so that ascending pairs are in the order of the agents.
    let pairs = Grouping(batch.decisions.agent, count: batch.symbols.agents.count)
      .split(by: batch.decisions.action, symbolCount: batch.symbols.actions.count)
    var ascending = pairs.part
    var most = 0
    for turn in 0..<batch.turnCount {
      let decisions = batch.decisions(of: turn)
      ascending[decisions].sort()
      most = max(most, decisions.count)
    }
    var result = contexts
    for place in 0..<max(0, most - 1) {
      var symbol = [UInt32](repeating: 0, count: batch.decisionCount)
      for turn in 0..<batch.turnCount {
        let decisions = batch.decisions(of: turn)
        for decision in decisions where place + 1 < decisions.count {
          // An agent acts once a turn: the teammates before its own pair keep their place, the others move up by one.
          let teammate = decisions.lowerBound + place
          let isBefore = ascending[teammate] < pairs.part[decision]
          symbol[decision] = ascending[isBefore ? teammate : teammate + 1] + 1
        }
      }
      result = Grouping(result.split(by: symbol, symbolCount: pairs.count + 1))
    }
    return result
  }
}
