import Ground
import CoalitionGames
import CreditStatistics
import Testing
import TestSupport

/// Sampled Shapley values: what holds for every sample, and what holds on average.
///
/// A mean is off by more than 5.6 of its true standard errors with probability 2e-8 by the normal limit; fewer than 40
/// means are looked at: false alarms below 1e-6.
@Suite struct SamplingTests {
  private static let bound = 5.6

  private func workedGame() throws -> CoalitionGame { try game(2, 3, 0, 10, 4, 5, 12) }

  private func estimate(
    _ game: CoalitionGame, orders: Int, isAntithetic: Bool = false, seed: UInt64 = 1, stream: UInt64 = 0
  ) throws -> SampledValues {
    try PermutationSampling(
      players: game.players, orders: orders, isAntithetic: isAntithetic, seed: seed, stream: stream
    ).estimate { members, _ in worth(game, members) }
  }

  @Test(arguments: [false, true]) func everySampleIsEfficient(isAntithetic: Bool) throws {
    for seed in 0..<20 as Range<UInt64> {
      let game = try randomGame(players: 2 + Int(seed % 5), seed: seed)
      let sampled = try estimate(game, orders: isAntithetic ? 2 : 1, isAntithetic: isAntithetic, seed: seed)
      #expect(abs(sampled.values.reduce(0, +) - game.surplus) < 1e-12)
      let many = try estimate(game, orders: 10, isAntithetic: isAntithetic, seed: seed)
      #expect(abs(many.values.reduce(0, +) - game.surplus) < 1e-12)
      #expect(many.units == (isAntithetic ? 5 : 10))
      #expect(many.evaluations == (isAntithetic ? 5 * (2 * game.players + 1) : 10 * (game.players + 1)))
    }
  }

  /// Standard errors of the truth, from all orders: with pairs, from all orders with their reverses.
  @Test(arguments: [3, 4, 5], [false, true]) func unbiased(players: Int, isAntithetic: Bool) throws {
    let game = try players == 3 ? workedGame() : randomGame(players: players, seed: UInt64(players))
    let all = orders(of: Array(0..<players))
    let exact = try moments(of: game, over: all)
    let rows = try all.map { order in
      let forward = try marginals(of: game, in: order)
      guard isAntithetic else { return forward }
      return zip(forward, try marginals(of: game, in: order.reversed())).map { ($0 + $1) / 2 }
    }
    let sampled = try estimate(game, orders: 4000, isAntithetic: isAntithetic, seed: 11)
    let units = Double(sampled.units)
    for player in 0..<players {
      let variance =
        rows.reduce(0) { $0 + ($1[player] - exact.mean[player]) * ($1[player] - exact.mean[player]) }
        / Double(rows.count)
      let error = (variance / units).squareRoot()
      #expect(abs(sampled.values[player] - exact.mean[player]) <= Self.bound * error + 1e-12)
      // The estimated variance is that of 2,000 units or more: within a fifth.
      let stated = try #require(sampled.standardErrors[player].optional)
      #expect(abs(stated * stated - error * error) <= 0.2 * error * error + 1e-20)
    }
    if !isAntithetic, players == 3 {
      let stated = try #require(sampled.standardErrors[0].optional)
      #expect(abs(stated * stated * units - 185.0 / 36) < 0.2)
    }
  }

  /// The bound can tell: Banzhaf values are many standard errors away.
  @Test func theBoundFindsAnotherValue() throws {
    let game = try workedGame()
    let sampled = try estimate(game, orders: 4000, seed: 11)
    let error = try #require(sampled.standardErrors[0].optional)
    #expect(abs(sampled.values[0] - game.banzhafValues()[0]) > 4 * error)
    #expect(abs(sampled.values[2] - game.banzhafValues()[2]) > Self.bound * error / 2)
  }

  /// Squared distances from the truth in units of the stated standard errors average 1 over runs. Of 200 runs of 60
  /// units the mean has a standard error near sqrt(2/200) = .1 (a little more for estimated errors).
  @Test(arguments: ["permutation", "antithetic", "stratified"])
  func statedErrorsAreCalibrated(kind: String) throws {
    let game = try randomGame(players: 4, seed: 21)
    let truth = game.shapleyValues()
    var sum = 0.0
    for run in 0..<200 {
      let sampled: SampledValues
      if kind == "stratified" {
        sampled = try StratifiedSampling(players: 4, marginals: 640, seed: 5, stream: UInt64(run))
          .estimate { members, _ in worth(game, members) }
      } else {
        let isAntithetic = kind == "antithetic"
        sampled = try estimate(
          game, orders: isAntithetic ? 120 : 60, isAntithetic: isAntithetic, seed: 5, stream: UInt64(run))
      }
      let error = try #require(sampled.standardErrors[1].optional)
      let distance = (sampled.values[1] - truth[1]) / error
      sum += distance * distance
    }
    #expect(abs(sum / 200 - 1) < 6 * 0.12, "\(kind): \(sum / 200)")
  }

  /// Contributions that rise with the size of the coalition: an order and its reverse make up for each other exactly
  /// when v depends on the square of the number of members.
  @Test func antitheticPairsCancelSteadyContributions() throws {
    let sampled = try PermutationSampling(players: 6, orders: 4, isAntithetic: true, seed: 3)
      .estimate { members, _ in
        let count = Double(members.count { $0 })
        return count * count
      }
    expectEqual(sampled.values, [Double](repeating: 6, count: 6), within: 1e-12)
    #expect(sampled.largestStandardError.optional == 0)
  }

  @Test func oneUnitHasNoStandardError() throws {
    let game = try workedGame()
    #expect(try estimate(game, orders: 1).largestStandardError.reason == .tooFew(found: 1, needed: 2))
    #expect(
      try estimate(game, orders: 2, isAntithetic: true).largestStandardError.reason
        == .tooFew(found: 1, needed: 2))
  }

  /// Orders are addressed: seeds and streams give others, the same ones give the same bits.
  @Test func drawsAreAddressed() throws {
    let game = try randomGame(players: 6, seed: 2)
    let once = try estimate(game, orders: 20, seed: 4)
    #expect(try estimate(game, orders: 20, seed: 4) == once)
    #expect(try estimate(game, orders: 20, seed: 5) != once)
    #expect(try estimate(game, orders: 20, seed: 4, stream: 1) != once)
  }

  /// All six orders of three players come up alike: 6,000 draws, each count within 5.6 of sqrt(6000 · 5/36) = 29.
  @Test func ordersAreUniform() throws {
    var counts: [[Int]: Int] = [:]
    var order: [Int] = []
    _ = try PermutationSampling(players: 3, orders: 6000, seed: 9).estimate { members, _ in
      let present = members.indices.filter { members[$0] }
      if present.isEmpty { order = [] }
      if let newest = present.first(where: { !order.contains($0) }) { order.append(newest) }
      if order.count == 3 { counts[order, default: 0] += 1 }
      return 0
    }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs(Double($0) - 1000) < Self.bound * 28.9 })
  }

  /// A single player gets v(N) - v(empty) from every estimator, without error.
  @Test func onePlayerIsCertain() throws {
    let value = { (members: [Bool], _: Int) in members[0] ? 3.0 : 1 }
    let found = [
      try PermutationSampling(players: 1, orders: 2, seed: 1).estimate(value: value),
      try PermutationSampling(players: 1, orders: 4, isAntithetic: true, seed: 1).estimate(value: value),
      try StratifiedSampling(players: 1, marginals: 4, seed: 1).estimate(value: value),
      try AdaptiveSampling(players: 1, precision: 0.1, maximumOrders: 32, seed: 1).estimate(value: value)
        .estimate,
    ]
    for sampled in found {
      #expect(sampled.values == [2])
      #expect(sampled.largestStandardError.optional == 0)
    }
  }

  @Test func stratifiedSamplingIsUnbiased() throws {
    let game = try randomGame(players: 5, seed: 31)
    let sampled = try StratifiedSampling(players: 5, marginals: 20_000, seed: 8)
      .estimate { members, _ in worth(game, members) }
    for (player, value) in game.shapleyValues().enumerated() {
      let error = try #require(sampled.standardErrors[player].optional)
      #expect(abs(sampled.values[player] - value) <= Self.bound * error)
    }
    #expect(sampled.evaluations <= 40_000)
    #expect(sampled.evaluations > 39_000)
  }

  /// A player who adds 1 only when it comes exactly third, in one coalition of six: pilots that see nothing must not
  /// pull the mean down. 400 runs of the least budget average the truth, (1/5)(1/6) = 1/30.
  @Test func rareContributionsAreNotLost() throws {
    var sum = 0.0
    var squares = 0.0
    for run in 0..<400 {
      let sampled = try StratifiedSampling(
        players: 5, marginals: StratifiedSampling.leastMarginals(players: 5), seed: 77, stream: UInt64(run)
      ).estimate { members, _ in members == [true, true, true, false, false] ? 1 : 0 }
      sum += sampled.values[0]
      squares += sampled.values[0] * sampled.values[0]
    }
    let mean = sum / 400
    let error = ((squares / 400 - mean * mean) / 400).squareRoot()
    #expect(abs(mean - 1.0 / 30) < Self.bound * error, "\(mean) ± \(error)")
    #expect(error < 0.01)
  }

  @Test func adaptiveSamplingReachesItsPrecision() throws {
    let game = try workedGame()
    let precision = 0.05
    let plan = try AdaptiveSampling(players: 3, precision: precision, maximumOrders: 100_000, seed: 6)
    let result = try plan.estimate { members, _ in worth(game, members) }
    #expect(result.isPrecise)
    #expect(try #require(result.estimate.largestStandardError.optional) <= precision)
    // 5.14 / .05² = 2,056 orders suffice for A; B varies as much. The next look is at most a quarter later.
    #expect((1500...4000).contains(result.estimate.units))
    // The same orders as a run of fixed length.
    #expect(try estimate(game, orders: result.estimate.units, seed: 6) == result.estimate)
    for (player, value) in game.shapleyValues().enumerated() {
      #expect(abs(result.estimate.values[player] - value) < Self.bound * precision)
    }
  }

  @Test func adaptiveSamplingSaysWhenOrdersRunOut() throws {
    let game = try workedGame()
    let plan = try AdaptiveSampling(players: 3, precision: 1e-9, maximumOrders: 100, seed: 6)
    let result = try plan.estimate { members, _ in worth(game, members) }
    #expect(!result.isPrecise)
    #expect(result.estimate.units == 100)
    let constant = try plan.estimate { _, _ in 1 }
    #expect(constant.isPrecise)
    #expect(constant.estimate.units == AdaptiveSampling.leastUnits)
  }

  /// Noise that is shared within a unit: v(C) = sum of members + noise(unit) · size. The stated errors cover it.
  @Test func noiseOfTheWorthIsCovered() throws {
    let sampled = try PermutationSampling(players: 3, orders: 400, seed: 1).estimate { members, unit in
      var generator = SplitMix64(seed: UInt64(unit))
      let noise = Double.random(in: -1...1, using: &generator)
      return members.indices.reduce(0) { members[$1] ? $0 + Double($1) + noise : $0 }
    }
    let error = try #require(sampled.largestStandardError.optional)
    // Uniform noise has variance 1/3: sqrt(1/1200) = .029.
    #expect(abs(error - 0.0289) < 0.004)
    for player in 0..<3 { #expect(abs(sampled.values[player] - Double(player)) < Self.bound * error) }
  }
}
