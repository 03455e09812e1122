import Ground
import CreditStatistics

/// Shapley values from random orders of the players: the mean of the marginal contributions as each player joins those
/// before it.
///
/// Unbiased; a player's variance is that of its marginal contribution over the orders, divided by their number. In
/// every order the contributions add up to `v(N) - v(empty)`, so the estimates do too, for any number of orders.
/// Antithetic pairs follow each order by its reverse: never biased, and of smaller variance where contributions fall or
/// rise steadily with the size of the coalition.
///
/// Orders are drawn at addresses (seed, stream; order), so that the first *m* of a longer run are those of a run of *m*.
///
/// Sources: Castro, Gomez and Tejada, "Polynomial calculation of the Shapley value based on sampling" (2009); Mitchell,
/// Cooper, Frank and Holmes, "Sampling permutations for Shapley value estimation" (2022), for antithetic pairs.
public struct PermutationSampling: Sendable, Hashable {
  /// Number of players, at least 1.
  public let players: Int
  /// Number of orders, at least 1; even with antithetic pairs.
  public let orders: Int
  /// Whether every second order is the reverse of the one before it.
  public let isAntithetic: Bool
  /// Seed of the orders.
  public let seed: UInt64
  /// Keeps apart the games that share a seed.
  public let stream: UInt64

  /// Most orders of one run.
  public static let orderLimit = 1 << 40

  /// A plan of so many orders.
  ///
  /// - Throws: ``CoalitionError/outOfRange(setting:found:accepted:)`` for a number of orders that is not accepted,
  ///   ``CoalitionError/noPlayers``.
  public init(
    players: Int, orders: Int, isAntithetic: Bool = false, seed: UInt64, stream: UInt64 = 0
  ) throws(CoalitionError) {
    guard players >= 1 else { throw .noPlayers }
    guard (1...Self.orderLimit).contains(orders), !isAntithetic || orders % 2 == 0 else {
      throw .outOfRange(
        setting: "The number of orders", found: "\(orders)",
        accepted: isAntithetic
          ? "even numbers in 2...\(Self.orderLimit), because orders come in pairs" : "1...\(Self.orderLimit)")
    }
    self.players = players
    self.orders = orders
    self.isAntithetic = isAntithetic
    self.seed = seed
    self.stream = stream
  }

  /// Estimates the Shapley values of a game.
  ///
  /// - Parameter value: The worth of a coalition, given as one flag a player. A worth that is itself an estimate may
  ///   draw by the number of the unit that asks: contributions of one unit then share their noise, and the standard
  ///   errors cover it.
  /// - Throws: ``CoalitionError/notFinite(found:members:)``.
  /// - Complexity: *n* + 1 calls an order, 2*n* + 1 a pair: the coalitions without and with everybody are valued in each
  ///   unit, because their worth may be an estimate too.
  public func estimate(
    value: (_ members: [Bool], _ unit: Int) -> Double
  ) throws(CoalitionError) -> SampledValues {
    var sum = MarginalSum(players: players, isAntithetic: isAntithetic, seed: seed, stream: stream)
    try sum.addUnits(isAntithetic ? orders / 2 : orders, value: value)
    return sum.result
  }
}

/// The running means of marginal contributions over orders, which may be continued.
struct MarginalSum {
  private let isAntithetic: Bool
  private let draws: PlayerDraws
  private var moments: [RunningMoments]
  private(set) var units = 0
  private var evaluations = 0

  init(players: Int, isAntithetic: Bool, seed: UInt64, stream: UInt64) {
    self.isAntithetic = isAntithetic
    draws = PlayerDraws(seed: seed, stream: stream)
    moments = [RunningMoments](repeating: RunningMoments(), count: players)
  }

  /// Draws further units.
  mutating func addUnits(
    _ count: Int, value: (_ members: [Bool], _ unit: Int) -> Double
  ) throws(CoalitionError) {
    let players = moments.count
    var members = [Bool](repeating: false, count: players)
    var marginals = [Double](repeating: 0, count: players)
    for unit in units..<units + count {
      var order = Array(0..<players)
      draws.shuffle(&order, first: players, unit: unit)
      for player in 0..<players { marginals[player] = 0 }
      let empty = try finite(value(members, unit), of: members)
      evaluations += 1
      for isReversed in isAntithetic ? [false, true] : [false] {
        var before = empty
        for place in 0..<players {
          let player = order[isReversed ? players - 1 - place : place]
          members[player] = true
          let after = try finite(value(members, unit), of: members)
          evaluations += 1
          marginals[player] += after - before
          before = after
        }
        for player in 0..<players { members[player] = false }
      }
      for player in 0..<players {
        moments[player].add(isAntithetic ? marginals[player] / 2 : marginals[player])
      }
    }
    units += count
  }

  /// The estimates so far, of at least one unit.
  var result: SampledValues {
    SampledValues(
      values: moments.map { $0.mean.optional ?? 0 }, standardErrors: moments.map(\.standardErrorOfMean),
      evaluations: evaluations, units: units)
  }
}
