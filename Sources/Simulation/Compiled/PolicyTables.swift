import Trajectories

/// A scenario compiled as far as a policy needs it, with the policy as a table on it.
///
/// Where a policy gives probability 0 to most actions, this is small where the whole would not fit. Joint actions that
/// are left out have no outcomes, and their values are not a number (`Double.nan`).
public struct PolicyTables: Sendable {
  /// The tables. Their numbers are those of the complete ones where the policy takes every joint action.
  public let mdp: TurnMDP
  /// The policy.
  public let policy: TabularPolicy

  /// Tables with a policy on them.
  public init(mdp: TurnMDP, policy: TabularPolicy) {
    self.mdp = mdp
    self.policy = policy
  }

  /// Compiles what a policy reaches.
  ///
  /// With ``Coverage/deviations`` every joint action of the nodes that the policy reaches has its exact value: what
  /// follows after it is explored under the policy. There, memories that the policy says not to depend on
  /// (``Policy/dependsOnObservationAlone(_:remembering:)``) are not told apart.
  ///
  /// - Parameters:
  ///   - scenario: The scenario.
  ///   - policy: The policy; it is asked about the information states that are met.
  ///   - memory: What agents remember.
  ///   - coverage: What is compiled beside what the policy does; ``Coverage/complete`` compiles everything.
  ///   - stateLimit: Most nodes that are found before giving up.
  /// - Throws: ``ScenarioError`` for a rule that the scenario breaks, and when the limit is passed; ``PolicyError`` of
  ///   the policy.
  /// - Complexity: O(nodes + joint actions + outcomes found) beyond the scenario's and the policy's own code.
  public init(
    compiling scenario: some Scenario, under policy: some Policy, memory: Memory = .lastObservation,
    coverage: Coverage = .policy, stateLimit: Int = 2_000_000
  ) throws {
    let world = try World(scenario, memory: memory, limit: stateLimit)
    guard coverage != .complete else {
      var exploration = Exploration(world)
      try exploration.exploreAll()
      mdp = try TurnMDP(laying: exploration, coverage: .complete)
      self.policy = try TabularPolicy(policy, on: mdp)
      return
    }
    var exploration = Exploration(world, following: policy)
    try exploration.explore(coverage)
    mdp = try TurnMDP(laying: exploration, coverage: coverage)
    self.policy = try exploration.table(on: mdp.information)
  }
}

extension TabularPolicy {
  /// A policy's answers on all information states of some tables.
  ///
  /// - Throws: ``PolicyError`` of the policy, and for an answer that is no distribution.
  public init(_ policy: some Policy, on mdp: TurnMDP) throws(PolicyError) {
    var probability: [Double] = []
    var logProbability: [Double] = []
    for known in mdp.information.agent.indices {
      let state = mdp.informationState(known)
      let row = try policy.probabilities(in: state)
      try PolicyError.check(row, in: state)
      for answer in row {
        probability.append(answer.probability)
        logProbability.append(answer.logProbability)
      }
    }
    self.init(
      probability: probability, logProbability: logProbability, mdp.information, source: policy)
  }
}

extension TurnMDP {
  /// What an agent knows in an information state, for a policy.
  package func informationState(_ known: Int) -> InformationState {
    let choices = information.choices(of: known)
    let label = symbols.keys[information.key[known]]
    return InformationState(
      agent: agents[Int(information.agent[known])], label: label,
      observation: symbols.keys[information.observation[known]],
      actions: choices.map { symbols.actions[information.choiceAction[$0]] },
      behaviour: Array(information.choiceBehaviour[choices]))
  }
}
