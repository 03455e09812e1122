import Trajectories

/// A scenario's states, enumerated from its start, as integers: the last place where the scenario's own types occur.
struct StateTable {
  let agents: [AgentID]
  let horizon: Int
  private(set) var symbols = TrajectoryBatch.Symbols()

  /// One entry a state.
  private(set) var publicKey: [UInt32] = []
  private(set) var privilegedKey: [UInt32] = []
  private(set) var signalKey: [UInt32] = []
  private(set) var slotStart: [Int32] = [0]
  private(set) var rowStart: [Int32] = [0]
  private(set) var endingStart: [Int32] = [0]

  /// One entry a slot: an agent that acts in a state.
  private(set) var slotObservation: [Int32] = []
  private(set) var slotDefault: [Int32] = []

  /// One entry a joint action of a state.
  private(set) var outcomeStart: [Int32] = [0]

  /// One entry an outcome of a joint action.
  private(set) var outcomeState: [Int32] = []
  private(set) var outcomeReward: [Double] = []
  private(set) var outcomeProbability: [Double] = []

  /// One entry an ending of a state.
  private(set) var endings: [Ending] = []
  private(set) var endingProbability: [Double] = []

  /// One entry a distinct (agent, observation).
  private(set) var observationAgent: [Int32] = []
  private(set) var observationKey: [UInt32] = []
  private(set) var choiceStart: [Int32] = [0]

  /// One entry a legal action of an (agent, observation).
  private(set) var choiceAction: [UInt32] = []
  private(set) var choiceBehaviour: [Double] = []
  private(set) var choiceTokens: [Int32] = []
  private(set) var declaresTokens = false

  private(set) var start: [(state: Int32, probability: Double)] = []

  var stateCount: Int { publicKey.count }

  /// Enumerates the states that can be reached within the horizon, breadth first.
  init<S: Scenario>(_ scenario: S, limit: Int, entryLimit: Int = TableNumbers.most) throws(ScenarioError) {
    try checkHeader(of: scenario)
    agents = scenario.agents
    horizon = scenario.horizon
    for agent in agents { _ = symbols.agents.intern(agent.name) }
    var enumeration = Enumeration(scenario: scenario, limit: limit, entryLimit: entryLimit)
    for (state, probability) in try checkedStart(of: scenario) {
      start.append((try enumeration.index(of: state, depth: 0), probability))
    }
    var next = 0
    while next < enumeration.states.count {
      try append(enumeration.states[next], depth: enumeration.depths[next], of: scenario, to: &enumeration)
      next += 1
    }
  }

  /// States in the order in which they were found, and the observations met so far.
  private struct Enumeration<S: Scenario> {
    let scenario: S
    let limit: Int
    let entryLimit: Int
    var states: [S.State] = []
    var depths: [Int] = []
    var indices: [S.State: Int32] = [:]
    var observations: [[S.Observation: Int32]]
    /// The state in which each (agent, observation) was met first, for messages.
    var witness: [Int] = []

    init(scenario: S, limit: Int, entryLimit: Int) {
      self.scenario = scenario
      self.limit = limit
      self.entryLimit = entryLimit
      observations = Array(repeating: [:], count: scenario.agents.count)
    }

    mutating func index(of state: S.State, depth: Int) throws(ScenarioError) -> Int32 {
      if let known = indices[state] { return known }
      guard states.count < limit else {
        throw .tooManyStates(found: states.count + 1, limit: limit, memory: .lastObservation)
      }
      let index = Int32(states.count)
      indices[state] = index
      states.append(state)
      depths.append(depth)
      return index
    }
  }

  private mutating func append<S: Scenario>(
    _ state: S.State, depth: Int, of scenario: S, to enumeration: inout Enumeration<S>
  ) throws(ScenarioError) {
    let expansion = try StateExpansion(of: state, in: scenario, withOutcomes: depth < scenario.horizon)
    publicKey.append(symbols.keys.intern(scenario.publicKey(of: state)))
    privilegedKey.append(symbols.keys.intern(scenario.privilegedKey(of: state)))
    signalKey.append(scenario.signal(of: state).map { symbols.keys.intern($0) } ?? TurnColumns.absent)
    for slot in expansion.acting.indices {
      slotObservation.append(try observationIndex(slot, of: expansion, in: state, &enumeration))
      slotDefault.append(Int32(expansion.defaults[slot]))
    }
    let limit = enumeration.entryLimit
    let number = { (count: Int, what: String) throws(ScenarioError) in
      try TableNumbers.number(count, of: what, limit: limit)
    }
    slotStart.append(try number(slotObservation.count, "decisions of agents in states"))
    for row in expansion.rows {
      for outcome in row {
        outcomeState.append(try enumeration.index(of: outcome.transition.state, depth: depth + 1))
        outcomeReward.append(outcome.transition.reward)
        outcomeProbability.append(outcome.probability)
      }
      outcomeStart.append(try number(outcomeState.count, "outcomes of joint actions"))
    }
    rowStart.append(try number(outcomeStart.count - 1, "joint actions"))
    for (ending, probability) in try checkedEndings(in: state, of: scenario) {
      endings.append(ending)
      endingProbability.append(probability)
    }
    endingStart.append(try number(endings.count, "endings"))
  }

  /// The index of what an acting agent sees, with its actions recorded when it is met first and compared after that.
  private mutating func observationIndex<S: Scenario>(
    _ slot: Int, of expansion: StateExpansion<S>, in state: S.State, _ enumeration: inout Enumeration<S>
  ) throws(ScenarioError) -> Int32 {
    let scenario = enumeration.scenario
    let agent = expansion.acting[slot]
    let agentIndex = Int(symbols.agents.intern(agent.name))
    let observation = expansion.observations[slot]
    let actions = expansion.actions[slot].map { symbols.actions.intern(scenario.label(ofAction: $0)) }
    if let known = enumeration.observations[agentIndex][observation] {
      let range = Int(choiceStart[Int(known)])..<Int(choiceStart[Int(known) + 1])
      guard choiceAction[range].elementsEqual(actions) else {
        throw .invalid(
          place: "state \(state), agent \"\(agent)\"",
          found: "legal actions \(actions.map { symbols.actions[$0] }.joined(separator: ", "))",
          expected:
            "those of state \(enumeration.states[enumeration.witness[Int(known)]]), which the agent cannot tell "
            + "apart from it (\(choiceAction[range].map { symbols.actions[$0] }.joined(separator: ", ")))")
      }
      return known
    }
    let index = Int32(observationAgent.count)
    enumeration.observations[agentIndex][observation] = index
    enumeration.witness.append(publicKey.count - 1)
    observationAgent.append(Int32(agentIndex))
    observationKey.append(symbols.keys.intern(scenario.label(ofObservation: observation)))
    choiceAction += actions
    choiceBehaviour += try behaviour(
      of: agent, observing: observation, over: expansion.actions[slot], in: scenario)
    for action in expansion.actions[slot] {
      let tokens = scenario.tokens(of: agent, taking: action, observing: observation)
      guard tokens ?? 0 >= 0, tokens ?? 0 <= Int(Int32.max) else {
        throw .invalid(
          place: "agent \"\(agent)\", action \(scenario.label(ofAction: action))",
          found: "\(tokens ?? 0) tokens",
          expected: "a whole number in 0...\(Int32.max)")
      }
      declaresTokens = declaresTokens || tokens != nil
      choiceTokens.append(Int32(tokens ?? 1))
    }
    choiceStart.append(Int32(choiceAction.count))
    return index
  }

  private func behaviour<S: Scenario>(
    of agent: AgentID, observing observation: S.Observation, over actions: [S.Action], in scenario: S
  ) throws(ScenarioError) -> [Double] {
    let weights = scenario.behaviour(of: agent, observing: observation, over: actions)
    let sum = weights.reduce(0, +)
    guard weights.count == actions.count, weights.allSatisfy({ $0.isFinite && $0 >= 0 }), sum > 0,
      sum.isFinite
    else {
      throw .invalid(
        place: "behaviour of agent \"\(agent)\" observing \(scenario.label(ofObservation: observation))",
        found: "\(weights)",
        expected: "\(actions.count) finite weights of at least 0, not all 0")
    }
    return weights.map { $0 / sum }
  }
}
