package import Simulation
package import Trajectories

/// What a scenario declares, how large it is, and what follows from its exact solution under a policy.
package struct ScenarioDescription: StoredResult, Hashable {
  /// `ascribe.scenario/1`.
  package static let schema = "ascribe.scenario/1"

  /// The scenario and the policy as they were asked for, and what agents remember.
  package let scenario, policy, memory: String
  /// What it declares; empty where it declares nothing.
  package let summary, source, family: String
  /// What it declares; absent where it declares nothing.
  package let turnOrder, observability: String?
  /// Whether transitions and endings are certain; absent where it is not declared.
  package let isDeterministic: Bool?
  /// Least and largest reward of a turn; absent where they are not declared.
  package let rewardBounds: [Double]?
  /// Turns of an episode: the most that are possible; the fewest, the median and the most under the policy.
  package let horizon, leastTurns, medianTurns, mostTurns: Int
  /// Per-turn discount.
  package let discount: Double
  /// Means over decisions: legal actions, and entropy in nats.
  package let legalActions, entropy: Double
  /// Value of the policy, its probability of success, and the value of agents that see everything.
  package let value, successProbability, upperBound: Double
  /// E[Var(counterfactual credit | information state, action)].
  package let aliasingGap: Double
  /// Mean tokens of an episode; absent where none are declared.
  package let tokens: Double?
  /// Sizes.
  package let states, publicStates, privilegedStates, nodes, informationStates, jointActions, outcomes: Int
  /// Units of an agent and a turn that the policy reaches.
  package let units: Int
  /// Shares of the return's variance: `start`, `decisions`, `luck` and `final`; absent where it has none.
  package let varianceShares: [String: Double]?
  /// The share of the turn whose decisions matter most among all decisions; absent where none matters.
  package let largestTurnShare: Double?
  /// The agents.
  package let agents: [Agent]
  /// Units whose actions differ in value.
  package let pivotalUnits: [Pivotal]
  /// Its parameters.
  package let parameters: [ParameterDescription]
  /// What may be a mistake in its file; absent where that was not asked for.
  package let notes: [String]?

  /// An agent with the numbers of its information states and actions.
  package struct Agent: Sendable, Hashable, Codable {
    /// The agent.
    package let agent: AgentID
    /// Its information states, and distinct actions in all of them.
    package let informationStates, actions: Int
  }

  /// A unit whose actions differ in value.
  package struct Pivotal: Sendable, Hashable, Codable {
    /// The agent.
    package let agent: AgentID
    /// The turn, from 0.
    package let turn: Int
    /// Success after the worst action over that after the best; absent where success is impossible.
    package let recoverability: Double?
  }

  /// The description of a scenario.
  ///
  /// - Parameters:
  ///   - metadata: What was computed.
  ///   - mdp: The compiled scenario.
  ///   - scenario: The scenario as the user asked for it.
  ///   - policy: The policy as the user asked for it.
  ///   - parameters: The parameters of the scenario.
  ///   - notes: What may be a mistake in its file; `nil` where that was not asked for.
  package init(
    _ metadata: ScenarioMetadata, of mdp: TurnMDP, scenario: String, policy: String,
    parameters: [ParameterSpecification], notes: [String]? = nil
  ) {
    let facts = metadata.facts
    self.notes = notes
    self.scenario = scenario
    summary = facts.summary
    source = facts.source
    family = facts.family
    self.policy = policy
    memory = mdp.memory.description
    turnOrder = facts.turnOrder?.rawValue
    observability = facts.observability?.rawValue
    isDeterministic = facts.isDeterministic
    rewardBounds = facts.rewardBounds.map { [$0.lowerBound, $0.upperBound] }
    horizon = mdp.horizon
    (leastTurns, medianTurns, mostTurns) = metadata.turns
    discount = mdp.discount
    legalActions = metadata.legalActions
    entropy = metadata.entropy
    value = metadata.value
    successProbability = metadata.successProbability
    upperBound = metadata.upperBound
    aliasingGap = metadata.aliasingGap
    tokens = metadata.tokens
    states = metadata.states
    publicStates = metadata.publicStates
    privilegedStates = metadata.privilegedStates
    nodes = metadata.nodes
    informationStates = metadata.informationStates
    jointActions = metadata.jointActions
    outcomes = metadata.outcomes
    units = metadata.unitCount
    varianceShares = metadata.shares.map {
      ["start": $0.start, "decisions": $0.decisions, "luck": $0.luck, "final": $0.final]
    }
    largestTurnShare = metadata.shares?.concentration
    agents = metadata.agents.map {
      Agent(agent: $0.agent, informationStates: $0.informationStates, actions: $0.actions)
    }
    pivotalUnits = metadata.pivotalUnits.map {
      Pivotal(agent: $0.unit.agent, turn: $0.unit.turn, recoverability: $0.recoverability)
    }
    self.parameters = parameters.map(ParameterDescription.init)
  }
}
