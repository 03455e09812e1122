public import Simulation

extension TaskMetadata {
  /// Everything, of a scenario that was solved: it can be set back to any state, with everything hidden.
  ///
  /// - Parameters:
  ///   - solution: Its exact solution under a policy.
  ///   - facts: What it declares.
  /// - Complexity: That of ``ScenarioMetadata``.
  public init(_ solution: ExactSolution, facts: ScenarioFacts) {
    let metadata = ScenarioMetadata(facts: facts, solution)
    self.init(.solved)
    setting = Self.declaredSetting(facts)
    agents = solution.mdp.agents.count
    (leastTurns, medianTurns, mostTurns) = metadata.turns
    tokens = metadata.tokens
    replay = .environment
    aliasingGap = metadata.aliasingGap
    decisionShare = metadata.shares?.decisions
    luckShare = metadata.shares?.luck
    // Without variance of the return no ending pays differently.
    endingShare = metadata.shares?.final ?? 0
    pivotalAgents = Set(metadata.pivotalUnits.map(\.unit.agent)).count
    let signs = SolvedSigns(solution)
    situations = signs.situations
    chanceSituations = signs.chance
    hiddenSituations = signs.hidden
    views = signs.views
    aliasedViews = signs.aliased
    actionKinds = signs.actionKinds
    delayedShare = signs.delayedShare
    interaction = signs.interaction
  }

  /// What episodes show, of a scenario that is too large to be solved: it can be set back to any state, too.
  ///
  /// - Parameters:
  ///   - played: What they show.
  ///   - agents: How many agents it has.
  ///   - facts: What it declares.
  public init(_ played: PlayedMetadata, agents: Int, facts: ScenarioFacts) {
    self.init(.played)
    setting = Self.declaredSetting(facts)
    self.agents = agents
    (leastTurns, medianTurns, mostTurns) = (played.leastTurns, played.medianTurns, played.mostTurns)
    tokens = played.tokens
    replay = .environment
  }

  /// Turns of a scenario of this family are the steps of one chain of thought.
  private static func declaredSetting(_ facts: ScenarioFacts) -> Setting? {
    facts.family == Setting.reasoning.rawValue ? .reasoning : nil
  }
}
