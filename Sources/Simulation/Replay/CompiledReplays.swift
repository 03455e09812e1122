import Trajectories

/// Requests as small integers: what a continuation is played from.
struct CompiledReplays: Sendable {
  /// One request.
  struct Branch: Sendable {
    /// Address of the draws.
    let episode: UInt64
    let branch: UInt64
    /// The restored turn.
    let turn: Int32
    /// The node to begin with: the restored one, or the episode's first where recorded actions are fed again.
    let node: Int32
    /// Group of the belief that the node is drawn from; -1 where it is known.
    let group: Int32
    /// Joint action of the restored turn, counted from the node's first; -1 where nothing forces it.
    let row: Int
    /// First turn with directives, their number, and where they stand.
    let firstTurn: Int32
    let turnCount: Int32
    let start: Int32
  }

  private(set) var branches: [Branch] = []
  /// One entry for each agent of the team and turn with directives.
  private(set) var directives: [Int32] = []

  private let replay: Replay
  private let mdp: TurnMDP

  /// Compiles requests.
  init(_ requests: [ReplayRequest], of replay: Replay) throws(ReplayError) {
    guard replay.hasDraws else { throw .noRecordedDraws }
    self.replay = replay
    mdp = replay.rollouts.mdp
    branches.reserveCapacity(requests.count)
    for request in requests { try append(request) }
  }

  private mutating func append(_ request: ReplayRequest) throws(ReplayError) {
    let batch = replay.rollouts.batch
    guard (0..<batch.episodeCount).contains(request.episode) else {
      throw .noSuchEpisode(found: request.episode, count: batch.episodeCount)
    }
    let turns = batch.turns(of: request.episode)
    guard turns.indices.contains(turns.lowerBound + request.turn), request.turn >= 0 else {
      throw .noSuchTurn(found: request.turn, accepted: 0..<turns.count)
    }
    if let alternative = request.alternative, !(0..<Replay.alternativeLimit).contains(alternative) {
      throw .noSuchAlternative(found: alternative, limit: Replay.alternativeLimit)
    }
    let record = Record(replay.rollouts, request.episode)
    let isFedAgain = if case .recordedActions = replay.restoration { true } else { false }
    let first = isFedAgain ? 0 : request.turn
    let table = try table(of: request, from: first, record)
    let node = record.node(request.turn)
    var group = -1
    if case .publicState(let belief) = replay.restoration {
      guard let found = belief.group(turn: request.turn, node: node) else {
        throw .unseenState(
          turn: request.turn, state: mdp.symbols.keys[mdp.nodes.publicKey[node]])
      }
      group = found
    }
    let count = table.count / mdp.agents.count
    let row = count == 1 && !isFedAgain ? row(of: node, table) : nil
    let address = address(of: request, table, record)
    branches.append(
      Branch(
        episode: UInt64(request.episode) | UInt64(address.salt) << 32, branch: address.branch,
        turn: Int32(request.turn), node: Int32(isFedAgain ? record.node(0) : node), group: Int32(group),
        row: row ?? -1, firstTurn: Int32(first),
        turnCount: row == nil ? Int32(count) : 0, start: Int32(directives.count)))
    if row == nil { directives += table }
  }

  /// The directives of a request from a turn on, without the turns at the end that the policy decides alone.
  private func table(
    of request: ReplayRequest, from first: Int, _ record: Record
  ) throws(ReplayError) -> [Int32] {
    let agents = mdp.agents.count
    let kept: Int =
      switch request.intervention.keeping {
      case .nothing: request.turn
      case .restoredTurn: request.turn + 1
      case .everything: record.turnCount
      }
    var end = kept
    for change in request.intervention.changes {
      try check(change, of: request, record)
      end = max(end, min(change.turns.upperBound, mdp.horizon))
    }
    var table = [Int32](repeating: Directives.policy, count: (end - first) * agents)
    for turn in first..<max(first, kept) {
      record.recordActions(ofTurn: turn, in: &table, at: (turn - first) * agents)
    }
    for change in request.intervention.changes {
      let affected = try change.agent.map { (agent) throws(ReplayError) in [try index(of: agent)] }
      for turn in change.turns where turn < end {
        for agent in affected ?? Array(0..<agents) {
          table[(turn - first) * agents + agent] = directive(change.rule, agent, turn, record)
        }
      }
    }
    while table.count > 0, table.suffix(agents).allSatisfy({ $0 == Directives.policy }) {
      table.removeLast(agents)
    }
    return table
  }

  private func directive(_ rule: Intervention.Rule, _ agent: Int, _ turn: Int, _ record: Record) -> Int32 {
    switch rule {
    case .recorded: record.action(of: agent, turn: turn) ?? Directives.policy
    case .action(let label): mdp.symbols.actions.symbol(of: label).map(Int32.init) ?? Directives.policy
    case .defaultAction: Directives.defaultAction
    case .policy(let index): index == 0 ? Directives.policy : Directives.otherPolicy - Int32(index)
    }
  }

  /// Refuses what the record cannot have: changes before the restored turn, agents that do not act, actions that are
  /// not legal.
  private func check(
    _ change: Intervention.Change, of request: ReplayRequest, _ record: Record
  ) throws(ReplayError) {
    let accepted = request.turn..<mdp.horizon
    guard !change.turns.isEmpty, accepted.contains(change.turns.lowerBound) else {
      throw .noSuchTurn(found: change.turns.lowerBound, accepted: accepted)
    }
    if case .policy(let index) = change.rule, !replay.policies.indices.contains(index) {
      throw .noSuchPolicy(found: index, count: replay.policies.count)
    }
    let agent = try change.agent.map { (agent) throws(ReplayError) in try index(of: agent) }
    if case .action = change.rule, change.turns.upperBound > record.turnCount {
      throw .noSuchTurn(
        found: max(change.turns.lowerBound, record.turnCount), accepted: request.turn..<record.turnCount)
    }
    for turn in change.turns where turn < record.turnCount {
      let acting = mdp.actingAgents(of: record.node(turn))
      // Who acts after the restored turn depends on the replay, so there a policy may wait in vain for its agent.
      let isCertain = if case .policy = change.rule { turn == request.turn } else { true }
      if let agent, isCertain, change.turns.count == 1, !acting.contains(agent) {
        throw .doesNotAct(agent: mdp.agents[agent], turn: turn, acting: acting.map { mdp.agents[$0] })
      }
      guard case .action(let label) = change.rule else { continue }
      for (slot, acting) in zip(mdp.nodes.slots(of: record.node(turn)), acting)
      where agent == nil || agent == acting {
        let legal = mdp.legalActions(ofSlot: slot)
        guard legal.contains(label) else {
          throw .illegalAction(agent: mdp.agents[acting], turn: turn, found: label, legal: legal)
        }
      }
    }
  }

  private func index(of agent: AgentID) throws(ReplayError) -> Int {
    guard let index = mdp.agents.firstIndex(of: agent) else {
      throw .noSuchAgent(found: agent, agents: mdp.agents)
    }
    return index
  }

  /// The joint action of a node that the directives of one turn force, counted from the node's first; `nil` if a
  /// policy has a say.
  private func row(of node: Int, _ table: [Int32]) -> Int? {
    var row = 0
    for slot in mdp.nodes.slots(of: node) {
      let known = Int(mdp.nodes.slotInformation[slot])
      let choices = mdp.information.choices(of: known)
      let directive = table[Int(mdp.information.agent[known])]
      let choice: Int
      if directive == Directives.defaultAction {
        choice = choices.lowerBound + Int(mdp.nodes.slotDefault[slot])
      } else {
        guard directive >= 0,
          let legal = choices.first(where: { mdp.information.choiceAction[$0] == UInt32(directive) })
        else { return nil }
        choice = legal
      }
      row = row * choices.count + (choice - choices.lowerBound)
    }
    return row
  }

  /// Where a request's draws are: by the number that it names, or by what it changes.
  private func address(
    of request: ReplayRequest, _ table: [Int32], _ record: Record
  ) -> (branch: UInt64, salt: UInt32) {
    let (slot, number) = place(of: request.intervention, record, request.turn)
    let branch = replay.address(
      turn: request.turn, slot: slot, alternative: request.alternative ?? number ?? 0)
    guard replay.noise == .independent, request.alternative == nil, number == nil else { return (branch, 0) }
    var hash = TableHash()
    hash.combine(request.intervention.keeping == .everything ? 1 : 0)
    for directive in table { hash.combine(UInt64(UInt32(bitPattern: directive))) }
    // The upper half is never 0, which stands for a number.
    return (branch, UInt32(hash.value >> 32) | 1)
  }

  /// The place of the one agent whose action of the restored turn is replaced, and the number of the alternative: 0
  /// where nothing is changed, 1 where the policy draws, otherwise one more than the action's index.
  private func place(
    of intervention: Intervention, _ record: Record, _ turn: Int
  ) -> (slot: Int, number: Int?) {
    guard intervention.changes.count <= 1, intervention.keeping != .everything else {
      return (Replay.noSlot, nil)
    }
    guard let change = intervention.changes.first else {
      return (Replay.noSlot, intervention.keeping == .restoredTurn ? 0 : 1)
    }
    guard intervention.keeping == .restoredTurn, change.turns == turn..<turn + 1,
      case .action(let label) = change.rule,
      let agent = change.agent.flatMap({ mdp.agents.firstIndex(of: $0) }),
      let slot = mdp.actingAgents(of: record.node(turn)).firstIndex(of: agent)
    else { return (Replay.noSlot, nil) }
    let first = mdp.nodes.slots(of: record.node(turn)).lowerBound
    let index = mdp.legalActions(ofSlot: first + slot).firstIndex(of: label)
    return (slot, index.flatMap { $0 + 1 < Replay.alternativeLimit ? $0 + 1 : nil })
  }

  /// What the record holds of one episode.
  private struct Record {
    let rollouts: Rollouts
    let turns: Range<Int>
    var turnCount: Int { turns.count }

    init(_ rollouts: Rollouts, _ episode: Int) {
      self.rollouts = rollouts
      turns = rollouts.batch.turns(of: episode)
    }

    func node(_ turn: Int) -> Int { Int(rollouts.node[turns.lowerBound + turn]) }

    /// The symbol of what an agent did in a turn; `nil` if it did not act.
    func action(of agent: Int, turn: Int) -> Int32? {
      guard turn < turnCount else { return nil }
      let information = rollouts.mdp.information
      for decision in rollouts.batch.decisions(of: turns.lowerBound + turn) {
        let choice = Int(rollouts.choice[decision])
        if Int(information.agent[Int(information.choiceInformation[choice])]) == agent {
          return Int32(information.choiceAction[choice])
        }
      }
      return nil
    }

    /// Writes what every agent did in a turn to its place in a table.
    func recordActions(ofTurn turn: Int, in table: inout [Int32], at start: Int) {
      let information = rollouts.mdp.information
      for decision in rollouts.batch.decisions(of: turns.lowerBound + turn) {
        let choice = Int(rollouts.choice[decision])
        let agent = Int(information.agent[Int(information.choiceInformation[choice])])
        table[start + agent] = Int32(information.choiceAction[choice])
      }
    }
  }
}
