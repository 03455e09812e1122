public import Trajectories

/// Decisions, or the turns that they are made in, that are looked at together: all of them, those of one agent, those of
/// one turn, or those of one agent at one turn.
public struct DecisionSlice: Sendable, Hashable, Codable {
  /// The agent that decides; `nil`: whoever does.
  public let agent: AgentID?
  /// The turn, from 0; `nil`: all turns.
  public let turn: Int?

  /// A slice.
  public init(agent: AgentID?, turn: Int?) {
    self.agent = agent
    self.turn = turn
  }

  /// All decisions.
  public static let all = DecisionSlice(agent: nil, turn: nil)

  /// Those of an agent.
  public static func agent(_ agent: AgentID) -> DecisionSlice { DecisionSlice(agent: agent, turn: nil) }

  /// Those of a turn, from 0.
  public static func turn(_ turn: Int) -> DecisionSlice { DecisionSlice(agent: nil, turn: turn) }

  /// Those of an agent at a turn.
  public static func cell(_ agent: AgentID, turn: Int) -> DecisionSlice {
    DecisionSlice(agent: agent, turn: turn)
  }

  /// What kind of slice it is: p-values are corrected among the slices of a kind.
  public enum Kind: String, Sendable, CaseIterable {
    /// All decisions, one slice a method; corrected among the methods.
    case all
    /// By agent.
    case agent
    /// By turn.
    case turn
    /// By agent and turn.
    case cell
  }

  /// What kind of slice it is.
  public var kind: Kind {
    switch (agent, turn) {
    case (nil, nil): .all
    case (_, nil): .agent
    case (nil, _): .turn
    case (_, _): .cell
    }
  }
}
