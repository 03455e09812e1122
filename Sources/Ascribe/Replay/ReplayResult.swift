public import CreditMethods
public import CreditStatistics
public import Ground
public import Trajectories
public import Simulation

/// What a replay of one decision found.
public struct ReplayResult: StoredResult {
  /// `ascribe.replay/2`.
  public static let schema = "ascribe.replay/2"

  /// What the user called the scenario and the policy.
  public let scenario: ScenarioNames
  /// What agents remember.
  public let memory: String
  /// The file that the episode was read from; `nil` for a simulated one.
  public let trace: String?
  /// Seed of every draw.
  public let seed: UInt64
  /// Whether branches share their draws.
  public let noise: Replay.Noise
  /// The episode's name.
  public let episode: String
  /// The turn that was restored, from 0.
  public let turn: Int
  /// Whose decision was replaced.
  public let agent: AgentID
  /// The action that was taken.
  public let taken: String
  /// What the agent was to do instead; `nil`: its policy draws anew.
  public let instead: String?
  /// The agents that act in the turn.
  public let acting: [AgentID]
  /// Continuations of each branch.
  public let continuations: Int
  /// Confidence of every interval.
  public let confidence: Double
  /// What is compared.
  public let contrast: Contrast
  /// How strong the evidence is.
  public let tier: EvidenceTier
  /// The branch in which nothing is changed.
  public let factual: Branch
  /// The branch with the other action.
  public let counterfactual: Branch
  /// Return of the factual branch less that of the counterfactual one.
  public let difference: Difference
  /// Every legal action of the agent, in the scenario's order.
  public let alternatives: [Alternative]
  /// Bounds of what infinitely many continuations would give; `nil` where they were not asked for.
  public let bounds: ReplayBounds?
  /// How far replicas of the factual branch are apart, by what is restored.
  public let noiseFloor: [NoiseFloor]
  /// The turns that were simulated for all of it.
  public let simulatedTurns: Int

  /// What does not fit together in a result that was read.
  public var flaw: String? {
    let hasQuantiles = [factual, counterfactual].allSatisfy { $0.outcomes.quantiles.count == 5 }
    guard hasQuantiles else { return "a branch has not five quantiles: least, quartiles, largest" }
    return bounds.map { $0.alternatives.count == alternatives.count } == false
      ? "bounds has not one entry an alternative" : nil
  }

  /// One way to go on from the restored turn.
  public struct Branch: Sendable, Hashable, Codable {
    /// What the agent does.
    public let action: String
    /// How the continuations went.
    public let outcomes: OutcomeDistribution
    /// What infinitely many continuations would give; `nil` without an exact solution.
    public let exact: ReplayExpectation?
    /// One continuation, turn by turn: the record itself where nothing is changed.
    public let path: ReplayPath
  }

  /// A difference of mean returns.
  public struct Difference: Sendable, Hashable, Codable {
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
  public struct Alternative: Sendable, Hashable, Codable {
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
  public struct NoiseFloor: Sendable, Hashable, Codable {
    /// What was restored.
    public let restored: ReplayPlan.Grade
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
public struct OutcomeDistribution: Sendable, Hashable, Codable {
  /// Continuations that ended in each way.
  public let successes, failures, truncations: Int
  /// The least of their returns, the quartiles, and the largest.
  public let quantiles: [Double]
  /// The distinct returns with their numbers, ascending; absent if there are more than ``mostCounts``.
  public let counts: [Count]?
  /// Mean and standard deviation of the returns.
  public let mean, standardDeviation: Measured<Double>
  /// Student's t interval of the mean.
  public let interval: Measured<ConfidenceInterval>

  /// Share of successes.
  public var successShare: Double {
    Double(successes) / Double(successes + failures + truncations)
  }

  /// Most distinct returns that are told apart.
  public static let mostCounts = 12

  /// A return with the number of continuations that had it.
  public struct Count: Sendable, Hashable, Codable {
    /// The return.
    public let value: Double
    /// The number of continuations.
    public let count: Int
  }

  /// The distinct values of a sample with their numbers; `nil` if there are more than ``mostCounts``.
  static func counts(of sample: SortedSample) -> [Count]? {
    var counts: [Count] = []
    for value in sample.values {
      if let last = counts.last, last.value == value {
        counts[counts.count - 1] = Count(value: value, count: last.count + 1)
      } else {
        guard counts.count < mostCounts else { return nil }
        counts.append(Count(value: value, count: 1))
      }
    }
    return counts
  }
}

/// One way that an episode went.
public struct ReplayPath: Sendable, Hashable, Codable {
  /// The turns, in order.
  public let steps: [Step]
  /// The state after the last turn.
  public let final: String
  /// How it ended.
  public let status: OutcomeStatus
  /// Return from the restored turn on, that turn's reward undiscounted.
  public let `return`: Double

  /// One turn.
  public struct Step: Sendable, Hashable, Codable {
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
  public struct Decision: Sendable, Hashable, Codable {
    /// Who.
    public let agent: AgentID
    /// What.
    public let action: String
  }
}
