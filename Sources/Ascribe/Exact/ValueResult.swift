/// The exact value of a policy, and nothing else.
public struct ValueResult: StoredResult, Hashable {
  /// `ascribe.exact-value/1`.
  public static let schema = "ascribe.exact-value/1"

  /// The scenario and the policy as they were asked for, and what agents remember.
  public let scenario, policy, memory: String
  /// Largest number of turns.
  public let horizon: Int
  /// Per-turn discount, and the value in reward units.
  public let discount, value: Double

  /// The value of a policy.
  public init(
    scenario: String, policy: String, memory: String, horizon: Int, discount: Double, value: Double
  ) {
    self.scenario = scenario
    self.policy = policy
    self.memory = memory
    self.horizon = horizon
    self.discount = discount
    self.value = value
  }
}
