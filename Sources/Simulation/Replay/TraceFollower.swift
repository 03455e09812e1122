import Glibc
import Trajectories

/// Follows recorded episodes through the tables.
struct TraceFollower {
  private(set) var node: [Int32] = []
  private(set) var choice: [Int32] = []
  private(set) var isAmbiguous: [Bool] = []
  /// The record's row of each decision, in the order of the acting agents.
  private(set) var order: [Int] = []
  private(set) var isReordered = false

  private let batch: TrajectoryBatch
  private let mdp: TurnMDP
  /// The tables' symbol of each of the record's; ``unknown`` where they have none.
  private let keys: [UInt32]
  private let actions: [UInt32]
  private let agents: [Int?]
  private static let unknown = UInt32.max

  /// A node that fits the record up to its turn.
  private struct Candidate {
    let node: Int
    /// Its joint action, an absolute row.
    var row = 0
    /// Place of the likeliest candidate of the turn before.
    let previous: Int
    /// Logarithm of the probability of the likeliest path.
    let likelihood: Double
  }

  init(_ batch: TrajectoryBatch, _ mdp: TurnMDP) {
    self.batch = batch
    self.mdp = mdp
    keys = batch.symbols.keys.names.map { mdp.symbols.keys.symbol(of: $0) ?? Self.unknown }
    actions = batch.symbols.actions.names.map { mdp.symbols.actions.symbol(of: $0) ?? Self.unknown }
    agents = batch.symbols.agents.names.map { name in mdp.agents.firstIndex { $0.name.hasBytes(of: name) } }
  }

  /// Follows one episode; episodes come in the order of the batch.
  mutating func follow(_ episode: Int) throws(TraceMatchError) {
    let turns = batch.turns(of: episode)
    var layers: [[Candidate]] = []
    var reached = mdp.start.map {
      Candidate(node: Int($0.node), previous: 0, likelihood: log($0.probability))
    }
    for (turn, index) in turns.enumerated() {
      let place = TracePlace(episode: batch.episodeName(episode), turn: turn)
      let isLast = turn == turns.count - 1
      let candidates = try fitting(reached, turn: turn, index, place)
      reached = []
      for (position, candidate) in candidates.enumerated() {
        for outcome in successors(of: candidate.row, reward: batch.turns.reward[index], isLast, turn, episode)
        {
          let next = Int(mdp.nodes.outcomeNode[outcome])
          let likelihood = candidate.likelihood + log(mdp.nodes.outcomeProbability[outcome])
          let found = Candidate(node: next, previous: position, likelihood: likelihood)
          if let known = reached.firstIndex(where: { $0.node == next }) {
            if likelihood > reached[known].likelihood { reached[known] = found }
          } else {
            reached.append(found)
          }
        }
      }
      guard !reached.isEmpty else {
        throw place.error(
          found: isLast ? ending(of: episode, index) : "reward \(batch.turns.reward[index])",
          expected: isLast ? endings(after: candidates, turn) : rewards(after: candidates))
      }
      layers.append(candidates)
    }
    append(layers, last: reached, turns, episode)
  }

  /// The outcomes of a joint action that give a reward, and at the end of the record, an ending like the record's.
  private func successors(
    of row: Int, reward: Double, _ isLast: Bool, _ turn: Int, _ episode: Int
  ) -> [Int] {
    mdp.nodes.outcomes(of: row).filter { outcome in
      let own = mdp.nodes.outcomeReward[outcome]
      guard isLast else { return Self.agree(own, reward) }
      let next = Int(mdp.nodes.outcomeNode[outcome])
      guard turn + 1 == mdp.horizon || mdp.nodes.isTerminal(next),
        mdp.nodes.publicKey[next] == keys[Int(batch.episodes.final[episode])]
      else { return false }
      return mdp.nodes.endings(of: next).contains { ending in
        mdp.nodes.endingStatus[ending] == batch.episodes.status[episode]
          && Self.agree(mdp.nodes.endingScore[ending], batch.episodes.score[episode])
          && Self.agree(own + mdp.nodes.endingReward[ending], reward)
      }
    }
  }

  private static func agree(_ one: Double, _ other: Double) -> Bool {
    abs(one - other) <= 1e-9 * max(1, max(abs(one), abs(other)))
  }

  /// Adds the likeliest path, and marks the turns at which other nodes fit the whole record too.
  private mutating func append(
    _ layers: [[Candidate]], last: [Candidate], _ turns: Range<Int>, _ episode: Int
  ) {
    var path = [Int](repeating: 0, count: layers.count)
    var best = last.indices.reduce(0) { last[$1].likelihood > last[$0].likelihood ? $1 : $0 }
    best = last[best].previous
    var alive = Set(last.map(\.node))
    var fitting = [Int](repeating: 0, count: layers.count)
    for turn in layers.indices.reversed() {
      path[turn] = best
      best = layers[turn][best].previous
      let isLast = turn == layers.count - 1
      let reward = batch.turns.reward[turns.lowerBound + turn]
      let kept = layers[turn].filter { candidate in
        successors(of: candidate.row, reward: reward, isLast, turn, episode).contains {
          alive.contains(Int(mdp.nodes.outcomeNode[$0]))
        }
      }
      fitting[turn] = kept.count
      alive = Set(kept.map(\.node))
    }
    for turn in layers.indices {
      let candidate = layers[turn][path[turn]]
      node.append(Int32(candidate.node))
      isAmbiguous.append(fitting[turn] > 1)
      let row = candidate.row - mdp.nodes.rows(of: candidate.node).lowerBound
      choice += mdp.choices(ofRow: row, in: candidate.node).map { Int32($0) }
      appendOrder(of: candidate.node, turn: turns.lowerBound + turn)
    }
  }

  private mutating func appendOrder(of node: Int, turn: Int) {
    let decisions = batch.decisions(of: turn)
    for agent in mdp.actingAgents(of: node) {
      guard let decision = decisions.first(where: { agents[Int(batch.decisions.agent[$0])] == agent }) else {
        preconditionFailure("a candidate's agents are those of the record")
      }
      isReordered = isReordered || decision != order.count
      order.append(decision)
    }
  }

  // MARK: What fits a turn

  /// The nodes that look and act like a turn of the record, each with its joint action.
  private func fitting(
    _ reached: [Candidate], turn: Int, _ index: Int, _ place: TracePlace
  ) throws(TraceMatchError) -> [Candidate] {
    guard turn < mdp.horizon else {
      throw place.error(found: "another turn", expected: "at most \(mdp.horizon) turns, and none")
    }
    var rest = try narrowed(reached, place, "state", batch.turns.state[index]) { mdp.nodes.publicKey[$0] }
    if let privileged = batch.turns.privileged?[index], privileged != TurnColumns.absent {
      rest = try narrowed(rest, place, "privileged state", privileged) { mdp.nodes.privilegedKey[$0] }
    }
    let decisions = batch.decisions(of: index)
    let acting = Set(decisions.map { agents[Int(batch.decisions.agent[$0])] })
    let all = rest
    rest = rest.filter { Set(mdp.actingAgents(of: $0.node).map { Optional($0) }) == acting }
    guard !rest.isEmpty else {
      throw place.error(
        found: "decisions of " + list(decisions.map { batch.symbols.agents[batch.decisions.agent[$0]] }),
        expected: alternatives(
          all.map { candidate in
            mdp.nodes.isTerminal(candidate.node)
              ? "the end of the episode"
              : "decisions of " + list(mdp.actingAgents(of: candidate.node).map { mdp.agents[$0].name })
          }))
    }
    for decision in decisions {
      rest = try narrowed(rest, to: decision, state: batch.turns.state[index], place)
    }
    return try rest.map { (candidate) throws(TraceMatchError) in
      var candidate = candidate
      candidate.row = row(of: candidate.node, decisions)
      return candidate
    }
  }

  /// The candidates of which a key of the record is true.
  private func narrowed(
    _ candidates: [Candidate], _ place: TracePlace, _ noun: String, _ key: UInt32, of node: (Int) -> UInt32
  ) throws(TraceMatchError) -> [Candidate] {
    let rest = candidates.filter { node($0.node) == keys[Int(key)] }
    guard !rest.isEmpty else {
      throw place.error(
        found: "\(noun) \"\(batch.symbols.keys[key])\"",
        expected: alternatives(candidates.map { "\"\(mdp.symbols.keys[node($0.node)])\"" }))
    }
    return rest
  }

  /// The candidates in which an agent knows and may do what the record says.
  private func narrowed(
    _ candidates: [Candidate], to decision: Int, state: UInt32, _ place: TracePlace
  ) throws(TraceMatchError) -> [Candidate] {
    let name = batch.symbols.agents[batch.decisions.agent[decision]]
    var rest = candidates
    // Where a row gives no observation, the column holds the turn's state.
    if let seen = batch.decisions.observation?[decision], seen != state {
      rest = candidates.filter {
        mdp.information.key[information(of: decision, in: $0.node)] == keys[Int(seen)]
      }
      guard !rest.isEmpty else {
        throw place.error(
          found: "agent \"\(name)\" observing \"\(batch.symbols.keys[seen])\"",
          expected: alternatives(
            candidates.map {
              "\"\(mdp.symbols.keys[mdp.information.key[information(of: decision, in: $0.node)]])\""
            }))
      }
    }
    let action = batch.decisions.action[decision]
    let able = rest.filter { choice(of: decision, in: $0.node) != nil }
    guard !able.isEmpty else {
      let legal = rest.flatMap { candidate in
        mdp.information.choices(of: information(of: decision, in: candidate.node)).map {
          "\"\(mdp.symbols.actions[mdp.information.choiceAction[$0]])\""
        }
      }
      throw place.error(
        found: "action \"\(batch.symbols.actions[action])\" of agent \"\(name)\"",
        expected: alternatives(legal))
    }
    return able
  }

  /// What the agent of a decision knows in a node in which it acts.
  private func information(of decision: Int, in node: Int) -> Int {
    let agent = agents[Int(batch.decisions.agent[decision])]
    let slot = zip(mdp.nodes.slots(of: node), mdp.actingAgents(of: node)).first { $0.1 == agent }
    guard let slot else { preconditionFailure("a candidate's agents are those of the record") }
    return Int(mdp.nodes.slotInformation[slot.0])
  }

  /// The choice of a decision in a node; `nil` if it is not legal there.
  private func choice(of decision: Int, in node: Int) -> Int? {
    let action = actions[Int(batch.decisions.action[decision])]
    return mdp.information.choices(of: information(of: decision, in: node)).first {
      mdp.information.choiceAction[$0] == action
    }
  }

  /// The joint action of decisions in a node in which all of them are legal; an absolute row.
  private func row(of node: Int, _ decisions: Range<Int>) -> Int {
    var row = 0
    for (slot, agent) in zip(mdp.nodes.slots(of: node), mdp.actingAgents(of: node)) {
      let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
      let own = decisions.first { agents[Int(batch.decisions.agent[$0])] == agent }
      let taken = own.flatMap { choice(of: $0, in: node) } ?? choices.lowerBound
      row = row * choices.count + (taken - choices.lowerBound)
    }
    return mdp.nodes.rows(of: node).lowerBound + row
  }

  // MARK: Words

  private func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }

  /// Up to four distinct words, in their order.
  private func alternatives(_ words: [String]) -> String {
    var distinct: [String] = []
    for word in words where !distinct.contains(word) { distinct.append(word) }
    return distinct.prefix(4).joined(separator: " or ") + (distinct.count > 4 ? " or others" : "")
  }

  private func rewards(after candidates: [Candidate]) -> String {
    alternatives(
      candidates.flatMap { mdp.nodes.outcomes(of: $0.row).map { "reward \(mdp.nodes.outcomeReward[$0])" } })
  }

  private func ending(of episode: Int, _ index: Int) -> String {
    "the end in state \"\(batch.symbols.keys[batch.episodes.final[episode]])\" "
      + "(\(batch.episodes.status[episode]), score \(batch.episodes.score[episode]), reward \(batch.turns.reward[index]))"
  }

  private func endings(after candidates: [Candidate], _ turn: Int) -> String {
    alternatives(
      candidates.flatMap { candidate in
        mdp.nodes.outcomes(of: candidate.row).flatMap { outcome -> [String] in
          let next = Int(mdp.nodes.outcomeNode[outcome])
          let key = mdp.symbols.keys[mdp.nodes.publicKey[next]]
          guard turn + 1 == mdp.horizon || mdp.nodes.isTerminal(next) else {
            return ["another turn in state \"\(key)\""]
          }
          return mdp.nodes.endings(of: next).map { ending in
            "the end in state \"\(key)\" (\(mdp.nodes.endingStatus[ending]), score \(mdp.nodes.endingScore[ending]), "
              + "reward \(mdp.nodes.outcomeReward[outcome] + mdp.nodes.endingReward[ending]))"
          }
        }
      })
  }
}
