public import Ground

/// One run of one arm: the exact expected return after every update.
public struct TrainingCurve: Sendable, Hashable, Codable {
  /// Index of the arm, of the starting policy, and of the run from it.
  public let arm, start, seed: Int
  /// The rate of its updates.
  public let rate: Double
  /// Whether it was to find a rate.
  public internal(set) var isForTuning = false
  /// Simulated turns up to each update, the start first, ascending.
  public internal(set) var turns: [Double] = [0]
  /// Exact expected return of the policy then, in reward units.
  public internal(set) var value: [Double] = []
  /// What else was simulated: turns of continuations and of episodes for fits.
  public internal(set) var extraTurns = 0.0
  /// What was found at chosen updates.
  public internal(set) var checks: [TrainingCheck] = []

  /// Updates that were made.
  public var updates: Int { value.count - 1 }

  /// The mean over `0...budget` turns of the return of the policy that is in use: each update counts from when it is done.
  public func area(budget: Double) -> Double {
    var sum = 0.0
    for (point, value) in value.enumerated() {
      let end = point + 1 < turns.count ? min(turns[point + 1], budget) : budget
      sum += value * max(0, end - min(turns[point], budget))
    }
    return sum / budget
  }

  /// The return of the policy that is in use after some turns, at least 0.
  public func value(at turns: Double) -> Double {
    value[max(0, (self.turns.firstIndex { $0 > turns } ?? self.turns.count) - 1)]
  }

  /// Turns until the return is at least a level; `nil` if it never is.
  public func turns(until level: Double) -> Double? {
    value.firstIndex { $0 >= level }.map { turns[$0] }
  }
}

/// What credits and policy are like at some moment of training.
public struct TrainingCheck: Sendable, Hashable, Codable {
  /// Simulated turns before.
  public let turns: Double
  /// The quantities of a study of the arm's credits, in their order, against the exact ones of the policy of the moment; empty for an arm without
  /// credits.
  public let quantities: [Measured<Double>]
  /// Mean entropy of the policy at decisions, and its divergence from the starting policy there, in nats.
  public let entropy, divergence: Double
  /// Shares of the return's variance that decisions and luck have; `nil` where it has none.
  public let decisionShare, luckShare: Double?
}
