public import Ground
public import CreditStatistics
public import Trajectories
public import Simulation

/// What a replay of one decision found.
public struct ReplayResult: Sendable {
  /// The episode's name.
  public let episode: String
  /// The action that was taken.
  public let taken: String
  /// The agents that act in the turn.
  public let acting: [AgentID]
  /// The branch in which nothing is changed.
  public let factual: Branch
  /// The branch with the other action.
  public let counterfactual: Branch
  /// Return of the factual branch less that of the counterfactual one.
  public let contrast: Difference
  /// Every legal action of the agent, in the scenario's order.
  public let alternatives: [Alternative]
  /// How far replicas of the factual branch are apart, by what is restored.
  public let floors: [NoiseFloor]
  /// The turns that were simulated for all of it.
  public let simulatedTurns: Int

  /// One way to go on from the restored turn.
  public struct Branch: Sendable {
    /// What the agent does.
    public let label: String
    /// How the continuations went.
    public let outcomes: OutcomeDistribution
    /// What infinitely many continuations would give; `nil` without an exact solution.
    public let exact: ReplayExpectation?
    /// One continuation, turn by turn: the record itself where nothing is changed.
    public let path: ReplayPath
  }

  /// A difference of mean returns.
  public struct Difference: Sendable {
    /// Mean of the differences, continuation by continuation.
    public let mean: Measured<Double>
    /// Its standard error.
    public let standardError: Measured<Double>
    /// Student's t interval of it.
    public let interval: Measured<ConfidenceInterval>
    /// What infinitely many continuations would give; `nil` without an exact solution.
    public let exact: Double?
  }

  /// One legal action of the agent.
  public struct Alternative: Sendable {
    /// The action.
    public let action: String
    /// Its probability under the policy.
    public let probability: Double
    /// Mean return of its continuations, and the exact one.
    public let meanReturn: Measured<Double>
    /// What infinitely many continuations would give; `nil` without an exact solution.
    public let exact: ReplayExpectation?
  }

  /// How far two replays of the same branch are apart that differ in their draws alone. A difference between branches
  /// that is smaller says nothing.
  public struct NoiseFloor: Sendable {
    /// What was restored.
    public let grade: ReplayPlan.Grade
    /// Mean return of one replica.
    public let meanReturn: Measured<Double>
    /// The exact mean; `nil` without an exact solution.
    public let exact: Double?
    /// Difference between the means of two replicas of as many continuations, with its interval.
    public let difference: Difference
    /// Standard deviation of the difference between two single replays, in reward units.
    public let spread: Measured<Double>
    /// Share of pairs of replays that end differently: success in one, not in the other.
    public let disagreement: Double
    /// Share of replays that do not reach the restored turn.
    public let unreached: Double
    /// Recorded decisions a replay that could not be made again.
    public let substitutions: Double
  }
}

/// How continuations went.
public struct OutcomeDistribution: Sendable {
  /// Continuations that ended in each way.
  public let successes, failures, truncations: Int
  /// Their returns, ascending.
  public let returns: SortedSample
  /// Mean and standard deviation of the returns.
  public let mean, standardDeviation: Measured<Double>
  /// Student's t interval of the mean.
  public let interval: Measured<ConfidenceInterval>

  /// Share of successes.
  public var successShare: Double {
    Double(successes) / Double(successes + failures + truncations)
  }

  /// The distinct returns with their numbers, ascending; `nil` if there are more than `limit`.
  public func counts(atMost limit: Int) -> [(value: Double, count: Int)]? {
    var counts: [(value: Double, count: Int)] = []
    for value in returns.values {
      if let last = counts.last, last.value == value {
        counts[counts.count - 1].count += 1
      } else {
        guard counts.count < limit else { return nil }
        counts.append((value, 1))
      }
    }
    return counts
  }
}

/// One way that an episode went.
public struct ReplayPath: Sendable {
  /// The turns, in order.
  public let steps: [Step]
  /// The state after the last turn.
  public let final: String
  /// How it ended.
  public let status: OutcomeStatus
  /// Return from the restored turn on, that turn's reward undiscounted.
  public let `return`: Double

  /// One turn.
  public struct Step: Sendable, Hashable {
    /// Turn, from 0.
    public let turn: Int
    /// What a trace shows of the state.
    public let state: String
    /// The decisions of the acting agents.
    public let decisions: [Decision]
    /// The turn's reward, an ending's included.
    public let reward: Double
  }

  /// What one agent did.
  public struct Decision: Sendable, Hashable {
    /// Who.
    public let agent: AgentID
    /// What.
    public let action: String
  }
}
