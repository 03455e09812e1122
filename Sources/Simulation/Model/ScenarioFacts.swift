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
  /// The units at which some reachable state has two actions of the agent with different action values under the
  /// scenario's behaviour policy.
  public var pivotalUnits: Set<Unit>?

  /// Facts; what is left out is not declared.
  public init(
    summary: String = "", source: String = "", family: String = "", turnOrder: TurnOrder? = nil,
    isDeterministic: Bool? = nil, observability: Observability? = nil,
    rewardBounds: ClosedRange<Double>? = nil,
    pivotalUnits: Set<Unit>? = nil
  ) {
    self.summary = summary
    self.source = source
    self.family = family
    self.turnOrder = turnOrder
    self.isDeterministic = isDeterministic
    self.observability = observability
    self.rewardBounds = rewardBounds
    self.pivotalUnits = pivotalUnits
  }
}
