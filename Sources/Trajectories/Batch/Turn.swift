/// One turn of an ``Episode`` that is built from values: the decisions of the acting agents and the team's reward.
///
/// A field of `nil` is one that a trace leaves out: the batch then has the default that the field's column names.
public struct Turn: Sendable, Hashable {
  /// Key of the state before the joint action: what methods know the state by.
  public var state: String
  /// Team reward after the joint action, finite, in reward units.
  public var reward: Double
  /// What single agents received, finite, in reward units.
  public var rewards: [AgentID: Double]
  /// The decisions, each of another agent; none for a tick of the environment, in which nobody decides.
  public var decisions: [Decision]
  /// Key of the whole state, which agents need not see.
  public var privileged: String?
  /// What is told to informed critics beside what agents know.
  public var signal: String?
  /// Segment number, in `0...Int32.max`, never below that of the turn before; the turn's index if it is `nil`.
  public var segment: Int?
  /// Probability of the right answer before the turn, in `0...1`.
  public var belief: Double?
  /// A judge's process score, in `-1...1`.
  public var process: Double?

  /// A turn; what is not given is left out. A turn with rewards of agents and no reward of the team has their sum.
  public init(
    state: String, reward: Double? = nil, decisions: [Decision], privileged: String? = nil,
    signal: String? = nil, segment: Int? = nil, belief: Double? = nil, process: Double? = nil,
    rewards: [AgentID: Double] = [:]
  ) {
    self.state = state
    self.reward = reward ?? rewards.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    self.rewards = rewards
    self.decisions = decisions
    self.privileged = privileged
    self.signal = signal
    self.segment = segment
    self.belief = belief
    self.process = process
  }
}
