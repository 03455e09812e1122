/// One row a turn.
public struct TurnColumns: Sendable {
  /// Anchor state key before the joint action, a symbol of `keys`.
  public package(set) var state: [UInt32] = []
  /// Team reward received after the joint action, finite, in reward units; where a trace gives rewards of agents alone,
  /// their sum.
  public package(set) var reward: [Double] = []
  /// First decision of each turn, and one entry more: the number of decisions. A turn in which nobody decides, a tick of
  /// the environment, has none.
  public package(set) var decisionStart: [Int32] = [0]

  /// Privileged state key, a symbol of `keys`; ``TurnColumns/absent`` where a turn has none.
  public package(set) var privileged: [UInt32]?
  /// What is told to informed critics beside what agents know, a symbol of `keys`; ``TurnColumns/absent`` where a turn
  /// has none.
  public package(set) var signal: [UInt32]?
  /// Segment number, never decreasing within an episode; without the column each turn is its own segment.
  public package(set) var segment: [Int32]?
  /// What single agents received in the turn, by agent in alphabetical order; empty where a turn does not say.
  public package(set) var agentRewards: [[AgentReward]]?
  /// Probability of the right answer before the turn, in `0...1`; `NaN` where a turn has none.
  public package(set) var belief: [Double]?
  /// A judge's process score, in `-1...1`; `NaN` where a turn has none.
  public package(set) var process: [Double]?

  /// The symbol that stands for "this row has no such key" in an optional column.
  public static let absent = UInt32.max

  /// What one agent received in a turn.
  public struct AgentReward: Sendable, Hashable {
    /// The agent, a symbol of `agents`; it need not decide in the turn.
    public let agent: UInt32
    /// Finite, in reward units.
    public let reward: Double

    package init(agent: UInt32, reward: Double) {
      self.agent = agent
      self.reward = reward
    }
  }

  package init() {}
}
