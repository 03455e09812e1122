import Glibc
public import Trajectories

/// Every legal action with the same probability.
public struct UniformPolicy: Policy {
  /// The uniform policy.
  public init() {}

  /// `1 / n` for each of `n` actions.
  public func probabilities(in state: InformationState) -> [ActionProbability] {
    let probability = 1 / Double(state.actions.count)
    return state.actions.map { _ in ActionProbability(probability, logProbability: log(probability)) }
  }

  /// Always.
  public func dependsOnObservationAlone(_ agent: AgentID, remembering past: String?) -> Bool { true }
}

/// The scenario's own behaviour policy.
public struct BehaviourPolicy: Policy {
  /// The behaviour policy of whatever scenario asks.
  public init() {}

  /// The scenario's own probabilities.
  public func probabilities(in state: InformationState) -> [ActionProbability] {
    state.behaviour.map { ActionProbability($0, logProbability: log($0)) }
  }

  /// Always: a behaviour policy is a function of the observation.
  public func dependsOnObservationAlone(_ agent: AgentID, remembering past: String?) -> Bool { true }
}

/// One action an agent, by its label, whatever the agent knows.
public struct FixedPolicy: Policy {
  private let actions: [AgentID: String]

  /// The policy of a team.
  ///
  /// - Parameters:
  ///   - actions: One action for all agents, or one for each agent, in their order.
  ///   - agents: All agents of the team.
  /// - Throws: ``PolicyError/actionCount(found:agents:)`` for another number of actions.
  public init(_ actions: [String], of agents: [AgentID]) throws(PolicyError) {
    guard actions.count == 1 || actions.count == agents.count else {
      throw .actionCount(found: actions.count, agents: agents.count)
    }
    let own = agents.indices.map { actions[actions.count == 1 ? 0 : $0] }
    self.actions = Dictionary(zip(agents, own), uniquingKeysWith: { first, _ in first })
  }

  /// Probability 1 for the agent's action.
  ///
  /// - Throws: ``PolicyError/unknownName(kind:found:accepted:)`` where that action is not legal.
  public func probabilities(in state: InformationState) throws(PolicyError) -> [ActionProbability] {
    let action = actions[state.agent] ?? ""
    guard state.actions.contains(action) else {
      throw .unknownName(
        kind: "action of agent \"\(state.agent)\" in \"\(state.label)\"", found: action,
        accepted: state.actions)
    }
    return state.actions.map { $0 == action ? .certain : .impossible }
  }

  /// Always true.
  public var isDeterministic: Bool { true }

  /// Always.
  public func dependsOnObservationAlone(_ agent: AgentID, remembering past: String?) -> Bool { true }
}

/// A table by names: agent, information state and action, as in a policy file.
public struct NamedPolicy: Policy {
  private let entries: TabularPolicy.Entries
  private let otherwise: (any Policy)?
  private let table: [String: [String: [String: Double]]]
  /// How the labels of each agent's listed information states begin, cut after each " > ".
  private let beginnings: [String: Set<String>]

  /// A policy from a table.
  ///
  /// - Parameters:
  ///   - entries: What the numbers are.
  ///   - table: Agent, information state, action and its number.
  ///   - otherwise: The policy at information states that the table lacks; `nil` if it must have all.
  public init(
    _ entries: TabularPolicy.Entries, _ table: [String: [String: [String: Double]]],
    otherwise: (any Policy)? = nil
  ) {
    self.entries = entries
    self.table = table
    self.otherwise = otherwise
    beginnings = table.mapValues { states in
      var beginnings: Set<String> = []
      for label in states.keys {
        var past = ""
        for part in label.split(separator: " > ", omittingEmptySubsequences: false).dropLast() {
          past += "\(part) > "
          beginnings.insert(past)
        }
      }
      return beginnings
    }
  }

  /// A table on compiled tables, by its names.
  init(_ policy: TabularPolicy, on mdp: TurnMDP) {
    var table: [String: [String: [String: Double]]] = [:]
    for known in mdp.information.agent.indices {
      let state = mdp.informationState(known)
      let numbers = policy.probability[mdp.information.choices(of: known)]
      table[state.agent.name, default: [:]][state.label] = Dictionary(
        zip(state.actions, numbers), uniquingKeysWith: { first, _ in first })
    }
    self.init(.probabilities, table)
  }

  /// The numbers of the table, as probabilities.
  ///
  /// - Throws: ``PolicyError`` for a missing, negative or not finite number, a sum other than 1, and an action that is
  ///   not legal.
  public func probabilities(in state: InformationState) throws(PolicyError) -> [ActionProbability] {
    let row = table[state.agent.name]?[state.label]
    for action in (row ?? [:]).keys.sorted() where !state.actions.contains(action) {
      throw .unknownName(
        kind: "action of agent \"\(state.agent)\" in \"\(state.label)\"", found: action,
        accepted: state.actions)
    }
    if let otherwise, state.actions.allSatisfy({ row?[$0] == nil }) {
      return try otherwise.probabilities(in: state)
    }
    return try entries.row(of: state.actions, agent: state.agent, informationState: state.label) { row?[$0] }
  }

  /// Where the table lists nothing that could still come.
  public func dependsOnObservationAlone(_ agent: AgentID, remembering past: String?) -> Bool {
    guard let otherwise, otherwise.dependsOnObservationAlone(agent, remembering: past) else { return false }
    guard let beginnings = beginnings[agent.name] else { return true }
    guard let past, !past.isEmpty else { return table[agent.name]?.isEmpty ?? true }
    return !beginnings.contains(past)
  }

  /// Information states of the table that are not among those of some tables: mistakes, or what the policy never reaches.
  ///
  /// - Returns: (agent, information state), sorted.
  public func unused(on mdp: TurnMDP) -> [(agent: String, informationState: String)] {
    var met: [String: Set<String>] = [:]
    for state in mdp.information.agent.indices {
      met[mdp.agents[Int(mdp.information.agent[state])].name, default: []].insert(
        mdp.symbols.keys[mdp.information.key[state]])
    }
    return table.sorted { $0.key < $1.key }.flatMap { agent, states in
      states.keys.filter { met[agent]?.contains($0) != true }.sorted().map { (agent, $0) }
    }
  }
}

extension ActionProbability {
  static let certain = ActionProbability(1, logProbability: 0)
  static let impossible = ActionProbability(0, logProbability: -.infinity)
}
