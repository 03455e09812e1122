public import Simulation

/// The value of a policy, exact or between bounds; on demand with the credits of the decisions that matter most, likewise.
public struct ValueResult: StoredResult, Hashable {
  /// `ascribe.exact-value/1`.
  public static let schema = "ascribe.exact-value/1"

  /// The scenario and the policy as they were asked for, and what agents remember.
  public let scenario, policy, memory: String
  /// Largest number of turns.
  public let horizon: Int
  /// Per-turn discount, and the value in reward units: where it is bounded, the middle of the bounds.
  public let discount, value: Double
  /// Bounds of the value where it is not exact, because the scenario is too large.
  public let bounds: ValueBounds?
  /// The decisions that matter most, where they were asked for: those whose probability times squared credit is at least the
  /// largest first.
  public let decisions: [BoundedDecision]?

  /// The value of a policy.
  public init(
    scenario: String, policy: String, memory: String, horizon: Int, discount: Double, value: Double,
    bounds: ValueBounds? = nil, decisions: [BoundedDecision]? = nil
  ) {
    self.scenario = scenario
    self.policy = policy
    self.memory = memory
    self.horizon = horizon
    self.discount = discount
    self.value = value
    self.bounds = bounds
    self.decisions = decisions
  }

  /// What does not fit together in a result that was read.
  public var flaw: String? {
    for decision in decisions ?? [] where !(decision.lower <= decision.upper) {
      return
        "decisions has a credit with the lower bound \(decision.lower), the upper one is \(decision.upper)"
    }
    guard let bounds else { return nil }
    if bounds.kind != ValueBounds.bounded { return "bounds has the kind \"\(bounds.kind)\"" }
    if !(bounds.lower <= bounds.upper) {
      return "bounds has the lower bound \(bounds.lower), the upper one is \(bounds.upper)"
    }
    return nil
  }
}

/// What is known of a value that is not exact.
public struct ValueBounds: Codable, Sendable, Hashable {
  /// How the value is known: `bounded`.
  public let kind: String
  /// Bounds of the value, in reward units, and of the probability of success.
  public let lower, upper, successLower, successUpper: Double
  /// Probability that an episode comes to a cell (state and turn) that was not expanded.
  public let frontierMass: Double
  /// Cells that were expanded, and cells that were found.
  public let expanded, cells: Int
  /// Why the expansion stopped: `width` or `state-limit`.
  public let stopped: String

  /// The only kind that there is.
  static let bounded = "bounded"

  /// What an expansion found.
  ///
  /// - Parameters:
  ///   - found: The bounds that were found.
  ///   - value: Its bounds of the value.
  public init(_ found: BoundedValue, of value: ClosedRange<Double>) {
    kind = Self.bounded
    lower = value.lowerBound
    upper = value.upperBound
    successLower = found.success.lowerBound
    successUpper = found.success.upperBound
    frontierMass = found.frontierMass
    expanded = found.expandedCount
    cells = found.cellCount
    stopped = found.stop.rawValue
  }
}

/// A decision, and what its credit can be: averaged over what teammates do at the same time.
public struct BoundedDecision: Codable, Sendable, Hashable {
  /// Turn, from 0.
  public let turn: Int
  /// Privileged state, agent, what it knows, and its action.
  public let state, agent, informationState, action: String
  /// Probability that the decision occurs in an episode, at least and at most.
  public let probability, mostProbability: Double
  /// Bounds of its credit Q - V, in reward units; the same number where it is exact.
  public let lower, upper: Double

  /// Whether it is known whether the decision is better or worse than what the policy does otherwise.
  public var hasSign: Bool { lower > 0 || upper < 0 }

  /// What is known of a decision.
  public init(_ found: BoundedCredit) {
    turn = found.turn
    state = found.state
    agent = found.agent.name
    informationState = found.informationState
    action = found.action
    probability = found.probability.lowerBound
    mostProbability = found.probability.upperBound
    lower = found.credit.lowerBound
    upper = found.credit.upperBound
  }
}
