import CreditMethods
import TestSupport
import Trajectories
import Simulation

/// Coalition games by the book: worths by recursion over everything that can happen, values by all orders.
struct PlainCoalitions {
  let simulated: Simulated
  /// `replay`, `action` or `policy`; `agent`, `agent-turn` or `segment`; `resample`, `default` or `uniform`.
  let game: String
  let players: String
  let absent: String
  var segment = 1

  private var mdp: TurnMDP { simulated.rollouts.mdp }

  /// A decision: who, when, and what; the action is a symbol.
  struct Decision { let agent, turn: Int, action: UInt32 }

  /// The recorded decisions of an episode.
  func decisions(ofEpisode episode: Int) -> [Decision] {
    let batch = simulated.batch
    return batch.turns(of: episode).enumerated().flatMap { turn, index in
      batch.decisions(of: index).map { decision in
        let name = batch.symbols.agents[batch.decisions.agent[decision]]
        return Decision(
          agent: mdp.agents.firstIndex { $0.name == name } ?? -1, turn: turn,
          action: batch.decisions.action[decision])
      }
    }
  }

  /// What a decision's player is called.
  func player(agent: Int, turn: Int) -> String {
    switch players {
    case "agent": "agent \(agent)"
    case "segment": "segment \(turn / segment)"
    default: "agent \(agent) at turn \(turn)"
    }
  }

  /// The worth of a coalition in an episode's game; for the action game in that of one of its turns.
  func worth(_ coalition: Set<String>, all: Set<String>, episode: Int, turn: Int) -> Double {
    let recorded = decisions(ofEpisode: episode)
    let first = simulated.batch.turns(of: episode).lowerBound
    switch game {
    case "policy":
      return mdp.start.reduce(0) {
        $0 + $1.probability * value(Int($1.node), 0, coalition, all, recorded)
      }
    case "action":
      let here = recorded.filter { $0.turn == turn }
      return value(Int(simulated.rollouts.node[first + turn]), turn, coalition, all, here)
    default: return value(Int(simulated.rollouts.node[first]), 0, coalition, all, recorded)
    }
  }

  /// The expected return from a node on.
  private func value(
    _ node: Int, _ turn: Int, _ coalition: Set<String>, _ all: Set<String>, _ recorded: [Decision]
  ) -> Double {
    let nodes = mdp.nodes
    guard turn < mdp.horizon, !nodes.isTerminal(node) else {
      return nodes.endings(of: node).reduce(0) { $0 + nodes.endingProbability[$1] * nodes.endingReward[$1] }
    }
    var joint = [1.0]
    for slot in nodes.slots(of: node) {
      let own = distribution(slot, turn, coalition, all, recorded)
      joint = joint.flatMap { probability in own.map { probability * $0 } }
    }
    return zip(nodes.rows(of: node), joint).reduce(0) { sum, row in
      guard row.1 > 0 else { return sum }
      return sum + row.1
        * nodes.outcomes(of: row.0).reduce(0) { sum, outcome in
          let next = Int(nodes.outcomeNode[outcome])
          let stops = turn + 1 == mdp.horizon || nodes.isTerminal(next)
          return sum + nodes.outcomeProbability[outcome]
            * (nodes.outcomeReward[outcome]
              + (stops ? 1 : mdp.discount) * value(next, turn + 1, coalition, all, recorded))
        }
    }
  }

  private func distribution(
    _ slot: Int, _ turn: Int, _ coalition: Set<String>, _ all: Set<String>, _ recorded: [Decision]
  ) -> [Double] {
    let information = Int(mdp.nodes.slotInformation[slot])
    let agent = Int(mdp.information.agent[information])
    let choices = mdp.information.choices(of: information)
    let policy = choices.map { simulated.solution.policy.probability[$0] }
    let name = player(agent: agent, turn: turn)
    let belongs = all.contains(name) && (game != "action" || recorded.contains { $0.turn == turn })
    guard belongs else { return policy }
    if coalition.contains(name) {
      guard game != "policy",
        let kept = recorded.first(where: { $0.agent == agent && $0.turn == turn }),
        choices.contains(where: { mdp.information.choiceAction[$0] == kept.action })
      else { return policy }
      return choices.map { mdp.information.choiceAction[$0] == kept.action ? 1 : 0 }
    }
    switch absent {
    case "default":
      return choices.indices.map { $0 - choices.lowerBound == mdp.nodes.slotDefault[slot] ? 1 : 0 }
    case "uniform": return choices.map { _ in 1 / Double(choices.count) }
    default: return policy
    }
  }

  /// Everybody who plays in an episode's game, in the order of time.
  func allPlayers(episode: Int, turn: Int) -> [String] {
    var names: [String] = []
    let units: [(agent: Int, turn: Int)]
    if game == "policy" {
      units = (0..<mdp.horizon).flatMap { turn in
        mdp.agents.indices.filter { acts($0, at: turn) }.map { ($0, turn) }
      }
    } else {
      units = decisions(ofEpisode: episode).filter { game != "action" || $0.turn == turn }
        .map { ($0.agent, $0.turn) }
    }
    for unit in units {
      let name = player(agent: unit.agent, turn: unit.turn)
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func acts(_ agent: Int, at turn: Int) -> Bool {
    let cells = simulated.solution.cells
    return cells.cells(ofTurn: turn).contains { cell in
      mdp.nodes.slots(of: Int(cells.node[cell])).contains {
        Int(mdp.information.agent[Int(mdp.nodes.slotInformation[$0])]) == agent
      }
    }
  }

  /// Credits of an episode's decisions by a value of the players.
  func credits(
    episode: Int, by values: (_ players: [String], _ worth: (Set<String>) -> Double) -> [String: Double]
  ) -> [Double] {
    let decisions = decisions(ofEpisode: episode)
    // One game, or one a turn.
    let turns = game == "action" ? Array(Set(decisions.map(\.turn))) : [0]
    let values = Dictionary(
      uniqueKeysWithValues: turns.map { turn in
        let all = allPlayers(episode: episode, turn: turn)
        return (turn, values(all) { worth($0, all: Set(all), episode: episode, turn: turn) })
      })
    return decisions.map { decision in
      let name = player(agent: decision.agent, turn: decision.turn)
      let sharing = decisions.count {
        player(agent: $0.agent, turn: $0.turn) == name && (game != "action" || $0.turn == decision.turn)
      }
      return (values[game == "action" ? decision.turn : 0]?[name] ?? .nan) / Double(sharing)
    }
  }

  /// The mean marginal contribution over all orders that a condition admits.
  static func meanMarginals(
    _ players: [String], where admits: ([String]) -> Bool = { _ in true },
    _ worth: (Set<String>) -> Double
  ) -> [String: Double] {
    var known: [Set<String>: Double] = [[]: worth([])]
    var sums: [String: Double] = [:]
    let orders = orders(of: players).filter(admits)
    for order in orders {
      var before: Set<String> = []
      for player in order {
        let after = before.union([player])
        let found = known[after] ?? worth(after)
        known[after] = found
        sums[player, default: 0] += (found - (known[before] ?? .nan)) / Double(orders.count)
        before = after
      }
    }
    return sums
  }
}
