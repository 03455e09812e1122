import CoalitionGames
import Testing

/// Games and budgets that cannot be, and the words that say so.
@Suite struct RefusedGameTests {
  private func message(_ body: () throws -> some Any) throws -> String {
    try #require(throws: CoalitionError.self) { _ = try body() }.description
  }

  /// 21 players, each worth a draw of 1 when it completes a pair: the offer estimates the standard error by a pilot.
  @Test func tooManyPlayersAreOfferedSampling() throws {
    let error = try #require(throws: CoalitionError.self) {
      try CoalitionGame(players: 21) { $0.count { $0 } >= 2 ? 1 : 0 }
    }
    guard case .tooManyPlayers(_, 21, 20, let offer?) = error else {
      Issue.record("\(error)")
      return
    }
    // A player comes second with probability 1/21: the standard deviation is .21, over 1,000 orders .0067; eight
    // orders see a player come second at most a few times.
    #expect((0.005...0.02).contains(offer.standardError), "\(offer.standardError)")
    #expect(offer.orders == 1000)
    #expect(offer.evaluations == 22_000)
    #expect(
      error.description.hasPrefix(
        "21 players are too many for a table of all coalitions, which takes at most 20. Sampling takes any number of players: 1000 orders (22000 coalitions) would have a standard error of about 0.01"
      ), "\(error)")
    #expect(error.description.hasSuffix(", judged from 8 orders."))
  }

  @Test func tables() throws {
    #expect(
      try message { try CoalitionGame(players: 3, values: [1, 2]) }
        == "2 values for 3 players; expected 2 to the power of 3.")
    #expect(
      try message { try CoalitionGame(players: 0, values: [1]) }
        == "A game without players has nothing to divide; expected at least 1 player.")
    #expect(try message { try CoalitionGame(players: 0) { _ in 0 } }.hasPrefix("A game without players"))
    #expect(
      try message { try CoalitionGame(players: 2, values: [0, 1, .nan, 2]) }
        == "The worth of coalition {1} is nan; accepted: finite numbers up to 1e+290 in size.")
    #expect(throws: CoalitionError.self) { try CoalitionGame(players: 1) { $0[0] ? .infinity : 0 } }
    #expect(throws: CoalitionError.self) { try CoalitionGame(players: 1, values: [0, -1e300]) }
    #expect(
      try message { try CoalitionGame(players: 25, values: [0]) }
        == "25 players are too many for a table of all coalitions, which takes at most 20.")
  }

  @Test func hierarchies() throws {
    let game = try game(1, 2, 3, 4, 5, 6, 7)
    #expect(
      try message { try OwenValues(of: game, in: .partition([[0, 1]])) }
        == "Player 2 stands 0 times in the hierarchy; expected every player once.")
    #expect(
      try message { try OwenValues(of: game, in: .partition([[0, 1], [1]])) }
        == "Player 1 stands 2 times in the hierarchy; expected every player once.")
    #expect(throws: CoalitionError.self) { try OwenValues(of: game, in: .partition([[0, 1], [2, 3]])) }
    #expect(throws: CoalitionError.noPlayers) { try OwenValues(in: .union([])) { _ in 0 } }
    let flat = PlayerHierarchy.union((0..<24).map { .player($0) })
    let tooMany = try message { try OwenValues(in: flat) { _ in 1 } }
    #expect(tooMany.contains("24 players are too many for Owen values over these unions"))
    #expect(tooMany.contains("Sampling takes any number of players"))
    let wide = PlayerHierarchy.union((0..<70).map { .player($0) })
    #expect(throws: CoalitionError.self) { try OwenValues(in: wide) { _ in 1 } }
    #expect(throws: CoalitionError.self) { try OwenValues(in: .partition([[0], [1]])) { _ in .nan } }
  }

  @Test func budgets() throws {
    #expect(
      try message { try PermutationSampling(players: 3, orders: 0, seed: 0) }
        == "The number of orders is 0; accepted: 1...1099511627776.")
    #expect(
      try message { try PermutationSampling(players: 3, orders: 5, isAntithetic: true, seed: 0) }
        == "The number of orders is 5; accepted: even numbers in 2...1099511627776, because orders come in pairs."
    )
    #expect(
      try message { try StratifiedSampling(players: 3, marginals: 35, seed: 0) }
        == "The number of marginal contributions is 35; accepted: 36...1099511627776, four or more for each of 3² strata."
    )
    #expect(
      try message { try AdaptiveSampling(players: 3, precision: 0, maximumOrders: 100, seed: 0) }
        == "The precision is 0.0; accepted: a finite number above 0.")
    #expect(
      try message { try AdaptiveSampling(players: 3, precision: 1, maximumOrders: 31, seed: 0) }
        == "The number of orders is 31; accepted: at least 32, before which no standard error is looked at.")
    #expect(throws: CoalitionError.noPlayers) { try PermutationSampling(players: 0, orders: 1, seed: 0) }
    #expect(throws: CoalitionError.noPlayers) { try StratifiedSampling(players: 0, marginals: 9, seed: 0) }
    #expect(
      try message {
        try PermutationSampling(players: 2, orders: 1, seed: 0).estimate { members, _ in
          members == [true, true] ? .nan : 0
        }
      } == "The worth of coalition {0, 1} is nan; accepted: finite numbers up to 1e+290 in size.")
  }

  @Test func coalitions() throws {
    #expect(try Coalition(players: [2, 0]).description == "{0, 2}")
    #expect(try Coalition.grand(of: 3) == Coalition(rawValue: 7))
    #expect(try Coalition.grand(of: 32).size == 32)
    #expect(try Coalition(player: 1) < Coalition(player: 2))
  }

  @Test func playersThatNoCoalitionHolds() throws {
    #expect(try message { try Coalition(player: 32) } == "player is 32; accepted: 0..<32.")
    #expect(try message { try Coalition(players: [1, -1]) } == "player is -1; accepted: 0..<32.")
    #expect(try message { try Coalition.grand(of: 33) } == "players is 33; accepted: 0...32.")
    let pair = try CoalitionGame(players: 2, values: [0, 1, 2, 4])
    #expect(
      try message { try pair.coreMembership(of: [1]) } == "payoff is 1 numbers; accepted: 2, one a player.")
    // A player whom the game does not have adds nothing.
    #expect(pair[[try Coalition(player: 0), try Coalition(player: 9)]] == 1)
  }
}
