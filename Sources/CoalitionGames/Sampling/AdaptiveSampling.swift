import Ground
import CreditStatistics

/// Permutation sampling that stops once the largest standard error is small enough.
///
/// The rule looks at the standard errors after 32 units, then whenever their number has grown by a quarter. Looking
/// often at an estimated error favours stopping when it happens to be small; the first 32 units and the spacing keep
/// that effect far below the standard error itself, but an adaptive estimate is not exactly unbiased.
public struct AdaptiveSampling: Sendable, Hashable {
  /// Number of players, at least 1.
  public let players: Int
  /// The largest standard error that is accepted, above 0, in the unit of the worth.
  public let precision: Double
  /// Most orders that are drawn, whatever the precision; at least `leastOrders`, and even with antithetic pairs.
  public let maximumOrders: Int
  /// Whether orders come in pairs of an order and its reverse.
  public let isAntithetic: Bool
  /// Seed of the orders.
  public let seed: UInt64
  /// Keeps apart the games that share a seed.
  public let stream: UInt64

  /// Units after which the standard errors are first looked at.
  public static let leastUnits = 32

  /// Orders that are drawn in any case.
  public static func leastOrders(isAntithetic: Bool) -> Int { isAntithetic ? 2 * leastUnits : leastUnits }

  /// What adaptive sampling found.
  public struct Result: Sendable, Hashable {
    /// The estimates.
    public let estimate: SampledValues
    /// Whether every standard error is at most the precision that was asked for; otherwise the orders ran out.
    public let isPrecise: Bool
  }

  /// A plan to reach a precision.
  ///
  /// - Throws: ``CoalitionError/outOfRange(setting:found:accepted:)`` for a precision that is not above 0 or a number
  ///   of orders that is not accepted, ``CoalitionError/noPlayers``.
  public init(
    players: Int, precision: Double, maximumOrders: Int, isAntithetic: Bool = false, seed: UInt64,
    stream: UInt64 = 0
  ) throws(CoalitionError) {
    guard precision > 0, precision.isFinite else {
      throw .outOfRange(setting: "The precision", found: "\(precision)", accepted: "a finite number above 0")
    }
    let least = Self.leastOrders(isAntithetic: isAntithetic)
    guard maximumOrders >= least else {
      throw .outOfRange(
        setting: "The number of orders", found: "\(maximumOrders)",
        accepted: "at least \(least), before which no standard error is looked at")
    }
    let plan = try PermutationSampling(
      players: players, orders: maximumOrders, isAntithetic: isAntithetic, seed: seed, stream: stream)
    self.players = plan.players
    self.precision = precision
    self.maximumOrders = plan.orders
    self.isAntithetic = isAntithetic
    self.seed = seed
    self.stream = stream
  }

  /// Estimates the Shapley values of a game; `value` is asked as by ``PermutationSampling/estimate(value:)``.
  ///
  /// - Throws: ``CoalitionError/notFinite(found:members:)``.
  public func estimate(
    value: (_ members: [Bool], _ unit: Int) -> Double
  ) throws(CoalitionError) -> Result {
    let limit = isAntithetic ? maximumOrders / 2 : maximumOrders
    var sum = MarginalSum(players: players, isAntithetic: isAntithetic, seed: seed, stream: stream)
    var next = Self.leastUnits
    while true {
      try sum.addUnits(next - sum.units, value: value)
      let isPrecise = (sum.result.largestStandardError.optional ?? .infinity) <= precision
      if isPrecise || next == limit { return Result(estimate: sum.result, isPrecise: isPrecise) }
      next = min(limit, next + next / 4)
    }
  }
}
