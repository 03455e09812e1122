import CoalitionGames
import Testing
import TestSupport

/// Exact values against the definition: orders written out one by one.
@Suite struct BruteForceTests {
  @Test(arguments: 1...7) func shapleyIsTheMeanOverAllOrders(players: Int) throws {
    let all = orders(of: Array(0..<players))
    for seed in 0..<(players < 7 ? 10 : 2) as Range<UInt64> {
      let game = try randomGame(players: players, seed: seed)
      expectEqual(game.shapleyValues(), try moments(of: game, over: all).mean, within: 1e-11, "seed \(seed)")
    }
  }

  @Test(arguments: 1...7) func banzhafIsTheMeanOverAllCoalitions(players: Int) throws {
    let game = try randomGame(players: players, seed: 7)
    let expected = (0..<players).map { player in
      let without = game.values.indices.filter { $0 >> player & 1 == 0 }
      return without.reduce(0) { $0 + game.values[$1 | 1 << player] - game.values[$1] }
        / Double(without.count)
    }
    expectEqual(game.banzhafValues(), expected, within: 1e-11)
  }

  /// Blocks of the summation and its lanes: from 12 players on there are several of each. The unanimity game of S
  /// gives each of its members 1/|S| and, as Banzhaf value, 2^-(|S| - 1).
  @Test(arguments: [10, 12, 13]) func unanimityGames(players: Int) throws {
    for members in [[0], [1, 2], [0, 3, players - 1], Array(0..<players)] {
      let needed = Int(try Coalition(players: members).rawValue)
      let game = try CoalitionGame(
        players: players, values: (0..<(1 << players)).map { $0 & needed == needed ? 1 : 0 })
      let share = (0..<players).map { members.contains($0) ? 1 / Double(members.count) : 0 }
      expectEqual(game.shapleyValues(), share, within: 1e-13)
      let swing = (0..<players).map { members.contains($0) ? 1 / Double(1 << (members.count - 1)) : 0 }
      expectEqual(game.banzhafValues(), swing, within: 1e-13)
    }
  }

  /// v(C) = (sum of w over C)² gives phi_i = w_i (sum of all w): half of each product goes to either factor.
  @Test func squaredSums() throws {
    let weights = (0..<12).map { Double($0 % 5) - 1.5 }
    let game = try CoalitionGame(players: 12) { members in
      let sum = members.indices.reduce(0) { members[$1] ? $0 + weights[$1] : $0 }
      return sum * sum
    }
    let total = weights.reduce(0, +)
    expectEqual(game.shapleyValues(), weights.map { $0 * total }, within: 1e-10)
  }

  /// Orders in which the players of every union stand side by side.
  private func contiguous(_ hierarchy: PlayerHierarchy, _ order: [Int]) -> Bool {
    guard case .union(let parts) = hierarchy else { return true }
    let places = hierarchy.players.compactMap { order.firstIndex(of: $0) }
    guard let first = places.min(), let last = places.max() else { return true }
    return last - first == places.count - 1 && parts.allSatisfy { contiguous($0, order) }
  }

  static let hierarchies: [PlayerHierarchy] = [
    .partition([[0, 1], [2, 3, 4]]), .partition([[0, 1, 2, 3, 4]]), .partition([[0], [1], [2], [3], [4]]),
    .partition([[4, 0], [3], [1, 2]]), .halves(of: 0..<5),
    .union([.player(3), .union([.partition([[0, 4], [1]]), .player(2)])]),
  ]

  @Test(arguments: hierarchies) func owenIsTheMeanOverContiguousOrders(hierarchy: PlayerHierarchy) throws {
    let allowed = orders(of: Array(0..<5)).filter { contiguous(hierarchy, $0) }
    for seed in 0..<5 as Range<UInt64> {
      let game = try randomGame(players: 5, seed: seed)
      let owen = try OwenValues(of: game, in: hierarchy)
      expectEqual(owen.values, try moments(of: game, over: allowed).mean, within: 1e-11, "seed \(seed)")
      #expect(owen.evaluations <= 32)
    }
  }

  /// A union's players together get the union's Shapley value in the game between unions.
  @Test func unionsShareTheirShapleyValue() throws {
    let unions = [[0, 3], [1], [2, 4, 5]]
    for seed in 0..<10 as Range<UInt64> {
      let game = try randomGame(players: 6, seed: seed)
      let quotient = try CoalitionGame(players: 3) { present in
        game.values[unions.indices.filter { present[$0] }.flatMap { unions[$0] }.reduce(0) { $0 | 1 << $1 }]
      }
      let values = try OwenValues(of: game, in: .partition(unions)).values
      expectEqual(
        unions.map { $0.reduce(0) { $0 + values[$1] } }, quotient.shapleyValues(), within: 1e-11)
    }
  }

  /// Halves of 64 players: far beyond a table, about 64² coalitions. An additive game gives everybody its own worth.
  @Test func halvesTakeManyPlayers() throws {
    let owen = try OwenValues(in: .halves(of: 0..<64)) { members in
      members.indices.reduce(0) { members[$1] ? $0 + Double($1) : $0 }
    }
    expectEqual(owen.values, (0..<64).map(Double.init), within: 1e-9)
    #expect(owen.evaluations <= 64 * 64)
  }
}
