public import DecPOMDP
import Trajectories
public import Simulation

/// The optimal joint policy of a scenario in which all agents act in every turn, in the scenario's own words.
///
/// An agent's information states are its whole histories (memory `history`): what it observed and did so far.
public struct OptimalPolicy: Sendable {
  /// The plan with its bounds; the numbers of actions and observations are those of ``model``.
  public let solution: OptimalSolution
  /// The scenario as a model.
  public let model: DecPOMDPModel
  /// What each agent observes before the first turn.
  private let firstObservations: [String]
  /// Whether each agent's last observation says that the episode is over.
  private let hasEnd: Bool

  /// Most histories of an agent that are put into a table.
  public static let historyLimit = 1_000_000

  /// Searches for the optimal policy.
  ///
  /// - Parameters:
  ///   - mdp: The scenario, compiled with memory `last`.
  ///   - limits: What the search may take.
  ///   - progress: Told the bounds now and then.
  /// - Throws: ``OptimalPolicyError`` for a scenario that is no Dec-POMDP or is too large.
  public init(
    of mdp: TurnMDP, limits: SearchLimits = SearchLimits(),
    progress: (SearchProgress) -> Void = { _ in }
  ) throws(OptimalPolicyError) {
    let extraction: ModelExtraction
    do throws(ModelExtractionError) {
      extraction = try ModelExtraction(of: mdp)
    } catch {
      throw .noDecPOMDP(error)
    }
    try self.init(
      extraction.model, horizon: mdp.horizon, firstObservations: extraction.firstObservations,
      hasEnd: (0..<mdp.nodeCount).contains { mdp.nodes.isTerminal($0) },
      limits, progress)
  }

  /// Searches for the optimal policy of a model, without the tables of a scenario.
  ///
  /// - Parameters:
  ///   - scenario: The model with its horizon.
  ///   - limits: What the search may take.
  ///   - progress: Told the bounds now and then.
  /// - Throws: ``OptimalPolicyError/notSolved(_:)``.
  public init(
    of scenario: DecPOMDPScenario, limits: SearchLimits = SearchLimits(),
    progress: (SearchProgress) -> Void = { _ in }
  ) throws(OptimalPolicyError) {
    let first = scenario.initialStates.outcomes[0].element
    try self.init(
      scenario.model, horizon: scenario.horizon,
      firstObservations: scenario.agents.map {
        scenario.label(ofObservation: scenario.observation(for: $0, in: first))
      }, hasEnd: false, limits, progress)
  }

  private init(
    _ model: DecPOMDPModel, horizon: Int, firstObservations: [String], hasEnd: Bool, _ limits: SearchLimits,
    _ progress: (SearchProgress) -> Void
  ) throws(OptimalPolicyError) {
    self.model = model
    self.firstObservations = firstObservations
    self.hasEnd = hasEnd
    do throws(SolverError) {
      var search = try JointPolicySearch(model, horizon: horizon, limits: limits)
      solution = try search.solve(progress: progress)
    } catch {
      throw .notSolved(error)
    }
  }

  /// One history of an agent that the policy may reach, and what the agent then does.
  public struct History: Sendable, Hashable {
    /// The information state as it stands in policy files.
    public let informationState: String
    /// Turn, from 0.
    public let turn: Int
    /// What the agent observed last.
    public let observation: String
    /// What it does.
    public let action: String
  }

  /// Number of an agent's histories, but at most one more than ``historyLimit``.
  public func historyCount(of agent: Int) -> Int {
    var counts = [1]
    var total = 0
    for turn in solution.plan.turns {
      total = min(total + counts.reduce(0, +), Self.historyLimit + 1)
      guard !turn.next.isEmpty else { break }
      var next: [Int] = []
      for (place, node) in turn.next[agent].enumerated() where isActing(place, agent) && node >= 0 {
        if next.count <= node { next += [Int](repeating: 0, count: node + 1 - next.count) }
        next[node] = min(next[node] + counts[place / width(agent)], Self.historyLimit + 1)
      }
      counts = next
    }
    return total
  }

  /// An agent's histories, each followed by those that continue it; not more than ``historyLimit`` and one.
  public func histories(of agent: Int) -> [History] {
    var histories: [History] = []
    append(firstObservations[agent], firstObservations[agent], agent, turn: 0, node: 0, to: &histories)
    return histories
  }

  private func append(
    _ observation: String, _ known: String, _ agent: Int, turn: Int, node: Int, to histories: inout [History]
  ) {
    let turns = solution.plan.turns
    guard turn < turns.count, histories.count <= Self.historyLimit else { return }
    let action = model.actions[agent][turns[turn].actions[agent][node]]
    histories.append(History(informationState: known, turn: turn, observation: observation, action: action))
    guard !turns[turn].next.isEmpty else { return }
    let places = node * width(agent)..<(node + 1) * width(agent)
    for place in places where isActing(place, agent) && turns[turn].next[agent][place] >= 0 {
      let seen = model.observations[agent][place - places.lowerBound]
      append(
        seen, "\(known) > \(action) > \(seen)", agent, turn: turn + 1, node: turns[turn].next[agent][place],
        to: &histories)
    }
  }

  private func width(_ agent: Int) -> Int { model.observations[agent].count }

  /// Whether the episode goes on after the observation of a place in a table of next nodes.
  private func isActing(_ place: Int, _ agent: Int) -> Bool {
    !hasEnd || place % width(agent) < width(agent) - 1
  }

  /// The policy as the contents of an `ascribe.policy/1` file, uniform where it never comes.
  ///
  /// - Throws: ``OptimalPolicyError/tooManyHistories(agent:)``.
  public func table() throws(OptimalPolicyError) -> PolicyTable {
    var agents: [String: [String: [String: Double]]] = [:]
    for (agent, name) in model.agents.enumerated() {
      guard historyCount(of: agent) <= Self.historyLimit else { throw .tooManyHistories(agent: name) }
      agents[name] = Dictionary(
        uniqueKeysWithValues: histories(of: agent).map { history in
          let row = model.actions[agent].map { ($0, $0 == history.action ? 1.0 : 0) }
          return (history.informationState, Dictionary(uniqueKeysWithValues: row))
        })
    }
    return PolicyTable(agents: agents)
  }
}

/// The contents of an `ascribe.policy/1` file: probabilities by agent, information state and action.
public struct PolicyTable: Encodable, Sendable {
  private let schema = "ascribe.policy/1"
  private let values = "probabilities"
  private let otherwise = "uniform"
  /// Agent -> information state -> action -> probability.
  public let agents: [String: [String: [String: Double]]]
}

/// Why there is no optimal policy to be had.
public enum OptimalPolicyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The scenario cannot be expressed as a Dec-POMDP.
  case noDecPOMDP(ModelExtractionError)
  /// The model cannot be solved.
  case notSolved(SolverError)
  /// An agent has more histories than a table may have.
  case tooManyHistories(agent: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noDecPOMDP(let error): "This is no Dec-POMDP. \(error)"
    case .notSolved(let error): error.description
    case .tooManyHistories(let agent):
      "The policy of agent \"\(agent)\" has more than \(OptimalPolicy.historyLimit) histories; a policy file would "
        + "be too large. Shorten the horizon."
    }
  }
}
