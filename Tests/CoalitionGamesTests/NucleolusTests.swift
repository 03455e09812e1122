import Ground
import CoalitionGames
import CreditStatistics
import Testing
import TestSupport

/// The nucleolus against its definition: no payoff has excesses that come earlier in lexicographic order.
@Suite struct NucleolusTests {
  /// Whether sorted excesses come later in lexicographic order, by more than rounding.
  private func comesLater(_ left: [Double], than right: [Double]) -> Bool {
    for (a, b) in zip(left, right) where abs(a - b) > 1e-7 { return a > b }
    return false
  }

  /// Payoffs beside the found one: moved from a coalition to its complement, and in random directions. The order is
  /// convex in the payoff, so a better payoff anywhere shows as one nearby in its direction.
  private func neighbours(of payoff: [Double], seed: UInt64) -> [[Double]] {
    var generator = SplitMix64(seed: seed)
    var directions: [[Double]] = []
    for coalition in 1..<(1 << payoff.count) - 1 {
      let inside = Double(coalition.nonzeroBitCount)
      directions.append(
        payoff.indices.map { coalition >> $0 & 1 == 1 ? 1 / inside : -1 / (Double(payoff.count) - inside) })
    }
    for _ in 0..<60 {
      let raw = payoff.map { _ in Double.random(in: -1...1, using: &generator) }
      let mean = raw.reduce(0, +) / Double(raw.count)
      directions.append(raw.map { $0 - mean })
    }
    return directions.flatMap { direction in
      [0.01, 0.3, 2].map { step in zip(payoff, direction).map { $0 + step * $1 } }
    }
  }

  /// Whole numbers tie and make the programs degenerate; others do not.
  @Test(arguments: [2, 3, 4, 5, 6], [true, false])
  func noPayoffIsBetter(players: Int, isWhole: Bool) throws {
    for seed in 0..<8 as Range<UInt64> {
      let game = try randomGame(players: players, seed: seed, isWhole: isWhole)
      let payoff = try game.prenucleolus()
      let excesses = sortedExcesses(of: game, at: payoff)
      #expect(abs(payoff.reduce(0, +) - game.surplus) < 1e-9)
      for other in neighbours(of: payoff, seed: seed) {
        #expect(!comesLater(excesses, than: sortedExcesses(of: game, at: other)), "seed \(seed): \(other)")
      }
      let leastCore = try game.leastCore()
      #expect(abs(try #require(leastCore.excess.optional) - excesses[0]) < 1e-9)
      #expect(abs(sortedExcesses(of: game, at: leastCore.payoff)[0] - excesses[0]) < 1e-9)
    }
  }

  /// The search can tell: the Shapley value is seldom the nucleolus.
  @Test func theSearchFindsBetterPayoffs() throws {
    let game = try randomGame(players: 4, seed: 3)
    let excesses = sortedExcesses(of: game, at: game.shapleyValues())
    #expect(
      neighbours(of: game.shapleyValues(), seed: 3).contains {
        comesLater(excesses, than: sortedExcesses(of: game, at: $0))
      })
  }

  /// Among imputations: where players alone have nothing and coalitions only gain by growing, the two coincide.
  @Test(arguments: 3...6) func zeroMonotonicGamesHaveOneNucleolus(players: Int) throws {
    for seed in 0..<8 as Range<UInt64> {
      var generator = SplitMix64(seed: seed)
      var values = [Double](repeating: 0, count: 1 << players)
      for coalition in 1..<values.count where coalition.nonzeroBitCount > 1 {
        let below = (0..<players).filter { coalition >> $0 & 1 == 1 }.map { values[coalition ^ (1 << $0)] }
        values[coalition] = (below.max() ?? 0) + Double(Int.random(in: 0...3, using: &generator))
      }
      let game = try CoalitionGame(players: players, values: values)
      expectEqual(
        try #require(try game.nucleolus().optional), try game.prenucleolus(), within: 1e-9, "seed \(seed)")
    }
  }

  /// Additive worths are the only stable payoff, also with numbers that no Double holds exactly.
  @Test func additiveGames() throws {
    let worths = [0.1, 0.2, 0.3, 0.7, 1.1, -0.4]
    let game = try CoalitionGame(players: 6) { members in
      members.indices.reduce(0) { members[$1] ? $0 + worths[$1] : $0 }
    }
    expectEqual(try game.prenucleolus(), worths, within: 1e-12)
    expectEqual(try #require(try game.nucleolus().optional), worths, within: 1e-12)
  }

  /// Nothing to divide.
  @Test func zeroGame() throws {
    let game = try CoalitionGame(players: 4, values: [Double](repeating: 5, count: 16))
    #expect(try game.prenucleolus() == [0, 0, 0, 0])
  }

  /// The largest size, and the largest least core: one player holds a veto, and so gets all.
  @Test func vetoPlayers() throws {
    let game = try CoalitionGame(players: 9) { members in
      members[4] && members.count { $0 } >= 5 ? 1 : 0
    }
    var all = [Double](repeating: 0, count: 9)
    all[4] = 1
    expectEqual(try game.prenucleolus(), all, within: 1e-12)
    let large = try CoalitionGame(players: 13) { $0[12] && $0.count { $0 } > 6 ? 1 : 0 }
    #expect(abs(try #require(try large.leastCore().excess.optional)) < 1e-12)
  }

  @Test func tooManyPlayers() throws {
    let game = try CoalitionGame(players: 13, values: [Double](repeating: 0, count: 1 << 13))
    let error = #expect(throws: CoalitionError.self) { try game.prenucleolus() }
    #expect(
      error?.description == "13 players are too many for the nucleolus, which takes at most 12.")
  }
}
