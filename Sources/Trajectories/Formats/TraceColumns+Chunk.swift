/// The joining of columns that were read apart: what one reader makes of the lines of both, symbol by symbol.
extension TraceColumns {
  /// Adds the episodes of a chunk.
  ///
  /// - Parameters:
  ///   - other: Columns of whole episodes, read by themselves.
  ///   - line: How many lines are before those that are counted in it.
  /// - Returns: The symbol here of each of the chunk's tasks; `nil`, and nothing is added, where a line has to be looked at
  ///   by itself: a name that was met before, factors of another length, or more than a batch can hold.
  mutating func append(_ other: TraceColumns, after line: Int) -> [UInt32]? {
    guard turns.state.count + other.turns.state.count < limit,
      decisions.agent.count + other.decisions.agent.count < limit,
      symbols.keys.count + other.symbols.keys.count < limit, memory.merge(other.memory, after: line)
    else { return nil }
    let tasks = symbols.tasks.intern(all: other.symbols.tasks)
    let renumbering = Renumbering(
      agents: symbols.agents.intern(all: other.symbols.agents),
      keys: symbols.keys.intern(all: other.symbols.keys),
      actions: symbols.actions.intern(all: other.symbols.actions))
    // Columns that are begun here are filled from what stands before the new rows.
    appendDecisions(other, renumbering)
    appendTurns(other, renumbering)
    appendEpisodes(other, renumbering, tasks)
    lastSegment = other.lastSegment
    return tasks
  }

  /// Symbols here by symbols of a chunk.
  private struct Renumbering {
    let agents, keys, actions: [UInt32]

    func key(_ symbol: UInt32) -> UInt32 {
      symbol == TurnColumns.absent ? symbol : keys[Int(symbol)]
    }
  }

  private mutating func appendEpisodes(_ other: TraceColumns, _ symbols: Renumbering, _ tasks: [UInt32]) {
    let (row, count) = (episodeCount, other.episodeCount)
    let base = episodes.turnStart[row]
    names += other.names
    episodes.task.append(contentsOf: other.episodes.task.lazy.map { tasks[Int($0)] })
    episodes.status += other.episodes.status
    episodes.score += other.episodes.score
    episodes.final.append(contentsOf: other.episodes.final.lazy.map { symbols.keys[Int($0)] })
    episodes.turnStart.append(contentsOf: other.episodes.turnStart.dropFirst().lazy.map { base + $0 })
    finalBelief.append(other.finalBelief, count: count, row: row, else: .nan)
    expert.append(other.expert, count: count, row: row, else: false)
    rollout.append(other.rollout, count: count, row: row, else: nil)
    annotation.append(other.annotation, count: count, row: row, else: nil)
    fork.append(other.fork, count: count, row: row, else: nil)
    counterfactuals.append(other.counterfactuals, count: count, row: row, else: []) { scores in
      scores.map { .init(agent: symbols.agents[Int($0.agent)], score: $0.score) }
    }
  }

  private mutating func appendTurns(_ other: TraceColumns, _ symbols: Renumbering) {
    let (row, count) = (turns.state.count, other.turns.state.count)
    let base = turns.decisionStart[row]
    if other.segment.exists, !segment.exists { segment.begin(after: indices(ofTurns: row)) }
    if other.segment.exists || !segment.exists {
      segment.append(other.segment, count: count, row: row, else: 0)
    } else {
      segment.append(filling: other.indices(ofTurns: count))
    }
    turns.state.append(contentsOf: other.turns.state.lazy.map { symbols.keys[Int($0)] })
    turns.reward += other.turns.reward
    turns.decisionStart.append(contentsOf: other.turns.decisionStart.dropFirst().lazy.map { base + $0 })
    privileged.append(
      other.privileged, count: count, row: row, else: TurnColumns.absent, as: symbols.key)
    signal.append(other.signal, count: count, row: row, else: TurnColumns.absent, as: symbols.key)
    agentRewards.append(other.agentRewards, count: count, row: row, else: []) { rewards in
      rewards.map { .init(agent: symbols.agents[Int($0.agent)], reward: $0.reward) }
    }
    belief.append(other.belief, count: count, row: row, else: .nan)
    process.append(other.process, count: count, row: row, else: .nan)
  }

  private mutating func appendDecisions(_ other: TraceColumns, _ symbols: Renumbering) {
    let (row, count) = (decisions.agent.count, other.decisions.agent.count)
    if other.observation.exists, !observation.exists { observation.begin(after: states(ofDecisions: row)) }
    if other.observation.exists || !observation.exists {
      observation.append(other.observation, count: count, row: row, else: 0, as: symbols.key)
    } else {
      observation.append(filling: other.states(ofDecisions: count).map { symbols.keys[Int($0)] })
    }
    decisions.agent.append(contentsOf: other.decisions.agent.lazy.map { symbols.agents[Int($0)] })
    decisions.action.append(contentsOf: other.decisions.action.lazy.map { symbols.actions[Int($0)] })
    logProbability.append(other.logProbability, count: count, row: row, else: .nan)
    referenceLogProbability.append(other.referenceLogProbability, count: count, row: row, else: .nan)
    valid.append(other.valid, count: count, row: row, else: true)
    tokens.append(other.tokens, count: count, row: row, else: 1)
    judge.append(other.judge, count: count, row: row, else: .nan)
    entropy.append(other.entropy, count: count, row: row, else: .nan)
    rowLabel.append(other.rowLabel, count: count, row: row, else: nil)
    guard let factors = other.decisions.factors else {
      decisions.factors?.append(contentsOf: repeatElement(.nan, count: count * decisions.factorCount))
      return
    }
    beginFactors(row: row)
    decisions.factors? += factors
  }
}
