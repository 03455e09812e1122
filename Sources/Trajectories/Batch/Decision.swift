/// What one agent did in one turn of an ``Episode`` that is built from values.
///
/// A field of `nil` is one that a trace leaves out: the batch then has the default that the field's column names.
public struct Decision: Sendable, Hashable {
  /// The agent; it decides at most once a turn.
  public var agent: AgentID
  /// The action.
  public var action: String
  /// The agent's information state; the turn's state if it is `nil`.
  public var observation: String?
  /// Log-probability of the action under the behaviour policy, in nats, at most 0.
  public var logProbability: Double?
  /// Log-probability of the action under a reference policy, in nats, at most 0.
  public var referenceLogProbability: Double?
  /// Whether the environment accepted the action; it did if this is `nil`.
  public var valid: Bool?
  /// Tokens of the decision, in `0...Int32.max`; 1 if it is `nil`.
  public var tokens: Int?
  /// A judge's label or score.
  public var judge: Double?
  /// Evaluation factors, at least one and equally many in all decisions of a batch that have some.
  public var factors: [Double]?
  /// Policy entropy at the decision, in nats, at least 0.
  public var entropy: Double?
  /// What the writer knows the decision by; it comes back with the credit.
  public var row: RowLabel?

  /// A decision; what is not given is left out.
  public init(
    agent: AgentID, action: String, observation: String? = nil, logProbability: Double? = nil,
    referenceLogProbability: Double? = nil, valid: Bool? = nil, tokens: Int? = nil, judge: Double? = nil,
    factors: [Double]? = nil, entropy: Double? = nil, row: RowLabel? = nil
  ) {
    self.agent = agent
    self.action = action
    self.observation = observation
    self.logProbability = logProbability
    self.referenceLogProbability = referenceLogProbability
    self.valid = valid
    self.tokens = tokens
    self.judge = judge
    self.factors = factors
    self.entropy = entropy
    self.row = row
  }
}
