/// Writes traces in the format `ascribe.trace/1`: JSON Lines, one episode a line.
///
/// The order of the fields is fixed: that of the format's example, with the optional fields of a turn before its
/// decisions, and those of a decision and of an episode at the end. A field is left out where the batch lacks the
/// column, and where the column's row holds no value. So does a number that JSON cannot hold, such as a
/// log-probability of minus infinity. Numbers are written so that they read back to the same Double.
public enum TraceWriter {
  /// Adds the lines of a batch to a buffer.
  ///
  /// - Parameters:
  ///   - batch: The episodes.
  ///   - origin: Where the episodes were simulated, for whoever replays them.
  ///   - buffer: Receives the lines.
  /// - Complexity: O(bytes written).
  public static func append(
    _ batch: TrajectoryBatch, origin: TraceOrigin? = nil, to buffer: inout [UInt8]
  ) {
    append(batch, origin: origin, written: nil, to: &buffer)
  }

  /// The same, with names that were written before, if they are the batch's.
  package static func append(
    _ batch: TrajectoryBatch, origin: TraceOrigin?, written: WrittenSymbols?, to buffer: inout [UInt8]
  ) {
    let names = BatchNames(batch.symbols, written)
    for episode in 0..<batch.episodeCount { append(episode: episode, of: batch, names, origin, to: &buffer) }
  }

  /// Writes batches to one file, one after the other; the file appears when it is complete.
  ///
  /// The file can be read back if it has at least one episode, if no two of its episodes have the same name, and if
  /// the batches that have factors have equally many of them.
  ///
  /// - Throws: ``FileError``; what stood at the path is then as it was.
  /// - Complexity: O(bytes written); about a megabyte of them is held in memory at a time.
  public static func write(_ batches: [TrajectoryBatch], to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    for batch in batches { try append(batch, to: file) }
    try file.commit()
  }

  /// Adds the lines of a batch to a file.
  package static func append(
    _ batch: TrajectoryBatch, origin: TraceOrigin? = nil, to file: AtomicFile
  ) throws(FileError) {
    let names = BatchNames(batch.symbols, nil)
    for episode in 0..<batch.episodeCount {
      try file.append { append(episode: episode, of: batch, names, origin, to: &$0) }
    }
  }

  private static func append(
    episode: Int, of batch: TrajectoryBatch, _ names: BatchNames, _ origin: TraceOrigin?,
    to buffer: inout [UInt8]
  ) {
    let episodes = batch.episodes
    buffer.append(text: #"{"schema":"ascribe.trace/1","task":"#)
    buffer.append(string: batch.taskName(of: episode))
    buffer.append(text: #","episode":"#)
    buffer.append(string: batch.episodeName(episode))
    buffer.append(text: #","outcome":{"status":"#)
    buffer.append(string: episodes.status[episode].description)
    buffer.append(text: #","score":"#)
    buffer.append(number: episodes.score[episode])
    buffer.append(text: #"},"turns":["#)
    let turns = batch.turns(of: episode)
    for turn in turns {
      if turn > turns.lowerBound { buffer.append(text: ",") }
      append(turn: turn, of: batch, names, to: &buffer)
    }
    buffer.append(text: #"],"final":"#)
    names.append(key: episodes.final[episode], to: &buffer)
    buffer.append(field: #","finalBelief":"#, number: episodes.finalBelief?[episode])
    if let scores = episodes.counterfactuals?[episode], !scores.isEmpty {
      buffer.append(text: #","counterfactuals":{"#)
      for (index, counterfactual) in scores.enumerated() {
        if index > 0 { buffer.append(text: ",") }
        names.append(agent: counterfactual.agent, to: &buffer)
        buffer.append(text: ":")
        buffer.append(number: counterfactual.score)
      }
      buffer.append(text: "}")
    }
    if let fork = episodes.fork?[episode] {
      buffer.append(text: #","forkOf":"#)
      buffer.append(string: fork.episode)
      buffer.append(field: #","forkTurn":"#, integer: fork.turn)
    }
    buffer.append(field: #","expert":"#, flag: episodes.expert?[episode])
    if let rollout = episodes.rollout?[episode] {
      buffer.append(text: #","rollout":"#)
      buffer.append(string: rollout)
    }
    if let label = episodes.annotation?[episode] {
      buffer.append(text: #","annotation":{"agent":"#)
      buffer.append(string: label.agent)
      buffer.append(text: #","step":"#)
      buffer.append(integer: label.step)
      buffer.append(text: "}")
    }
    if let origin {
      buffer.append(text: #","scenario":"#)
      buffer.append(string: origin.scenario)
      buffer.append(text: #","memory":"#)
      buffer.append(string: origin.memory)
      buffer.append(text: #","fingerprint":"#)
      buffer.append(string: origin.fingerprint)
    }
    buffer.append(text: "}\n")
  }

  private static func append(
    turn: Int, of batch: TrajectoryBatch, _ names: BatchNames, to buffer: inout [UInt8]
  ) {
    let turns = batch.turns
    buffer.append(text: #"{"state":"#)
    names.append(key: turns.state[turn], to: &buffer)
    if let privileged = turns.privileged?[turn], privileged != TurnColumns.absent {
      buffer.append(text: #","privileged":"#)
      names.append(key: privileged, to: &buffer)
    }
    if let signal = turns.signal?[turn], signal != TurnColumns.absent {
      buffer.append(text: #","signal":"#)
      names.append(key: signal, to: &buffer)
    }
    buffer.append(field: #","segment":"#, integer: turns.segment.map { Int($0[turn]) })
    buffer.append(text: #","reward":"#)
    buffer.append(number: turns.reward[turn])
    if let rewards = turns.agentRewards?[turn], !rewards.isEmpty {
      buffer.append(text: #","rewards":{"#)
      for (index, part) in rewards.enumerated() {
        if index > 0 { buffer.append(text: ",") }
        names.append(agent: part.agent, to: &buffer)
        buffer.append(text: ":")
        buffer.append(number: part.reward)
      }
      buffer.append(text: "}")
    }
    buffer.append(field: #","belief":"#, number: turns.belief?[turn])
    buffer.append(field: #","process":"#, number: turns.process?[turn])
    buffer.append(text: #","decisions":["#)
    let decisions = batch.decisions(of: turn)
    for decision in decisions {
      if decision > decisions.lowerBound { buffer.append(text: ",") }
      append(decision: decision, of: batch, names, to: &buffer)
    }
    buffer.append(text: "]}")
  }

  private static func append(
    decision: Int, of batch: TrajectoryBatch, _ names: BatchNames, to buffer: inout [UInt8]
  ) {
    let decisions = batch.decisions
    buffer.append(text: #"{"agent":"#)
    names.append(agent: decisions.agent[decision], to: &buffer)
    if let observation = decisions.observation?[decision] {
      buffer.append(text: #","observation":"#)
      names.append(key: observation, to: &buffer)
    }
    buffer.append(text: #","action":"#)
    names.append(action: decisions.action[decision], to: &buffer)
    buffer.append(field: #","logProbability":"#, number: decisions.logProbability?[decision])
    buffer.append(
      field: #","referenceLogProbability":"#, number: decisions.referenceLogProbability?[decision])
    buffer.append(field: #","valid":"#, flag: decisions.valid?[decision])
    buffer.append(field: #","tokens":"#, integer: decisions.tokens.map { Int($0[decision]) })
    buffer.append(field: #","judge":"#, number: decisions.judge?[decision])
    appendFactors(of: decision, decisions, to: &buffer)
    buffer.append(field: #","entropy":"#, number: decisions.entropy?[decision])
    buffer.append(row: decisions.row?[decision])
    buffer.append(text: "}")
  }

  private static func appendFactors(of decision: Int, _ decisions: DecisionColumns, to buffer: inout [UInt8])
  {
    let rows = decision * decisions.factorCount..<(decision + 1) * decisions.factorCount
    guard let factors = decisions.factors?[rows], factors.allSatisfy(\.isFinite) else { return }
    buffer.append(text: #","factors":["#)
    for (index, factor) in factors.enumerated() {
      if index > 0 { buffer.append(text: ",") }
      buffer.append(number: factor)
    }
    buffer.append(text: "]")
  }
}

/// The names of a batch, written before or not.
private struct BatchNames {
  private let symbols: TrajectoryBatch.Symbols
  private let written: WrittenSymbols?

  init(_ symbols: TrajectoryBatch.Symbols, _ written: WrittenSymbols?) {
    self.symbols = symbols
    self.written = written.flatMap { $0.areOf(symbols) ? $0 : nil }
  }

  @inline(__always)
  func append(key symbol: UInt32, to buffer: inout [UInt8]) {
    if let written { return written.keys.append(symbol, to: &buffer) }
    buffer.append(string: symbols.keys[symbol])
  }

  @inline(__always)
  func append(agent symbol: UInt32, to buffer: inout [UInt8]) {
    if let written { return written.agents.append(symbol, to: &buffer) }
    buffer.append(string: symbols.agents[symbol])
  }

  @inline(__always)
  func append(action symbol: UInt32, to buffer: inout [UInt8]) {
    if let written { return written.actions.append(symbol, to: &buffer) }
    buffer.append(string: symbols.actions[symbol])
  }
}

extension [UInt8] {
  /// Adds what the writer of a trace knows a decision by, unless it is absent.
  mutating func append(row label: RowLabel?) {
    guard let label else { return }
    append(text: #","row":"#)
    switch label {
    case .number(let number): append(integer: number)
    case .name(let name): append(string: name)
    }
  }

  /// Adds a field, given with its comma and colon, unless its value is absent or no finite number.
  fileprivate mutating func append(field: StaticString, number: Double?) {
    guard let number, number.isFinite else { return }
    append(text: field)
    append(number: number)
  }

  /// Adds a field, given with its comma and colon, unless its value is absent.
  fileprivate mutating func append(field: StaticString, integer: Int?) {
    guard let integer else { return }
    append(text: field)
    append(integer: integer)
  }

  /// Adds a field, given with its comma and colon, unless its value is absent.
  fileprivate mutating func append(field: StaticString, flag: Bool?) {
    guard let flag else { return }
    append(text: field)
    append(text: flag ? "true" : "false")
  }
}
