extension TrajectoryBatch {
  /// The episodes of this batch followed by those of another one; equal strings get equal symbols.
  ///
  /// A column that only one of the two has is filled for the other with what its absence means. The columns that only
  /// single methods read (beliefs, judges, forks and so on) are left out.
  ///
  /// - Complexity: O(decisions of both).
  package func joined(with other: TrajectoryBatch) -> TrajectoryBatch {
    var joined = TrajectoryBatch(symbols: symbols)
    let keys = other.symbols.keys.names.map { joined.symbols.keys.intern($0) }
    let tasks = other.symbols.tasks.names.map { joined.symbols.tasks.intern($0) }
    let agents = other.symbols.agents.names.map { joined.symbols.agents.intern($0) }
    let actions = other.symbols.actions.names.map { joined.symbols.actions.intern($0) }
    let key = { (symbol: UInt32) in symbol == TurnColumns.absent ? symbol : keys[Int(symbol)] }

    joined.episodes.names = .recorded(
      (0..<episodeCount).map(episodeName) + (0..<other.episodeCount).map(other.episodeName))
    joined.episodes.task = episodes.task + other.episodes.task.map { tasks[Int($0)] }
    joined.episodes.status = episodes.status + other.episodes.status
    joined.episodes.score = episodes.score + other.episodes.score
    joined.episodes.final = episodes.final + other.episodes.final.map(key)
    joined.episodes.turnStart = Self.starts(episodes.turnStart, other.episodes.turnStart)

    joined.turns.state = turns.state + other.turns.state.map(key)
    joined.turns.reward = turns.reward + other.turns.reward
    joined.turns.decisionStart = Self.starts(turns.decisionStart, other.turns.decisionStart)
    joined.turns.privileged = Self.column(
      turns.privileged, other.turns.privileged?.map(key),
      or: [UInt32](repeating: TurnColumns.absent, count: turnCount),
      [UInt32](repeating: TurnColumns.absent, count: other.turnCount))
    joined.turns.signal = Self.column(
      turns.signal, other.turns.signal?.map(key),
      or: [UInt32](repeating: TurnColumns.absent, count: turnCount),
      [UInt32](repeating: TurnColumns.absent, count: other.turnCount))

    joined.decisions.agent = decisions.agent + other.decisions.agent.map { agents[Int($0)] }
    joined.decisions.action = decisions.action + other.decisions.action.map { actions[Int($0)] }
    joined.decisions.observation = Self.column(
      decisions.observation, other.decisions.observation?.map(key), or: statePerDecision,
      other.statePerDecision.map(key))
    joined.decisions.logProbability = Self.column(
      decisions.logProbability, other.decisions.logProbability,
      or: [Double](repeating: .nan, count: decisionCount),
      [Double](repeating: .nan, count: other.decisionCount))
    joined.decisions.valid = Self.column(
      decisions.valid, other.decisions.valid, or: [Bool](repeating: true, count: decisionCount),
      [Bool](repeating: true, count: other.decisionCount))
    joined.decisions.tokens = Self.column(
      decisions.tokens, other.decisions.tokens, or: [Int32](repeating: 1, count: decisionCount),
      [Int32](repeating: 1, count: other.decisionCount))
    return joined
  }

  /// The state of each decision's turn: what an absent observation means.
  private var statePerDecision: [UInt32] {
    (0..<turnCount).flatMap { repeatElement(turns.state[$0], count: decisions(of: $0).count) }
  }

  /// First rows of the first batch's ranges, then of the second's.
  private static func starts(_ first: [Int32], _ second: [Int32]) -> [Int32] {
    let base = first[first.count - 1]
    return first + second.dropFirst().map { base + $0 }
  }

  /// Both columns one after the other; `nil` if neither is there.
  private static func column<Element>(
    _ first: [Element]?, _ second: [Element]?, or firstFiller: @autoclosure () -> [Element],
    _ secondFiller: @autoclosure () -> [Element]
  ) -> [Element]? {
    guard first != nil || second != nil else { return nil }
    return (first ?? firstFiller()) + (second ?? secondFiller())
  }
}
