/// The numbers and flags that a decision may have.
package struct DecisionExtras: Sendable {
  package var logProbability: Double?
  package var referenceLogProbability: Double?
  package var valid: Bool?
  package var tokens: Int?
  package var judge: Double?
  package var entropy: Double?

  /// Nothing.
  package init() {}

  /// What a decision has.
  package init(_ decision: Decision) {
    logProbability = decision.logProbability
    referenceLogProbability = decision.referenceLogProbability
    valid = decision.valid
    tokens = decision.tokens
    judge = decision.judge
    entropy = decision.entropy
  }
}
