import Trajectories
import Simulation

/// The coalition games of a batch, and the share of their values that every decision is credited with.
struct BatchGames: Sendable {
  /// A player: its first decision.
  struct Player: Sendable {
    let turn: Int
    /// Index of the agent in the scenario's list.
    let agent: Int
  }

  /// Who is who in one game.
  struct Game: Sendable {
    /// Index among ``graphs``; `nil` for the game of one turn, whose graph is that cell alone.
    let graph: Int?
    let firstTurn: Int
    let players: [Player]
    /// The player of each (turn, agent) from the first turn on, -1 for none; shape `[turns · agents]`.
    let playerAt: [Int32]
    /// The recorded action there, a symbol; -1 for none.
    let recorded: [Int64]
    /// The turn of the batch where the game begins; its episode's first, or 0.
    let turn: Int
    /// The episode; `nil` for the game of all episodes.
    let episode: Int?
    /// Games of the batch that are the same as this one, itself included.
    var repetitions = 1
  }

  /// What a decision is credited with: a part of a player's value.
  struct Share: Sendable {
    let game: Int
    let player: Int
    let weight: Double
  }

  let rules: GameRules
  let rollouts: Rollouts
  let solution: ExactSolution
  private(set) var games: [Game] = []
  /// One share a decision.
  private(set) var shares: [Share] = []
  private var graphs: [PlayGraph] = []
  private var agents: Int { solution.mdp.agents.count }

  /// The games of a batch.
  ///
  /// - Parameter mergesEqual: Whether games that have the same start, players and recorded actions are one.
  init(of rollouts: Rollouts, _ solution: ExactSolution, _ rules: GameRules, mergesEqual: Bool) {
    self.rules = rules
    self.rollouts = rollouts
    self.solution = solution
    shares.reserveCapacity(rollouts.batch.decisionCount)
    switch rules.game {
    case .policy: addPolicyGame()
    case .replay: addReplayGames(mergesEqual)
    case .action: addActionGames(mergesEqual)
    }
  }

  /// A game, ready to be valued.
  func play(_ index: Int) -> MixedPlay {
    let game = games[index]
    let mdp = solution.mdp
    let graph =
      game.graph.map { graphs[$0] }
      ?? PlayGraph(
        from: [(rollouts.node[game.turn], 1)], at: game.firstTurn, through: game.firstTurn, in: solution)
    return MixedPlay(on: graph, layers: game.playerAt.count / agents, players: game.players.count) {
      slot, turn in
      let information = Int(mdp.nodes.slotInformation[slot])
      let place = (turn - game.firstTurn) * agents + Int(mdp.information.agent[information])
      let player = game.playerAt[place]
      guard player >= 0 else { return .free }
      let absent: MixedPlay.Rule =
        switch rules.absence {
        case .resample: .policy
        case .defaultAction: .action(Int(mdp.nodes.slotDefault[slot]))
        case .uniform: .uniform
        }
      // A recorded action that is not legal here leaves the agent to its policy.
      let choices = mdp.information.choices(of: information)
      let kept = choices.firstIndex { Int64(mdp.information.choiceAction[$0]) == game.recorded[place] }
      let present: MixedPlay.Rule = kept.map { .action($0 - choices.lowerBound) } ?? .policy
      return MixedPlay.Role(player: player, present: present, absent: absent)
    }
  }
}

// MARK: The three games

extension BatchGames {
  /// One game for all episodes: coalitions follow the policy, from the scenario's start on.
  private mutating func addPolicyGame() {
    let mdp = solution.mdp
    let graph = PlayGraph(from: mdp.start, at: 0, through: mdp.horizon - 1, in: solution)
    graphs = [graph]
    var acts = [Bool](repeating: false, count: mdp.horizon * agents)
    for turn in 0..<mdp.horizon {
      for cell in graph.cells(ofLayer: turn) {
        for slot in mdp.nodes.slots(of: Int(graph.node[cell])) {
          acts[turn * agents + Int(mdp.information.agent[Int(mdp.nodes.slotInformation[slot])])] = true
        }
      }
    }
    let units = acts.indices.filter { acts[$0] }.map { Player(turn: $0 / agents, agent: $0 % agents) }
    let seats = Seats(units, rules, turns: mdp.horizon, agents: agents)
    games = [
      Game(
        graph: 0, firstTurn: 0, players: seats.players, playerAt: seats.playerAt,
        recorded: [Int64](repeating: -1, count: seats.playerAt.count), turn: 0, episode: nil,
        repetitions: 1)
    ]
    for episode in 0..<rollouts.batch.episodeCount { addShares(ofEpisode: episode, in: 0, seats) }
  }

  /// One game an episode: coalitions keep their recorded decisions, from the episode's start on.
  private mutating func addReplayGames(_ mergesEqual: Bool) {
    let batch = rollouts.batch
    let horizon = solution.mdp.horizon
    var graphOfStart: [Int32: Int] = [:]
    var known: [[Int32]: Int] = [:]
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      guard !turns.isEmpty else { continue }
      let start = rollouts.node[turns.lowerBound]
      let units = units(ofEpisode: episode)
      // Agents and segments are absent from turns that the episode did not reach too.
      let covered = rules.players == .agentTurn ? turns.count : horizon
      let seats = Seats(units, rules, turns: covered, agents: agents)
      let key = [start] + rollouts.choice[batch.decisions(ofEpisode: episode)]
      if mergesEqual, let same = known[key] {
        games[same].repetitions += 1
        addShares(ofEpisode: episode, in: same, seats)
        continue
      }
      known[key] = games.count
      var recorded = [Int64](repeating: -1, count: covered * agents)
      for (unit, decision) in zip(units, batch.decisions(ofEpisode: episode)) {
        recorded[unit.turn * agents + unit.agent] = Int64(batch.decisions.action[decision])
      }
      if graphOfStart[start] == nil {
        graphOfStart[start] = graphs.count
        graphs.append(PlayGraph(from: [(start, 1)], at: 0, through: horizon - 1, in: solution))
      }
      addShares(ofEpisode: episode, in: games.count, seats)
      games.append(
        Game(
          graph: graphOfStart[start], firstTurn: 0, players: seats.players, playerAt: seats.playerAt,
          recorded: recorded, turn: turns.lowerBound, episode: episode))
    }
  }

  /// One game a turn: coalitions keep their recorded actions of the turn.
  private mutating func addActionGames(_ mergesEqual: Bool) {
    let batch = rollouts.batch
    var known: [[Int]: Int] = [:]
    for episode in 0..<batch.episodeCount {
      var place = 0
      let units = units(ofEpisode: episode)
      for (turn, index) in batch.turns(of: episode).enumerated() {
        let decisions = batch.decisions(of: index)
        let players = Array(units[place..<place + decisions.count])
        place += decisions.count
        let key = [turn, Int(rollouts.node[index]), rollouts.row(ofTurn: index)]
        let game = mergesEqual ? known[key] ?? games.count : games.count
        for player in players.indices { shares.append(Share(game: game, player: player, weight: 1)) }
        if game < games.count {
          games[game].repetitions += 1
          continue
        }
        known[key] = game
        var playerAt = [Int32](repeating: -1, count: agents)
        var recorded = [Int64](repeating: -1, count: agents)
        for (player, decision) in zip(players.indices, decisions) {
          playerAt[players[player].agent] = Int32(player)
          recorded[players[player].agent] = Int64(batch.decisions.action[decision])
        }
        games.append(
          Game(
            graph: nil, firstTurn: turn, players: players, playerAt: playerAt, recorded: recorded,
            turn: index, episode: episode))
      }
    }
  }

  /// The turn and agent of every decision of an episode, in the batch's order.
  private func units(ofEpisode episode: Int) -> [Player] {
    let (batch, mdp) = (rollouts.batch, solution.mdp)
    return batch.turns(of: episode).enumerated().flatMap { turn, index in
      batch.decisions(of: index).map { decision in
        let information = mdp.information.choiceInformation[Int(rollouts.choice[decision])]
        return Player(turn: turn, agent: Int(mdp.information.agent[Int(information)]))
      }
    }
  }

  /// A player's value is divided equally among its decisions of the episode.
  private mutating func addShares(ofEpisode episode: Int, in game: Int, _ seats: Seats) {
    let players = units(ofEpisode: episode).map { Int(seats.playerAt[$0.turn * agents + $0.agent]) }
    var counts = [Int](repeating: 0, count: seats.players.count)
    for player in players { counts[player] += 1 }
    for player in players {
      shares.append(Share(game: game, player: player, weight: 1 / Double(counts[player])))
    }
  }
}

/// Which player each (turn, agent) belongs to.
private struct Seats {
  private(set) var players: [BatchGames.Player] = []
  /// Shape `[turns · agents]`; -1 for none.
  let playerAt: [Int32]

  /// The players behind some units, in the order of the rules: agents in the scenario's order, decisions and segments in
  /// that of time.
  init(_ units: [BatchGames.Player], _ rules: GameRules, turns: Int, agents: Int) {
    var playerAt = [Int32](repeating: -1, count: turns * agents)
    switch rules.players {
    case .agentTurn:
      for unit in units {
        playerAt[unit.turn * agents + unit.agent] = Int32(players.count)
        players.append(unit)
      }
    case .agent:
      for agent in 0..<agents {
        guard let first = units.first(where: { $0.agent == agent }) else { continue }
        for turn in 0..<turns { playerAt[turn * agents + agent] = Int32(players.count) }
        players.append(first)
      }
    case .segment:
      var segment = -1
      for unit in units where unit.turn / rules.segment > segment {
        segment = unit.turn / rules.segment
        let end = min(turns, (segment + 1) * rules.segment)
        for place in segment * rules.segment * agents..<end * agents {
          playerAt[place] = Int32(players.count)
        }
        players.append(unit)
      }
    }
    self.playerAt = playerAt
  }
}
