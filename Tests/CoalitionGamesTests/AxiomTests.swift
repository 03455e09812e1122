import Ground
import CoalitionGames
import CreditStatistics
import Testing
import TestSupport

/// Efficiency, symmetry, null player and linearity over random games, for the values that claim them; a game that breaks
/// them for those that do not.
@Suite struct AxiomTests {
  /// A value with the axioms that it claims.
  struct Claim: Sendable, CustomTestStringConvertible {
    let name: String
    let isEfficient: Bool
    let isLinear: Bool
    let values: @Sendable (CoalitionGame) throws -> [Double]

    var testDescription: String { name }
  }

  static let claims = [
    Claim(name: "Shapley", isEfficient: true, isLinear: true) { $0.shapleyValues() },
    Claim(name: "Banzhaf", isEfficient: false, isLinear: true) { $0.banzhafValues() },
    Claim(name: "leave-one-out", isEfficient: false, isLinear: true) { $0.leaveOneOut() },
    Claim(name: "prenucleolus", isEfficient: true, isLinear: false) { try $0.prenucleolus() },
    Claim(name: "Owen without unions", isEfficient: true, isLinear: true) { game in
      try OwenValues(of: game, in: .partition((0..<game.players).map { [$0] })).values
    },
  ]
  private let seeds: Range<UInt64> = 0..<30

  private func players(_ seed: UInt64) -> Int { 2 + Int(seed % 4) }

  @Test(arguments: claims.filter(\.isEfficient)) func efficiency(claim: Claim) throws {
    for seed in seeds {
      let game = try randomGame(players: players(seed), seed: seed)
      let sum = try claim.values(game).reduce(0, +)
      #expect(abs(sum - game.surplus) < 1e-9, "seed \(seed)")
    }
  }

  /// The majority game shares 1, but each player's Banzhaf value is 1/2, and nobody is missed by the other two.
  @Test func countersToEfficiency() throws {
    let game = try game(0, 0, 0, 1, 1, 1, 1)
    #expect(game.banzhafValues() == [0.5, 0.5, 0.5])
    #expect(game.leaveOneOut() == [0, 0, 0])
  }

  /// Players 0 and 1 are made exchangeable: a coalition with one of them is worth the same whichever it is.
  @Test(arguments: claims) func symmetry(claim: Claim) throws {
    for seed in seeds {
      let game = try randomGame(players: players(seed), seed: seed)
      let exchangeable = try CoalitionGame(
        players: game.players,
        values: game.values.indices.map { game.values[$0 & 3 == 2 ? $0 ^ 3 : $0] })
      let values = try claim.values(exchangeable)
      #expect(abs(values[0] - values[1]) < 1e-9, "seed \(seed)")
    }
  }

  /// Renaming the players renames their values.
  @Test(arguments: claims) func anonymity(claim: Claim) throws {
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      let game = try randomGame(players: players(seed), seed: seed)
      let renaming = (0..<game.players).shuffled(using: &generator)
      let renamed = try CoalitionGame(players: game.players) { members in
        worth(game, (0..<game.players).map { members[renaming[$0]] })
      }
      let expected = try claim.values(game)
      let found = try claim.values(renamed)
      expectEqual((0..<game.players).map { found[renaming[$0]] }, expected, within: 1e-9, "seed \(seed)")
    }
  }

  /// Player 1 never changes a worth.
  @Test(arguments: claims) func nullPlayer(claim: Claim) throws {
    for seed in seeds {
      let game = try randomGame(players: players(seed), seed: seed)
      let null = try CoalitionGame(
        players: game.players, values: game.values.indices.map { game.values[$0 & ~2] })
      let value = try claim.values(null)[1]
      #expect(claim.isLinear ? value == 0 : abs(value) < 1e-9, "seed \(seed): \(value)")
    }
  }

  @Test(arguments: claims.filter(\.isLinear)) func linearity(claim: Claim) throws {
    for seed in seeds {
      let first = try randomGame(players: players(seed), seed: seed)
      let second = try randomGame(players: players(seed), seed: seed + 1000)
      let mixed = try CoalitionGame(
        players: first.players, values: zip(first.values, second.values).map { 3 * $0 - 2 * $1 })
      let expected = zip(try claim.values(first), try claim.values(second)).map { 3 * $0 - 2 * $1 }
      expectEqual(try claim.values(mixed), expected, within: 1e-9, "seed \(seed)")
    }
  }

  /// Gloves give (1, 0, 0), the unanimity of three (1, 1, 1)/3. In their sum (pairs 1, 1, 0; 2 together) a payoff
  /// (2 - 2b, b, b) has excesses -b for a right glove and b - 1 for a pair, which b = 1/2 makes smallest: (1, 1/2, 1/2).
  @Test func counterToLinearity() throws {
    let gloves = try game(0, 0, 0, 1, 1, 0, 1)
    let unanimity = try game(0, 0, 0, 0, 0, 0, 1)
    let sum = try game(0, 0, 0, 1, 1, 0, 2)
    expectEqual(try gloves.prenucleolus(), [1, 0, 0], within: 1e-13)
    expectEqual(try unanimity.prenucleolus(), [1.0 / 3, 1.0 / 3, 1.0 / 3], within: 1e-13)
    expectEqual(try sum.prenucleolus(), [1, 0.5, 0.5], within: 1e-13)
  }

  /// Scaling Banzhaf values to the surplus breaks linearity.
  @Test func countersToLinearityOfNormalisedValues() throws {
    let first = try game(0, 0, 0, 1, 1, 1, 1)
    let second = try game(1, 0, 0, 1, 1, 0, 1)
    let sum = try CoalitionGame(players: 3, values: zip(first.values, second.values).map { $0 + $1 })
    let added = zip(
      try #require(first.normalisedBanzhafValues().optional),
      try #require(second.normalisedBanzhafValues().optional)
    ).map { $0 + $1 }
    // (1, 1, 1)/3 + (1, 0, 0), but (1.5, .5, .5) scaled from 2.5 to 2.
    expectEqual(added, [4.0 / 3, 1.0 / 3, 1.0 / 3], within: 1e-15)
    expectEqual(try #require(sum.normalisedBanzhafValues().optional), [1.2, 0.4, 0.4], within: 1e-15)
  }

  /// Marginal contributions of 1 and -1 cancel: there is nothing to scale.
  @Test func normalisedValuesMayBeUndefined() throws {
    let game = try game(1, 0, 0, 0, 0, 1, 0)
    #expect(abs(game.banzhafValues().reduce(0, +)) < 1e-15)
    #expect(game.normalisedBanzhafValues().reason == .noWeight)
  }
}
