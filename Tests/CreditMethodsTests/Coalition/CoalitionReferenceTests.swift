import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// Coalition methods against plain programs, on scenarios with chance, discounting, episodes of unequal length, agents
/// that act at once or in turn, and actions that are not legal everywhere.
@Suite struct CoalitionReferenceTests {
  /// Game, players and absence, without those that are refused.
  private static var games: [[String]] {
    var games: [[String]] = []
    for players in ["agent", "agent-turn", "segment"] {
      for absent in ["resample", "default", "uniform"] {
        games.append(["replay", players, absent])
        if players != "segment" { games.append(["action", players, absent]) }
        if absent != "resample" { games.append(["policy", players, absent]) }
      }
    }
    return games
  }

  private static let expedition = Result { try Simulated(compiling: Expedition(), episodes: 3, seed: 5) }

  private func compare<Method: CreditMethod>(
    _ method: Method.Type, _ settings: String, _ plain: PlainCoalitions,
    _ values: @escaping ([String], (Set<String>) -> Double) -> [String: Double]
  ) throws {
    let simulated = plain.simulated
    let found = try simulated.attribution(method, settings).credits
    let expected = (0..<simulated.batch.episodeCount).flatMap { plain.credits(episode: $0, by: values) }
    expectEqual(found, expected, within: 1e-10, "\(Method.card.id)(\(settings))")
  }

  @Test(arguments: games) func shapleyOverAllOrders(rules: [String]) throws {
    let plain = PlainCoalitions(
      simulated: try Self.expedition.get(), game: rules[0], players: rules[1], absent: rules[2], segment: 2)
    try compare(Shapley.self, "game=\(rules[0]) players=\(rules[1]) absent=\(rules[2]) segment=2", plain) {
      PlainCoalitions.meanMarginals($0, $1)
    }
  }

  @Test(arguments: games) func leaveOneOut(rules: [String]) throws {
    let plain = PlainCoalitions(
      simulated: try Self.expedition.get(), game: rules[0], players: rules[1], absent: rules[2], segment: 2)
    try compare(LeaveOneOut.self, "game=\(rules[0]) players=\(rules[1]) absent=\(rules[2]) segment=2", plain)
    {
      players, worth in
      let all = worth(Set(players))
      return Dictionary(
        uniqueKeysWithValues: players.map { player in
          (player, all - worth(Set(players.filter { $0 != player })))
        })
    }
  }

  @Test(arguments: ["replay", "policy"]) func banzhafOverAllCoalitions(game: String) throws {
    let plain = PlainCoalitions(
      simulated: try Self.expedition.get(), game: game, players: "agent-turn", absent: "default")
    try compare(Banzhaf.self, "players=agent-turn game=\(game) absent=default", plain) { players, worth in
      var values: [String: Double] = [:]
      for bits in 0..<(1 << players.count) {
        let coalition = Set(players.indices.filter { bits >> $0 & 1 == 1 }.map { players[$0] })
        let found = worth(coalition)
        for player in players {
          values[player, default: 0] +=
            (coalition.contains(player) ? found : -found)
            / Double(1 << (players.count - 1))
        }
      }
      return values
    }
  }

  /// Orders in which the decisions of a turn, of an agent, or of two turns follow one another.
  @Test(arguments: ["turn", "agent", "segment"]) func owenOverOrdersOfUnions(unions: String) throws {
    let plain = PlainCoalitions(
      simulated: try Self.expedition.get(), game: "replay", players: "agent-turn", absent: "uniform")
    let union = { (player: String) -> String in
      let words = player.split(separator: " ")
      switch unions {
      case "turn": return String(words[4])
      case "agent": return String(words[1])
      default: return "\((Int(words[4]) ?? 0) / 2)"
      }
    }
    try compare(Owen.self, "unions=\(unions) absent=uniform segment=2", plain) { players, worth in
      PlainCoalitions.meanMarginals(
        players,
        where: { order in
          let arrivals = order.map(union)
          return zip(arrivals, arrivals.dropFirst()).count { $0 != $1 } + 1 == Set(arrivals).count
        }, worth)
    }
  }

  /// Two players share the surplus over what they have alone equally.
  @Test func theNucleolusOfTwo() throws {
    let plain = PlainCoalitions(
      simulated: try Self.expedition.get(), game: "replay", players: "agent", absent: "default")
    try compare(Nucleolus.self, "absent=default", plain) { PlainCoalitions.meanMarginals($0, $1) }
  }

  /// The Shapley values of the turn's game, as the exact solution has them.
  @Test(arguments: ["dec-tiger", "two-step", "chain", "memory", "or", "coupling", "repair"])
  func theActionGameIsThatOfTheExactSolution(name: String) throws {
    let simulated = try Simulated(name, episodes: 30, seed: 4)
    let expected = simulated.kinds.map { kind in
      let cell = simulated.solution.cells.index(turn: kind.turn, node: kind.node)
      return simulated.solution.credits(ofRow: kind.row, in: cell)[kind.slot]
    }
    expectEqual(
      try simulated.attribution(Shapley.self, "game=action").credits, expected.map(\.shapley), within: 1e-9)
    // Leaving one out of the action game with a resampled action is COMA; with the default action a difference reward.
    expectEqual(
      try simulated.attribution(LeaveOneOut.self, "game=action").credits, expected.map(\.counterfactual),
      within: 1e-9)
    expectEqual(
      try simulated.attribution(LeaveOneOut.self, "game=action absent=default").credits,
      expected.map(\.difference), within: 1e-9)
  }
}
