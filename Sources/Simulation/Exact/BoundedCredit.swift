public import Trajectories

/// Bounds of the exact credit of an action of an agent in a state at a turn, averaged over what its teammates do at the same time.
///
/// The credit is E[Q(x, (a, A_-i))] - V(x). Both depend on what can come after the turn, of which bounds are known: a state after
/// it that the action makes more probable than the policy does counts with a positive weight, another with a negative one, so that
/// what comes after whatever is done cancels.
public struct BoundedCredit: Sendable, Hashable {
  /// Turn, from 0.
  public let turn: Int
  /// The state, by its privileged key.
  public let state: String
  /// Who acts.
  public let agent: AgentID
  /// What the agent knows.
  public let informationState: String
  /// What it does.
  public let action: String
  /// The probability that the decision occurs in an episode: between what was found and that with all that was not expanded.
  public let probability: ClosedRange<Double>
  /// Bounds of the credit, in units of return.
  public let credit: ClosedRange<Double>
}
