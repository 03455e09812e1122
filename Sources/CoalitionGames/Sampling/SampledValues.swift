public import Ground
import CreditStatistics

/// Estimated Shapley values, and how far they may be off.
public struct SampledValues: Sendable, Hashable {
  /// One estimate a player, in the unit of the worth.
  public let values: [Double]
  /// The standard error of each estimate; undefined where a single unit was drawn.
  public let standardErrors: [Measured<Double>]
  /// Coalitions that were valued, repetitions counted.
  public let evaluations: Int
  /// Independent units that the standard errors rest on: orders, or pairs of orders; for stratified sampling the
  /// marginal contributions that the estimates use.
  public let units: Int

  /// The largest standard error of a player; undefined where one is.
  public var largestStandardError: Measured<Double> {
    standardErrors.reduce(.value(0)) { largest, error in
      largest.flatMap { largest in error.map { max(largest, $0) } }
    }
  }
}

extension SamplingOffer {
  /// Orders that an offer proposes.
  private static let proposedOrders = 1000
  /// Orders that are drawn to judge it.
  private static let pilotOrders = 8

  /// What sampling would give for a game, from a pilot of a few orders.
  init(players: Int, value: (_ members: [Bool]) -> Double) throws(CoalitionError) {
    let pilot = try PermutationSampling(players: players, orders: Self.pilotOrders, seed: 0)
    let estimate = try pilot.estimate { members, _ in value(members) }
    let error = estimate.largestStandardError.optional ?? 0
    self.init(
      orders: Self.proposedOrders, evaluations: Self.proposedOrders * (players + 1),
      standardError: error * (Double(Self.pilotOrders) / Double(Self.proposedOrders)).squareRoot(),
      pilotOrders: Self.pilotOrders)
  }
}
