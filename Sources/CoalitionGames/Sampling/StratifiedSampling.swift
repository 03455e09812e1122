import Ground
import CreditStatistics

/// Shapley values from strata: a player's marginal contributions are sampled for each size of the coalition that it
/// joins, most where they vary most.
///
/// A Shapley value is the plain mean over the sizes of the mean contribution at that size. A quarter of the budget goes
/// evenly to all *n*² strata; the rest is shared out by the standard deviations found there (Neyman's optimum), at least
/// two a stratum. Unbiased, with unbiased variances; the estimates do not add up to `v(N) - v(empty)` exactly.
///
/// The source pools both stages. Here the first decides the allocation only: how much a stratum gets depends on what
/// was found in it, so that pooled means would be biased where contributions are rarely other than 0.
///
/// Source: Castro, Gomez, Molina and Tejada, "Improving polynomial estimation of the Shapley value by stratified random
/// sampling with optimum allocation" (2017).
public struct StratifiedSampling: Sendable, Hashable {
  /// Number of players, at least 1.
  public let players: Int
  /// Marginal contributions to draw in all, at least ``leastMarginals(players:)``; each values two coalitions.
  public let marginals: Int
  /// Seed of the coalitions.
  public let seed: UInt64
  /// Keeps apart the games that share a seed.
  public let stream: UInt64

  /// The least budget: two contributions a stratum in either stage.
  public static func leastMarginals(players: Int) -> Int { 4 * players * players }

  /// Most contributions of one run.
  public static let marginalLimit = 1 << 40

  /// A plan of so many marginal contributions.
  ///
  /// - Throws: ``CoalitionError/outOfRange(setting:found:accepted:)`` for a budget that is not accepted,
  ///   ``CoalitionError/noPlayers``.
  public init(
    players: Int, marginals: Int, seed: UInt64, stream: UInt64 = 0
  ) throws(CoalitionError) {
    guard players >= 1 else { throw .noPlayers }
    let least = Self.leastMarginals(players: players)
    guard marginals >= least, marginals <= Self.marginalLimit else {
      throw .outOfRange(
        setting: "The number of marginal contributions", found: "\(marginals)",
        accepted: "\(least)...\(Self.marginalLimit), four or more for each of \(players)² strata")
    }
    self.players = players
    self.marginals = marginals
    self.seed = seed
    self.stream = stream
  }

  /// Estimates the Shapley values of a game.
  ///
  /// - Parameter value: The worth of a coalition, given as one flag a player, and the number of the contribution that
  ///   asks: both coalitions of a contribution have the same number, no two contributions have.
  /// - Throws: ``CoalitionError/notFinite(found:members:)``.
  public func estimate(
    value: (_ members: [Bool], _ unit: Int) -> Double
  ) throws(CoalitionError) -> SampledValues {
    let strata = players * players
    let pilot = max(2, marginals / 4 / strata)
    var unit = 0
    let deviations = try moments([Int](repeating: pilot, count: strata), stage: 0, from: &unit, value: value)
      .map { $0.standardDeviation.optional ?? 0 }
    let allocation = Self.allocation(of: marginals - unit, by: deviations)
    let pilotUnits = unit
    let found = try moments(allocation, stage: 1, from: &unit, value: value)
    let count = Double(players)
    var values: [Double] = []
    var errors: [Measured<Double>] = []
    for player in 0..<players {
      let own = found[player * players..<(player + 1) * players]
      values.append(own.reduce(0) { $0 + ($1.mean.optional ?? 0) / count })
      let variance: Measured<Double> = own.reduce(.value(0)) { sum, stratum in
        sum.flatMap { sum in stratum.standardErrorOfMean.map { sum + ($0 / count) * ($0 / count) } }
      }
      errors.append(variance.map { $0.squareRoot() })
    }
    return SampledValues(
      values: values, standardErrors: errors, evaluations: 2 * unit, units: unit - pilotUnits)
  }

  /// Draws so many contributions of each stratum; stratum `i n + k` is player i joining k others.
  private func moments(
    _ counts: [Int], stage: Int, from unit: inout Int,
    value: (_ members: [Bool], _ unit: Int) -> Double
  ) throws(CoalitionError) -> [RunningMoments] {
    let draws = PlayerDraws(seed: seed, stream: stream)
    var members = [Bool](repeating: false, count: players)
    var moments: [RunningMoments] = []
    moments.reserveCapacity(counts.count)
    for player in 0..<players {
      let others = (0..<players).filter { $0 != player }
      for size in 0..<players {
        var stratum = RunningMoments()
        for sample in 0..<counts[player * players + size] {
          var order = others
          draws.shuffle(
            &order, first: size, unit: sample, part: 1 + 2 * (player * players + size) + stage)
          for other in order.prefix(size) { members[other] = true }
          let without = try finite(value(members, unit), of: members)
          members[player] = true
          stratum.add(try finite(value(members, unit), of: members) - without)
          for member in 0..<players { members[member] = false }
          unit += 1
        }
        moments.append(stratum)
      }
    }
    return moments
  }

  /// Shares of a budget in proportion to standard deviations, two at least, the remainder to the first strata.
  static func allocation(of budget: Int, by deviations: [Double]) -> [Int] {
    let spare = budget - 2 * deviations.count
    let sum = deviations.reduce(0, +)
    let shares =
      sum > 0 ? deviations.map { $0 / sum } : deviations.map { _ in 1 / Double(deviations.count) }
    var counts = shares.map { 2 + Int($0 * Double(spare)) }
    var left = budget - counts.reduce(0, +)
    for stratum in counts.indices where left > 0 && shares[stratum] > 0 {
      counts[stratum] += 1
      left -= 1
    }
    return counts
  }
}
