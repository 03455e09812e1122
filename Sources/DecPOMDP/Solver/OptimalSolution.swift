/// What a search for the optimal joint policy found.
public struct OptimalSolution: Sendable {
  /// How the search ended.
  public enum Status: String, Sendable {
    /// The plan is optimal.
    case optimal
    /// The time was up; the optimal value lies between the two bounds.
    case timeLimit = "time limit"
    /// The memory was full; the optimal value lies between the two bounds.
    case memoryLimit = "memory limit"
  }

  /// How the search ended.
  public let status: Status
  /// Expected discounted sum of rewards of ``plan``: the largest that was found.
  public let value: Double
  /// No joint policy is worth more. Equal to ``value`` if the plan is optimal.
  public let upperBound: Double
  /// The best plan that was found.
  public let plan: JointPlan
  /// Partial policies that were taken from the open list.
  public let expandedCount: Int
  /// Beliefs whose bounds were computed.
  public let beliefCount: Int
}

/// Bounds of a search, so far.
public struct SearchProgress: Sendable {
  /// Value of the best plan so far.
  public let value: Double
  /// No joint policy is worth more.
  public let upperBound: Double
  /// Partial policies that were taken from the open list.
  public let expandedCount: Int
}

/// Why a model cannot be solved.
public enum SolverError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A horizon outside of the accepted range.
  case horizon(found: Int)
  /// Tables that no memory holds.
  case tooLarge(_ what: String)

  /// More outcomes of joint actions than fit in memory.
  case tooManyOutcomes(found: Int, limit: Int)

  /// A problem without a horizon that does not discount what is later.
  case noDiscount

  /// A precision that takes more turns than can be looked at.
  case precision(found: Double, turns: Double, accepted: Double)

  /// Accepted horizons.
  public static let horizons = 1...1000

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .horizon(let found):
      "The horizon is \(found); accepted: a whole number in \(Self.horizons.lowerBound)...\(Self.horizons.upperBound)."
    case .tooManyOutcomes(let found, let limit):
      "The model has \(found) outcomes of joint actions in its states; accepted: at most \(limit)."
    case .noDiscount:
      "The discount is 1: without a horizon, the value may be infinite. Accepted: a discount below 1, or a horizon."
    case .precision(let found, let turns, let accepted):
      "A precision of \(found) takes \(Int(min(turns, 1e15))) turns, more than "
        + "\(Self.horizons.upperBound); accepted here: at least \(accepted)."
    case .tooLarge(let what):
      "The problem is too large to be solved: \(what) cannot be numbered. Shorten the horizon."
    }
  }
}
