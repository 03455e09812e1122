import Trajectories

/// What the acting agents of each turn observe together, as one key.
///
/// One agent: its observation. Several: their `agent=observation`, sorted and joined by `|`; as a string, so that the
/// key equals a state or a final state of that name. The string is made once for each distinct combination.
struct JointObservations {
  /// Key of each turn: a symbol of the batch's keys, or one after them.
  let turn: [UInt32]
  /// The keys that follow those of the batch: symbol 0 of this table is the first of them.
  let added: SymbolTable

  init(of batch: TrajectoryBatch) {
    var turn = batch.turns.state
    var shared: [Int] = []
    for (index, state) in batch.turns.state.enumerated() {
      let decisions = batch.decisions(of: index)
      if decisions.count > 1 { shared.append(index) }
      if decisions.count == 1 { turn[index] = batch.decisions.observation?[decisions.lowerBound] ?? state }
    }
    let parts = ObservationParts(of: batch, in: shared)
    let combinations = parts.combinations
    var added = SymbolTable()
    for combination in 0..<combinations.count {
      guard let first = combinations[combination].first else { continue }
      let name = parts[Int(first)].map { parts.texts[Int($0)] }.joined(separator: "|")
      let symbol =
        batch.symbols.keys.symbol(of: name) ?? UInt32(batch.symbols.keys.count) + added.intern(name)
      for row in combinations[combination] { turn[shared[Int(row)]] = symbol }
    }
    self.turn = turn
    self.added = added
  }
}

/// The `agent=observation` of the decisions of some turns, each turn's in order.
private struct ObservationParts {
  /// The distinct texts, sorted.
  let texts: [String]
  /// Indices into `texts`, ascending within a turn.
  private var ranks: [UInt32] = []
  private var start: [Int] = [0]

  init(of batch: TrajectoryBatch, in turns: [Int]) {
    var agent: [UInt32] = []
    var observation: [UInt32] = []
    for turn in turns {
      for decision in batch.decisions(of: turn) {
        agent.append(batch.decisions.agent[decision])
        observation.append(batch.decisions.observation?[decision] ?? batch.turns.state[turn])
      }
      start.append(agent.count)
    }
    let pairs = Grouping(agent, count: batch.symbols.agents.count)
      .split(by: observation, symbolCount: batch.symbols.keys.count)
    var text = [String](repeating: "", count: pairs.count)
    for (row, pair) in pairs.part.enumerated() where text[Int(pair)].isEmpty {
      text[Int(pair)] = "\(batch.symbols.agents[agent[row]])=\(batch.symbols.keys[observation[row]])"
    }
    let order = text.indices.sorted { ByteName(text[$0]) < ByteName(text[$1]) }
    var rank = [UInt32](repeating: 0, count: text.count)
    for (position, pair) in order.enumerated() { rank[pair] = UInt32(position) }
    texts = order.map { text[$0] }
    ranks = pairs.part.map { rank[Int($0)] }
    for row in turns.indices { ranks[start[row]..<start[row + 1]].sort() }
  }

  /// The parts of a turn, as indices into `texts`.
  subscript(row: Int) -> ArraySlice<UInt32> { ranks[start[row]..<start[row + 1]] }

  /// The turns by their combination of parts: split by the first part, then by the second, and so on.
  var combinations: Grouping {
    let turns = start.count - 1
    var result = Grouping(together: turns)
    let most = (0..<turns).map { self[$0].count }.max() ?? 0
    for place in 0..<most {
      let symbol = (0..<turns).map { row in
        let parts = self[row]
        return place < parts.count ? parts[parts.startIndex + place] + 1 : 0
      }
      result = Grouping(result.split(by: symbol, symbolCount: texts.count + 1))
    }
    return result
  }
}
