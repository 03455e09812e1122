/// Rows of the columns whose fillers depend on other columns, and the taking back of rows.
extension TraceColumns {
  /// Adds the segment of the turn whose state was added last; a turn that gives none has its `index` in the episode.
  @inline(__always) mutating func append(segment number: Int32?, index: Int32) {
    let row = turns.state.count - 1
    if number != nil, !segment.exists { segment.begin(after: indices(ofTurns: row)) }
    segment.append(number, else: index, row: row)
  }

  /// The index in its episode of each of the first turns. The episode that is being read has no end yet.
  func indices(ofTurns count: Int) -> [Int32] {
    var indices: [Int32] = []
    for (start, end) in zip(episodes.turnStart, episodes.turnStart.dropFirst() + [Int32(count)]) {
      indices.append(contentsOf: 0..<(end - start))
    }
    return indices
  }

  /// Adds the observation of the decision whose agent was added last; without one it is the turn's `state`.
  @inline(__always) mutating func append(observation key: UInt32?, state: UInt32) {
    let row = decisions.agent.count - 1
    if key != nil, !observation.exists { observation.begin(after: states(ofDecisions: row)) }
    observation.append(key, else: state, row: row)
  }

  /// The state of the turn of each of the first decisions. The turn that is being read has no end yet.
  func states(ofDecisions count: Int) -> [UInt32] {
    var states: [UInt32] = []
    let ends = turns.decisionStart.dropFirst() + [Int32(count)]
    for ((start, end), state) in zip(zip(turns.decisionStart, ends), turns.state) {
      states.append(contentsOf: repeatElement(state, count: Int(end - start)))
    }
    return states
  }

  /// Makes sure that the column of factors exists, with `row` rows if it did not.
  mutating func beginFactors(row: Int) {
    guard decisions.factors == nil else { return }
    decisions.factorCount = memory.factorCount
    decisions.factors = Array(repeating: .nan, count: row * memory.factorCount)
  }

  /// How far the columns are filled.
  struct Mark {
    fileprivate let episodes, turns, decisions: Int
    fileprivate let hadFactors: Bool
    fileprivate let memory: (factorCount: Int, lineOfFactors: Int)
  }

  /// How far the columns are filled now.
  var mark: Mark {
    Mark(
      episodes: episodeCount, turns: turns.state.count, decisions: decisions.agent.count,
      hadFactors: decisions.factors != nil, memory: (memory.factorCount, memory.lineOfFactors))
  }

  /// Takes back all rows after a mark that was made since an episode was complete.
  ///
  /// Symbols stay: who reads the same line again meets the same strings in the same order.
  mutating func truncate(to mark: Mark) {
    names.truncate(to: mark.episodes)
    episodes.task.truncate(to: mark.episodes)
    episodes.status.truncate(to: mark.episodes)
    episodes.score.truncate(to: mark.episodes)
    episodes.final.truncate(to: mark.episodes)
    episodes.turnStart.truncate(to: mark.episodes + 1)
    finalBelief.truncate(to: mark.episodes)
    expert.truncate(to: mark.episodes)
    rollout.truncate(to: mark.episodes)
    annotation.truncate(to: mark.episodes)
    fork.truncate(to: mark.episodes)
    counterfactuals.truncate(to: mark.episodes)

    turns.state.truncate(to: mark.turns)
    turns.reward.truncate(to: mark.turns)
    turns.decisionStart.truncate(to: mark.turns + 1)
    privileged.truncate(to: mark.turns)
    signal.truncate(to: mark.turns)
    segment.truncate(to: mark.turns)
    agentRewards.truncate(to: mark.turns)
    belief.truncate(to: mark.turns)
    process.truncate(to: mark.turns)

    decisions.agent.truncate(to: mark.decisions)
    decisions.action.truncate(to: mark.decisions)
    observation.truncate(to: mark.decisions)
    logProbability.truncate(to: mark.decisions)
    referenceLogProbability.truncate(to: mark.decisions)
    valid.truncate(to: mark.decisions)
    tokens.truncate(to: mark.decisions)
    judge.truncate(to: mark.decisions)
    entropy.truncate(to: mark.decisions)
    rowLabel.truncate(to: mark.decisions)
    (memory.factorCount, memory.lineOfFactors) = mark.memory
    if mark.hadFactors {
      decisions.factors?.truncate(to: mark.decisions * decisions.factorCount)
    } else {
      decisions.factors = nil
      decisions.factorCount = 0
    }
    for agent in lastDecision.indices where lastDecision[agent] >= mark.decisions { lastDecision[agent] = -1 }
  }
}

extension Array {
  /// Takes back the elements after the first `count`.
  fileprivate mutating func truncate(to count: Int) {
    if self.count > count { removeLast(self.count - count) }
  }
}
