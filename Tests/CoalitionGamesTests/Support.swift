import CoalitionGames
import Testing
import TestSupport

/// A game whose worths are uniform in -10...10, the empty coalition's too; whole numbers where asked for, so that
/// excesses tie.
func randomGame(players: Int, seed: UInt64, isWhole: Bool = false) throws -> CoalitionGame {
  var generator = SplitMix64(seed: seed)
  let values = (0..<(1 << players)).map { _ in Double.random(in: -10...10, using: &generator) }
  return try CoalitionGame(players: players, values: isWhole ? values.map { $0.rounded() } : values)
}

/// A game of three players by v(A), v(B), v(C), v(AB), v(AC), v(BC), v(ABC); the empty coalition is worth 0.
func game(_ a: Double, _ b: Double, _ c: Double, _ ab: Double, _ ac: Double, _ bc: Double, _ abc: Double)
  throws -> CoalitionGame
{ try CoalitionGame(players: 3, values: [0, a, b, ab, c, ac, bc, abc]) }

/// The marginal contribution of every player in an order.
func marginals(of game: CoalitionGame, in order: [Int]) throws -> [Double] {
  var result = [Double](repeating: 0, count: game.players)
  var before: Coalition = []
  for player in order {
    let after = before.union(try Coalition(player: player))
    result[player] = game[after] - game[before]
    before = after
  }
  return result
}

/// The mean and the population variance of every player's marginal contribution over orders.
func moments(
  of game: CoalitionGame, over orders: [[Int]]
) throws -> (mean: [Double], variance: [Double]) {
  let rows = try orders.map { try marginals(of: game, in: $0) }
  let count = Double(rows.count)
  let mean = (0..<game.players).map { player in rows.map { $0[player] }.reduce(0.0, +) / count }
  let variance = (0..<game.players).map { player in
    let squares = rows.map { row -> Double in
      let difference = row[player] - mean[player]
      return difference * difference
    }
    return squares.reduce(0.0, +) / count
  }
  return (mean, variance)
}

/// The excess of every coalition but the empty and the grand one, from the largest.
func sortedExcesses(of game: CoalitionGame, at payoff: [Double]) -> [Double] {
  (1..<game.values.count - 1).map { coalition in
    game.values[coalition] - game.values[0]
      - payoff.indices.reduce(0) { coalition >> $1 & 1 == 1 ? $0 + payoff[$1] : $0 }
  }.sorted(by: >)
}

/// The table behind a characteristic function.
func worth(_ game: CoalitionGame, _ members: [Bool]) -> Double {
  game.values[members.indices.reduce(0) { members[$1] ? $0 | 1 << $1 : $0 }]
}
