public import Trajectories

/// What a scenario declares about itself, so that it can be checked; `nil` means not declared.
public struct ScenarioFacts: Sendable {
  /// How many agents act in a turn.
  public enum TurnOrder: String, Sendable {
    /// One agent a turn.
    case turnTaking = "turn-taking"
    /// All agents in every turn.
    case simultaneous
    /// Some turns are of one kind and some of the other.
    case mixed
  }

  /// What the observation of an acting agent reveals.
  public enum Observability: String, Sendable {
    /// An acting agent's observation identifies the state.
    case full
    /// Some acting agent cannot tell two reachable states apart.
    case partial
  }

  /// One agent's decision at one turn.
  public struct Unit: Sendable, Hashable {
    /// Turn, from 0.
    public let turn: Int
    /// The agent.
    public let agent: AgentID

    /// The decision of an agent at a turn.
    public init(turn: Int, agent: AgentID) {
      self.turn = turn
      self.agent = agent
    }
  }

  /// One line on what the scenario is.
  public var summary: String
  /// Where it comes from: paper, section or table.
  public var source: String
  /// Task family, such as `bifurcation` or `multi-agent`.
  public var family: String
  /// Whether agents take turns.
  public var turnOrder: TurnOrder?
  /// Whether every transition and every ending is certain (the start may still be random).
  public var isDeterministic: Bool?
  /// Whether acting agents see the whole state.
  public var observability: Observability?
  /// Bounds of the team reward of any turn, the ending's reward included.
  public var rewardBounds: ClosedRange<Double>?
  /// Bounds of the discounted sum of the rewards from any turn on, the ending's included: tighter than those that follow
  /// from ``rewardBounds`` and the horizon.
  public var returnBounds: ClosedRange<Double>?
  /// Whether the return from any turn on is one of the two ends of ``returnBounds``, such as 0 for failure and 1 for success.
  public var hasBinaryReturns: Bool?
  /// The units at which some reachable state has two actions of the agent with different action values under the
  /// scenario's behaviour policy.
  public var pivotalUnits: Set<Unit>?

  /// Facts; what is left out is not declared.
  public init(
    summary: String = "", source: String = "", family: String = "", turnOrder: TurnOrder? = nil,
    isDeterministic: Bool? = nil, observability: Observability? = nil,
    rewardBounds: ClosedRange<Double>? = nil, returnBounds: ClosedRange<Double>? = nil,
    hasBinaryReturns: Bool? = nil, pivotalUnits: Set<Unit>? = nil
  ) {
    self.summary = summary
    self.source = source
    self.family = family
    self.turnOrder = turnOrder
    self.isDeterministic = isDeterministic
    self.observability = observability
    self.rewardBounds = rewardBounds
    self.returnBounds = returnBounds
    self.hasBinaryReturns = hasBinaryReturns
    self.pivotalUnits = pivotalUnits
  }
}

extension Scenario {
  /// Whether it is declared that the return from any turn on is one of two numbers, and which.
  package var hasBinaryReturns: Bool { facts.returnBounds != nil && facts.hasBinaryReturns == true }

  /// What the return from any turn on can be, in reward units: as declared, otherwise what the bounds of rewards and the
  /// horizon leave; `nil` where neither is declared.
  package var returnBounds: ClosedRange<Double>? {
    let facts = facts
    if let declared = facts.returnBounds { return declared }
    guard let rewards = facts.rewardBounds else { return nil }
    let weights = (0..<horizon).reduce(into: (sum: 0.0, weight: 1.0)) { state, _ in
      state.sum += state.weight
      state.weight *= discount
    }
    // An episode may stop after one turn.
    let bound = { (reward: Double) in (min(reward, reward * weights.sum), max(reward, reward * weights.sum)) }
    let bounds = bound(rewards.lowerBound).0...bound(rewards.upperBound).1
    return bounds.lowerBound.isFinite && bounds.upperBound.isFinite ? bounds : nil
  }
}
