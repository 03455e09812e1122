import Ground
import CoalitionGames
import CreditStatistics
import Testing
import TestSupport

/// Games with values that are known or derived by hand.
@Suite struct WorkedGameTests {
  /// Three players worth (2, 3, 0) alone, (10, 4, 5) in pairs and 12 together.
  @Test func threePlayers() throws {
    let game = try game(2, 3, 0, 10, 4, 5, 12)
    expectEqual(game.shapleyValues(), [29.0 / 6, 35.0 / 6, 8.0 / 6], within: 1e-14)
    expectEqual(game.banzhafValues(), [5, 6, 1.5], within: 1e-14)
    expectEqual(game.leaveOneOut(), [7, 8, 2], within: 0)
    #expect(try game.coreMembership(of: game.shapleyValues()) == .inCore)
    let marginalsOfA = try orders(of: [0, 1, 2]).map { try marginals(of: game, in: $0)[0] }
    #expect(marginalsOfA == [2, 2, 7, 7, 4, 7])
    // 171/6 - (29/6)² = 5.138889.
    #expect(try abs(moments(of: game, over: orders(of: [0, 1, 2])).variance[0] - 185.0 / 36) < 1e-12)
    let normalised = try #require(game.normalisedBanzhafValues().optional)
    expectEqual(normalised, [5 * 0.96, 6 * 0.96, 1.5 * 0.96], within: 1e-14)
  }

  /// One left glove, two right ones; a pair is worth 1. All power lies with the rare side: the core is one payoff.
  @Test func gloves() throws {
    let game = try game(0, 0, 0, 1, 1, 0, 1)
    expectEqual(game.shapleyValues(), [2.0 / 3, 1.0 / 6, 1.0 / 6], within: 1e-15)
    expectEqual(game.banzhafValues(), [0.75, 0.25, 0.25], within: 0)
    expectEqual(try game.prenucleolus(), [1, 0, 0], within: 1e-14)
    expectEqual(try #require(try game.nucleolus().optional), [1, 0, 0], within: 1e-14)
    expectEqual(try game.leastCore().payoff, [1, 0, 0], within: 1e-14)
    #expect(try game.coreMembership(of: [1, 0, 0]) == .inCore)
    // x(0, 1) = 5/6 < 1 blocks, and {0, 2} as much: the first of the table is named.
    let membership = try game.coreMembership(of: game.shapleyValues())
    guard case .blocked(let coalition, let excess) = membership else {
      Issue.record("\(membership)")
      return
    }
    #expect(coalition.players == [0, 1])
    #expect(abs(excess - 1.0 / 6) < 1e-15)
  }

  /// Charlie, Marcie and Pattie buy ice cream: pairs afford 500, 500 and 750, all together 1000, nobody any alone.
  /// Chalkiadakis, Elkind and Wooldridge, Computational Aspects of Cooperative Game Theory (2011), example 2.11:
  /// Charlie's Shapley value is (0 + 0 + 500 + 500 + 250 + 250) / 6 = 250.
  @Test func iceCream() throws {
    let game = try game(0, 0, 0, 500, 500, 750, 1000)
    expectEqual(game.shapleyValues(), [250, 375, 375], within: 1e-12)
  }

  /// Two players share the surplus over what they have alone equally, whatever the value: (12 - 2 - 4) / 2 = 3.
  @Test func twoPlayers() throws {
    let game = try CoalitionGame(players: 2, values: [0, 2, 4, 12])
    expectEqual(game.shapleyValues(), [5, 7], within: 1e-15)
    expectEqual(game.banzhafValues(), [5, 7], within: 1e-15)
    expectEqual(try game.prenucleolus(), [5, 7], within: 1e-14)
    expectEqual(try #require(try game.nucleolus().optional), [5, 7], within: 1e-14)
    #expect(game.leaveOneOut() == [8, 10])
  }

  @Test func onePlayerTakesAll() throws {
    let game = try CoalitionGame(players: 1, values: [3, 5])
    #expect(game.shapleyValues() == [2])
    #expect(game.banzhafValues() == [2])
    #expect(game.leaveOneOut() == [2])
    #expect(try game.prenucleolus() == [2])
    #expect(try game.leastCore().excess.reason == .noUnits)
    #expect(try game.coreMembership(of: [2]) == .inCore)
  }

  /// Three wives with claims of 100, 200 and 300 on an estate; a coalition is worth what the others leave of it. The
  /// Mishnah's divisions are the nucleoli (Aumann and Maschler, "Game theoretic analysis of a bankruptcy problem from
  /// the Talmud", 1985).
  @Test(arguments: [100.0, 200, 300]) func talmud(estate: Double) throws {
    let third = 100.0 / 3
    let divisions: [Double: [Double]] = [
      100: [third, third, third], 200: [50, 75, 75], 300: [50, 100, 150],
    ]
    let division = try #require(divisions[estate])
    let claims = [100.0, 200, 300]
    let game = try CoalitionGame(players: 3) { members in
      max(0, estate - members.indices.reduce(0) { members[$1] ? $0 : $0 + claims[$1] })
    }
    expectEqual(try game.prenucleolus(), division, within: 1e-10)
    expectEqual(try #require(try game.nucleolus().optional), division, within: 1e-10)
  }

  /// Any two of three win: nothing is stable, the least excess is 1/3, and all are alike.
  @Test func majority() throws {
    let game = try game(0, 0, 0, 1, 1, 1, 1)
    expectEqual([try #require(try game.leastCore().excess.optional)], [1.0 / 3], within: 1e-14)
    expectEqual(try game.prenucleolus(), [1.0 / 3, 1.0 / 3, 1.0 / 3], within: 1e-14)
    #expect(
      try game.coreMembership(of: [0.5, 0.5, 0]) == .blocked(by: Coalition(players: [0, 2]), excess: 0.5))
    #expect(try game.coreMembership(of: [1, 1, 1]) == .notEfficient(sum: 3, surplus: 1))
  }

  /// Players who are worth more alone than together have no imputation; the prenucleolus divides all the same:
  /// 1 - 2 - 2 = -3 is shared.
  @Test func noImputation() throws {
    let game = try CoalitionGame(players: 2, values: [0, 2, 2, 1])
    #expect(try game.nucleolus().reason == .noUnits)
    expectEqual(try game.prenucleolus(), [0.5, 0.5], within: 1e-14)
  }

  /// The nucleolus and the prenucleolus differ where a player would be pushed below what it has alone: with v(0) = 4,
  /// v(12) = 10, all else 0 and v(N) = 10 the prenucleolus gives player 0 (10 + 4 - 10) / 2 = 2, an imputation 4.
  @Test func individualRationality() throws {
    let game = try game(4, 0, 0, 0, 0, 10, 10)
    expectEqual(try game.prenucleolus(), [2, 4, 4], within: 1e-13)
    expectEqual(try #require(try game.nucleolus().optional), [4, 3, 3], within: 1e-13)
  }

  /// The worth of the empty coalition is nobody's.
  @Test func onlyTheSurplusIsDivided() throws {
    let game = try game(2, 3, 0, 10, 4, 5, 12)
    let raised = try CoalitionGame(players: 3, values: game.values.map { $0 + 100 })
    expectEqual(raised.shapleyValues(), game.shapleyValues(), within: 1e-12)
    expectEqual(raised.banzhafValues(), game.banzhafValues(), within: 1e-12)
    expectEqual(try raised.prenucleolus(), try game.prenucleolus(), within: 1e-12)
    #expect(try raised.coreMembership(of: game.shapleyValues()) == .inCore)
    #expect(raised.surplus == 12)
  }

  /// The first two turns are both needed, the first alone brings .2, the third nothing.
  @Test func segmentsOfAnAnswer() throws {
    let game = try game(0.2, 0, 0, 1, 0.2, 0, 1)
    expectEqual(game.shapleyValues(), [0.6, 0.4, 0], within: 1e-15)
    #expect(game.shapleyValues()[2] == 0)
  }
}
