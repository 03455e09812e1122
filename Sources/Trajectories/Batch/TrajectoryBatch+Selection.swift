extension TrajectoryBatch {
  /// Some of the episodes, in ascending order: the batch that ``TraceReader`` makes of their lines alone.
  ///
  /// Symbols are numbered anew, and an optional column that no chosen row says anything in is `nil`, so that no method can
  /// tell that there were others.
  ///
  /// - Complexity: O(decisions chosen + symbols).
  package func selecting(_ chosen: [Int]) -> TrajectoryBatch {
    var runs: [Range<Int>] = []
    for episode in chosen {
      if let last = runs.last, last.upperBound == episode {
        runs[runs.count - 1] = last.lowerBound..<episode + 1
      } else {
        runs.append(episode..<episode + 1)
      }
    }
    return BatchSelection(of: self, runs).batch()
  }

  /// Episodes that stand together, as if each was named.
  package func selecting(_ episodes: Range<Int>) -> TrajectoryBatch {
    BatchSelection(of: self, [episodes]).batch()
  }
}

/// Chosen episodes of a batch, which are copied in runs of those that stand together.
private struct BatchSelection {
  private let source: TrajectoryBatch
  private let episodes, turns, decisions: Rows
  private var result = TrajectoryBatch()
  private var tasks: Renumbering
  private var agents: Renumbering
  private var keys: Renumbering
  private var actions: Renumbering
  /// The renumbered keys of chosen rows.
  private var privileged: [UInt32] = []
  private var signal: [UInt32] = []
  private var observation: [UInt32] = []
  private var rewards: [[TurnColumns.AgentReward]] = []
  private var counterfactuals: [[EpisodeColumns.CounterfactualScore]] = []

  init(of source: TrajectoryBatch, _ runs: [Range<Int>]) {
    self.source = source
    let turnStart = source.episodes.turnStart
    let decisionStart = source.turns.decisionStart
    let turnRuns = runs.map { Int(turnStart[$0.lowerBound])..<Int(turnStart[$0.upperBound]) }
    episodes = Rows(runs)
    turns = Rows(turnRuns)
    decisions = Rows(
      turnRuns.map { Int(decisionStart[$0.lowerBound])..<Int(decisionStart[$0.upperBound]) })
    tasks = Renumbering(source.symbols.tasks)
    agents = Renumbering(source.symbols.agents)
    keys = Renumbering(source.symbols.keys)
    actions = Renumbering(source.symbols.actions)
  }

  /// The batch of the episodes.
  consuming func batch() -> TrajectoryBatch {
    result.episodes.turnStart += episodes.starts(source.episodes.turnStart)
    result.turns.decisionStart += turns.starts(source.turns.decisionStart)
    renumber()
    result.symbols.tasks = tasks.target
    result.symbols.agents = agents.target
    result.symbols.keys = keys.target
    result.symbols.actions = actions.target
    copyEpisodes()
    copyTurns()
    copyDecisions()
    return result
  }

  // MARK: Symbols

  /// Numbers symbols in the order in which the reader meets them.
  private mutating func renumber() {
    result.turns.state.reserveCapacity(turns.count)
    result.episodes.final.reserveCapacity(episodes.count)
    result.decisions.agent.reserveCapacity(decisions.count)
    result.decisions.action.reserveCapacity(decisions.count)
    let (turnColumns, decisionColumns) = (source.turns, source.decisions)
    for run in episodes.runs { tasks.append(source.episodes.task[run], to: &result.episodes.task) }
    for run in decisions.runs { actions.append(decisionColumns.action[run], to: &result.decisions.action) }
    let hasMoreKeys =
      turnColumns.privileged != nil || turnColumns.signal != nil || decisionColumns.observation != nil
    for episode in episodes.runs.joined() {
      let own = source.turns(of: episode)
      if hasMoreKeys {
        for turn in own { appendKeys(of: turn) }
      } else {
        keys.append(turnColumns.state[own], to: &result.turns.state)
      }
      result.episodes.final.append(keys.number(of: source.episodes.final[episode]))
    }
    guard turnColumns.agentRewards != nil || source.episodes.counterfactuals != nil else {
      for run in decisions.runs { agents.append(decisionColumns.agent[run], to: &result.decisions.agent) }
      return
    }
    for episode in episodes.runs.joined() { appendAgents(of: episode) }
  }

  private mutating func appendKeys(of turn: Int) {
    result.turns.state.append(key(source.turns.state[turn]))
    if let column = source.turns.privileged { privileged.append(key(column[turn])) }
    if let column = source.turns.signal { signal.append(key(column[turn])) }
    guard let column = source.decisions.observation else { return }
    for decision in source.decisions(of: turn) { observation.append(key(column[decision])) }
  }

  private mutating func key(_ symbol: UInt32) -> UInt32 {
    symbol == TurnColumns.absent ? symbol : keys.number(of: symbol)
  }

  private mutating func appendAgents(of episode: Int) {
    for turn in source.turns(of: episode) {
      agents.append(source.decisions.agent[source.decisions(of: turn)], to: &result.decisions.agent)
      guard let column = source.turns.agentRewards else { continue }
      var own: [TurnColumns.AgentReward] = []
      for part in column[turn] {
        own.append(.init(agent: agents.number(of: part.agent), reward: part.reward))
      }
      rewards.append(own)
    }
    guard let scores = source.episodes.counterfactuals?[episode] else { return }
    var own: [EpisodeColumns.CounterfactualScore] = []
    for score in scores { own.append(.init(agent: agents.number(of: score.agent), score: score.score)) }
    counterfactuals.append(own)
  }

  // MARK: Columns

  private mutating func copyEpisodes() {
    let from = source.episodes
    result.episodes.names = .recorded(episodes.runs.joined().map { from.names[$0] })
    result.episodes.status = episodes.of(from.status)
    result.episodes.score = episodes.of(from.score)
    result.episodes.finalBelief = episodes.of(from.finalBelief) { !$0.isNaN }
    result.episodes.expert = from.expert.map(episodes.of)
    result.episodes.fork = episodes.of(from.fork) { $0 != nil }
    result.episodes.rollout = episodes.of(from.rollout) { $0 != nil }
    result.episodes.annotation = episodes.of(from.annotation) { $0 != nil }
    result.episodes.counterfactuals = counterfactuals.contains { !$0.isEmpty } ? counterfactuals : nil
  }

  private mutating func copyTurns() {
    let from = source.turns
    result.turns.reward = turns.of(from.reward)
    result.turns.privileged = privileged.contains { $0 != TurnColumns.absent } ? privileged : nil
    result.turns.signal = signal.contains { $0 != TurnColumns.absent } ? signal : nil
    result.turns.segment = from.segment.map(turns.of)
    result.turns.belief = turns.of(from.belief) { !$0.isNaN }
    result.turns.process = turns.of(from.process) { !$0.isNaN }
    result.turns.agentRewards = rewards.contains { !$0.isEmpty } ? rewards : nil
  }

  private mutating func copyDecisions() {
    let from = source.decisions
    result.decisions.observation = from.observation == nil ? nil : observation
    result.decisions.logProbability = decisions.of(from.logProbability) { !$0.isNaN }
    result.decisions.referenceLogProbability = decisions.of(from.referenceLogProbability) { !$0.isNaN }
    result.decisions.valid = from.valid.map(decisions.of)
    result.decisions.tokens = from.tokens.map(decisions.of)
    result.decisions.judge = decisions.of(from.judge) { !$0.isNaN }
    result.decisions.entropy = decisions.of(from.entropy) { !$0.isNaN }
    result.decisions.row = decisions.of(from.row) { $0 != nil }
    let width = from.factorCount
    let wide = Rows(decisions.runs.map { $0.lowerBound * width..<$0.upperBound * width })
    guard let factors = wide.of(from.factors, says: { !$0.isNaN }) else { return }
    result.decisions.factors = factors
    result.decisions.factorCount = width
  }
}

/// Chosen rows of columns, in runs.
private struct Rows {
  let runs: [Range<Int>]
  let count: Int

  init(_ runs: [Range<Int>]) {
    self.runs = runs
    count = runs.reduce(0) { $0 + $1.count }
  }

  /// The rows of a column.
  func of<Element>(_ column: [Element]) -> [Element] {
    if let only = runs.first, runs.count == 1 { return Array(column[only]) }
    var rows: [Element] = []
    rows.reserveCapacity(count)
    for run in runs { rows += column[run] }
    return rows
  }

  /// The rows of an optional column; `nil` if none of them says anything.
  func of<Element>(_ column: [Element]?, says: (Element) -> Bool) -> [Element]? {
    guard let column, runs.contains(where: { column[$0].contains(where: says) }) else { return nil }
    return of(column)
  }

  /// Where the ranges end that the rows own, the first of them beginning at 0.
  func starts(_ column: [Int32]) -> [Int32] {
    var starts: [Int32] = []
    starts.reserveCapacity(count)
    var end: Int32 = 0
    for run in runs where !run.isEmpty {
      let shift = end - column[run.lowerBound]
      for row in run { starts.append(column[row + 1] + shift) }
      end = starts[starts.count - 1]
    }
    return starts
  }
}

/// Numbers for the symbols of a table in the order in which they are asked for.
private struct Renumbering {
  private let table: SymbolTable
  private var numbers: [UInt32]
  /// The table of those that were asked for.
  private(set) var target = SymbolTable()

  init(_ table: SymbolTable) {
    self.table = table
    numbers = [UInt32](repeating: .max, count: table.count)
  }

  /// The symbol's number.
  mutating func number(of symbol: UInt32) -> UInt32 {
    let known = numbers[Int(symbol)]
    return known == .max ? add(symbol) : known
  }

  /// Adds the numbers of symbols to a column.
  mutating func append(_ symbols: ArraySlice<UInt32>, to column: inout [UInt32]) {
    for symbol in symbols { column.append(number(of: symbol)) }
  }

  private mutating func add(_ symbol: UInt32) -> UInt32 {
    let number = target.intern(table[symbol])
    numbers[Int(symbol)] = number
    return number
  }
}
