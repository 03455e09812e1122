/// One row a decision: the action of one agent in one turn.
public struct DecisionColumns: Sendable {
  /// The agent, a symbol of `agents`.
  public package(set) var agent: [UInt32] = []
  /// The action, a symbol of `actions`.
  public package(set) var action: [UInt32] = []

  /// The agent's information state, a symbol of `keys`; without the column it is the turn's state.
  public package(set) var observation: [UInt32]?
  /// Log-probability of the action under the behaviour policy, in nats, at most 0; `NaN` where a row has none.
  public package(set) var logProbability: [Double]?
  /// Log-probability of the action under a reference policy, in nats, at most 0; `NaN` where a row has none.
  public package(set) var referenceLogProbability: [Double]?
  /// Whether the environment accepted the action; without the column every action was valid.
  public package(set) var valid: [Bool]?
  /// Tokens of the decision; without the column each decision has one token.
  public package(set) var tokens: [Int32]?
  /// A judge's label or score; `NaN` where a row has none.
  public package(set) var judge: [Double]?
  /// Policy entropy at the decision, in nats; `NaN` where a row has none.
  public package(set) var entropy: [Double]?
  /// What the writer of the trace knows the decision by; `nil` where a row has none. No method reads it.
  public package(set) var row: [RowLabel?]?
  /// Evaluation factors, `factorCount` a decision; a row without them holds `NaN`.
  public package(set) var factors: [Double]?
  /// Length of every decision's factors; 0 without the column.
  public package(set) var factorCount = 0

  package init() {}
}
