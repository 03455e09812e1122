import DecPOMDP

/// What the search for the optimal joint policy of a scenario found, and how far another policy is off it.
public struct SolveResult: StoredResult, Hashable {
  /// `ascribe.solve/1`.
  public static let schema = "ascribe.solve/1"

  /// The scenario as it was asked for, and what it is.
  public let scenario, title: String
  /// How the search ended: `optimal`, or the limit that stopped it.
  public let status: String
  /// Largest number of turns.
  public let horizon: Int
  /// Sizes of the model.
  public let states, jointActions, jointObservations: Int
  /// Partial policies that were expanded, and beliefs.
  public let expanded, beliefs: Int
  /// Per-turn discount.
  public let discount: Double
  /// The value of the policy, and a bound that no policy is above; equal if it is optimal.
  public let value, upperBound: Double
  /// For a problem without a horizon: between what its optimal value lies. The other numbers are of the first turns.
  public let endless: Endless?
  /// Nodes of the policy by agent.
  public let nodes: [String: Int]
  /// The policy, agent by agent.
  public let policies: [AgentPolicy]
  /// The policy that is compared with it.
  public let compared: Compared

  /// What does not fit together in a result that was read.
  public var flaw: String? {
    let outside = policies.lazy.flatMap(\.steps).first { !(0..<max(0, horizon)).contains($0.turn) }
    return outside.map { "policies has the turn \($0.turn), the horizon is \(horizon)" }
  }

  /// Whether the policy is optimal.
  public var isOptimal: Bool { status == OptimalSolution.Status.optimal.rawValue }

  /// What an agent does.
  public struct AgentPolicy: Sendable, Hashable, Codable {
    /// The agent.
    public let agent: String
    /// Its histories that the policy may reach, or so many that there are more.
    public let histories: Int
    /// Whether there are more histories than that.
    public let hasMore: Bool
    /// What it does after each history, each followed by those that continue it; empty where there are too many.
    public let steps: [Step]
  }

  /// Bounds of the optimal value of a problem without a horizon.
  public struct Endless: Sendable, Hashable, Codable {
    /// The bounds.
    public let value, upperBound: Double
  }

  /// What an agent does after a history.
  public struct Step: Sendable, Hashable, Codable {
    /// The turn, from 0.
    public let turn: Int
    /// What it observed last, and what it does.
    public let observation, action: String
  }

  /// A policy that is compared with the one that was found.
  public struct Compared: Sendable, Hashable, Codable {
    /// The policy as it was asked for, and what its agents remember.
    public let policy, memory: String
    /// Its value.
    public let value: Double
    /// The optimal value less this one; if the search was stopped, between the two numbers.
    public let regret, regretAtMost: Double
  }

  /// Most histories of an agent that a result holds.
  public static let mostSteps = 63

  /// The result of a search.
  ///
  /// - Parameters:
  ///   - optimal: What it found.
  ///   - compared: The value of the policy that is compared.
  ///   - title: The scenario, and what it is.
  ///   - truncation: What later turns may add, for a problem without a horizon.
  public init(
    _ optimal: OptimalPolicy, against compared: ValueResult, title: String, truncation: Truncation? = nil
  ) {
    let (solution, model) = (optimal.solution, optimal.model)
    scenario = compared.scenario
    self.title = title
    status = solution.status.rawValue
    horizon = compared.horizon
    states = model.stateCount
    jointActions = model.jointActionCount
    jointObservations = model.jointObservationCount
    expanded = solution.expandedCount
    beliefs = solution.beliefCount
    discount = model.discount
    value = solution.value
    upperBound = solution.upperBound
    endless = truncation.map {
      Endless(value: solution.value + $0.least, upperBound: solution.upperBound + $0.most)
    }
    nodes = Dictionary(
      uniqueKeysWithValues: model.agents.enumerated().map { ($1, solution.plan.nodeCount(of: $0)) })
    policies = model.agents.indices.map { AgentPolicy(of: $0, in: optimal) }
    self.compared = Compared(
      policy: compared.policy, memory: compared.memory, value: compared.value,
      regret: max(0, solution.value - compared.value),
      regretAtMost: max(0, solution.upperBound - compared.value))
  }
}

extension SolveResult.AgentPolicy {
  fileprivate init(of agent: Int, in optimal: OptimalPolicy) {
    let count = optimal.historyCount(of: agent)
    self.agent = optimal.model.agents[agent]
    hasMore = count > OptimalPolicy.historyLimit
    histories = hasMore ? count - 1 : count
    steps =
      count > SolveResult.mostSteps
      ? []
      : optimal.histories(of: agent).map {
        SolveResult.Step(turn: $0.turn, observation: $0.observation, action: $0.action)
      }
  }
}
