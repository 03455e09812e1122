public import Ground

/// One run of one arm: the expected return after every update, or, where it is sampled or bounded, after some of them.
public struct TrainingCurve: Sendable, Hashable, Codable {
  /// Index of the arm, of the starting policy, and of the run from it.
  public let arm, start, seed: Int
  /// The rate of its updates.
  public let rate: Double
  /// Whether it was to find a rate.
  public internal(set) var isForTuning = false
  /// Simulated turns up to each update whose policy was evaluated, the start first, ascending.
  public internal(set) var turns: [Double] = [0]
  /// Expected return of the policy then, in reward units; the middle of the bounds where it has some.
  public internal(set) var value: [Double] = []
  /// What sampled or bounded returns are known to; `nil` for exact ones.
  public internal(set) var sampled: SampledReturns?
  /// What else was simulated: turns of continuations and of episodes for fits.
  public internal(set) var extraTurns = 0.0
  /// What was found at chosen updates.
  public internal(set) var checks: [TrainingCheck] = []
  /// How long the episodes of its updates are; those that returns are sampled from are not among them.
  package internal(set) var lengths = EpisodeLengths()

  /// Updates that were made.
  public var updates: Int { sampled?.updates.last ?? value.count - 1 }

  /// The same run with the least or the most that bounds of returns allow.
  func at(_ side: BoundSide) -> TrainingCurve {
    guard let sampled else { return self }
    var curve = self
    switch side {
    case .lowest: curve.value = zip(sampled.lower, value).map { $0 ?? $1 }
    case .middle: break
    case .highest: curve.value = zip(sampled.upper, value).map { $0 ?? $1 }
    }
    return curve
  }

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

/// What is known of the returns of a run that were sampled or bounded.
public struct SampledReturns: Sendable, Hashable, Codable {
  /// The update after which each was found, 0 for the start, ascending.
  public internal(set) var updates: [Int] = []
  /// Ends of the intervals of the run, which hold for all of its policies together, or of bounds, which always do; `nil` where
  /// there is none.
  public internal(set) var lower: [Double?] = []
  /// The other ends.
  public internal(set) var upper: [Double?] = []
  /// Turns of all episodes that returns were sampled from, which no budget pays for.
  public internal(set) var turns = 0
  /// Parameters of the policy at the end: those of all that was met.
  public internal(set) var parameters = 0

  /// No returns yet.
  init() {}
}

/// What credits and policy are like at some moment of training.
public struct TrainingCheck: Sendable, Hashable, Codable {
  /// Simulated turns before.
  public let turns: Double
  /// The quantities of a study of the arm's credits, in their order, against the exact ones of the policy of the moment; empty for an arm without
  /// credits, and where returns are sampled.
  public let quantities: [Measured<Double>]
  /// Mean entropy of the policy at decisions, and its divergence from the starting policy there, in nats.
  public let entropy, divergence: Double
  /// Shares of the return's variance that decisions and luck have; `nil` where it has none, and where returns are sampled.
  public let decisionShare, luckShare: Double?
}
