import Trajectories

/// Fills the columns of states from a scenario, bit by bit: the last place where the scenario's own types occur.
protocol StateReading: Sendable {
  /// The states that episodes start in, numbered.
  mutating func start(
    _ columns: inout StateColumns
  ) throws(ScenarioError) -> [(state: Int32, probability: Double)]
  /// Draws a state that episodes start in, where these are not listed, given the number in `[0, 1)` of each factor.
  mutating func drawStart(
    _ unit: (Int) -> Double, _ columns: inout StateColumns
  ) throws(ScenarioError) -> Int32
  /// Describes a numbered state: who acts, what is seen, what is legal, how episodes end.
  ///
  /// - Parameter isNamed: Whether its keys are wanted, too: they are words, and cost more than all the rest.
  mutating func describe(_ state: Int, isNamed: Bool, in columns: inout StateColumns) throws(ScenarioError)
  /// Reads where a joint action of a described state leads.
  mutating func read(_ joint: Int, of state: Int, in columns: inout StateColumns) throws(ScenarioError)
  /// Draws where a joint action of a described state leads, where its outcomes are not listed: the state, and the reward. Where
  /// they are, reads them, and draws nothing.
  mutating func readOrDraw(
    _ joint: Int, of state: Int, _ unit: (Int) -> Double, in columns: inout StateColumns
  ) throws(ScenarioError) -> (state: Int32, reward: Double)?
  /// What plays on from the states that are numbered so far, under policies.
  ///
  /// - Parameter symbols: Those of the actions.
  func player(following policies: [any Policy], symbols: SymbolTable) -> any DirectPlaying
}

/// Reads one scenario.
struct StateReader<S: Scenario>: StateReading {
  private let scenario: S
  private var states: [S.State] = []
  private var indices: [S.State: Int32] = [:]
  /// Observations that were met, by agent.
  private var observations: [[S.Observation: Int32]]
  /// The state in which each (agent, observation) was met first, for messages.
  private var witness: [Int] = []
  private var actionSymbols: [S.Action: UInt32] = [:]
  /// The state that was looked at last, with its agents and actions: joint actions are mostly read state by state.
  private var last: (state: Int, options: ActionOptions<S>)?

  init(_ scenario: S) throws(ScenarioError) {
    try checkHeader(of: scenario)
    self.scenario = scenario
    observations = Array(repeating: [:], count: scenario.agents.count)
  }

  mutating func start(
    _ columns: inout StateColumns
  ) throws(ScenarioError) -> [(state: Int32, probability: Double)] {
    for agent in scenario.agents { _ = columns.symbols.agents.intern(agent.name) }
    return try checkedStart(of: scenario).map { (index(of: $0.element, &columns), $0.probability) }
  }

  mutating func drawStart(
    _ unit: (Int) -> Double, _ columns: inout StateColumns
  ) throws(ScenarioError) -> Int32 {
    guard let state = try checkedDraw(ofStartOf: scenario, unit) else {
      return try start(&columns)[0].state
    }
    return index(of: state, &columns)
  }

  private mutating func index(of state: S.State, _ columns: inout StateColumns) -> Int32 {
    if let known = indices[state] { return known }
    let index = Int32(states.count)
    indices[state] = index
    states.append(state)
    columns.appendState()
    return index
  }

  mutating func describe(
    _ number: Int, isNamed: Bool, in columns: inout StateColumns
  ) throws(ScenarioError) {
    let state = states[number]
    let options = try ActionOptions(of: state, in: scenario)
    last = (number, options)
    if isNamed {
      columns.publicKey[number] = columns.symbols.keys.intern(scenario.publicKey(of: state))
      columns.privilegedKey[number] = columns.symbols.keys.intern(scenario.privilegedKey(of: state))
      if let signal = scenario.signal(of: state) {
        columns.signalKey[number] = columns.symbols.keys.intern(signal)
      }
    }
    columns.slotStart[number] = Int32(columns.slotObservation.count)
    for slot in options.acting.indices {
      columns.slotObservation.append(try observationIndex(slot, of: options, in: number, &columns))
      columns.slotDefault.append(Int32(options.defaults[slot]))
    }
    columns.slotEnd[number] = try TableNumbers.number(
      columns.slotObservation.count, of: "decisions of agents in states")
    columns.endingStart[number] = Int32(columns.endings.count)
    for (ending, probability) in try checkedEndings(in: state, of: scenario) {
      columns.endings.append(ending)
      columns.endingProbability.append(probability)
    }
    columns.endingEnd[number] = try TableNumbers.number(columns.endings.count, of: "endings")
    columns.finishDescription(of: number)
    if isNamed { columns.noteSharedKey(of: number) { [states] in "\(states[$0])" } }
  }

  mutating func read(_ joint: Int, of number: Int, in columns: inout StateColumns) throws(ScenarioError) {
    let outcomes = try options(of: number).outcomes(ofJoint: joint, in: states[number], of: scenario)
    try append(outcomes, ofJoint: joint, of: number, to: &columns)
  }

  mutating func readOrDraw(
    _ joint: Int, of number: Int, _ unit: (Int) -> Double, in columns: inout StateColumns
  ) throws(ScenarioError) -> (state: Int32, reward: Double)? {
    let (state, options) = (states[number], try options(of: number))
    let chosen = options.chosen(ofJoint: joint)
    let next = try ActionOptions<S>.step(state, options.acting, chosen, of: scenario, ActionMisuse())
    let place = { ActionOptions<S>.place(state, chosen) }
    if let drawn = try ActionOptions<S>.drawn(next, place: place(), unit) {
      return (index(of: drawn.state, &columns), drawn.reward)
    }
    try append(ActionOptions<S>.merged(next, place: place()), ofJoint: joint, of: number, to: &columns)
    return nil
  }

  /// Who acts in a state and what they may do.
  private mutating func options(of number: Int) throws(ScenarioError) -> ActionOptions<S> {
    if let last, last.state == number { return last.options }
    let options = try ActionOptions(of: states[number], in: scenario)
    last = (number, options)
    return options
  }

  private mutating func append(
    _ outcomes: [ActionOptions<S>.Outcome], ofJoint joint: Int, of number: Int,
    to columns: inout StateColumns
  ) throws(ScenarioError) {
    for outcome in outcomes {
      columns.outcomeState.append(index(of: outcome.transition.state, &columns))
      columns.outcomeReward.append(outcome.transition.reward)
      columns.outcomeProbability.append(outcome.probability)
    }
    try columns.finishRow(joint, of: number)
  }

  func player(following policies: [any Policy], symbols: SymbolTable) -> any DirectPlaying {
    DirectPlayer(scenario, states: states, symbols: symbols, policies: policies)
  }

  /// The index of what an acting agent sees, with its actions recorded when it is met first and compared after that.
  private mutating func observationIndex(
    _ slot: Int, of options: ActionOptions<S>, in state: Int, _ columns: inout StateColumns
  ) throws(ScenarioError) -> Int32 {
    let agent = options.acting[slot]
    let agentIndex = Int(columns.symbols.agents.intern(agent.name))
    let observation = options.observations[slot]
    let actions = options.actions[slot].map { symbol(of: $0, &columns) }
    if let known = observations[agentIndex][observation] {
      let range = columns.choices(ofObservation: Int(known))
      guard columns.choiceAction[range].elementsEqual(actions) else {
        let names = columns.symbols.actions
        let words = { (symbols: [UInt32]) in symbols.map { names[$0] }.joined(separator: ", ") }
        throw .invalid(
          place: "state \(states[state]), agent \"\(agent)\"", found: "legal actions \(words(actions))",
          expected:
            "those of state \(states[witness[Int(known)]]), which the agent cannot tell apart from it "
            + "(\(words(Array(columns.choiceAction[range]))))")
      }
      return known
    }
    try ActionOptions.checkLabels(of: options.actions[slot], for: agent, in: states[state], of: scenario)
    let index = Int32(columns.observationAgent.count)
    observations[agentIndex][observation] = index
    witness.append(state)
    columns.observationAgent.append(Int32(agentIndex))
    columns.observationKey.append(
      columns.symbols.keys.intern(scenario.label(ofObservation: observation)))
    columns.choiceAction += actions
    columns.choiceBehaviour += try checkedBehaviour(
      of: agent, observing: observation, over: options.actions[slot], in: scenario)
    for action in options.actions[slot] {
      let tokens = scenario.tokens(of: agent, taking: action, observing: observation)
      guard tokens ?? 0 >= 0, tokens ?? 0 <= Int(Int32.max) else {
        throw .invalid(
          place: "agent \"\(agent)\", action \(scenario.label(ofAction: action))",
          found: "\(tokens ?? 0) tokens",
          expected: "a whole number in 0...\(Int32.max)")
      }
      columns.declaresTokens = columns.declaresTokens || tokens != nil
      columns.choiceTokens.append(Int32(tokens ?? 1))
    }
    columns.choiceStart.append(Int32(columns.choiceAction.count))
    return index
  }

  private mutating func symbol(of action: S.Action, _ columns: inout StateColumns) -> UInt32 {
    if let known = actionSymbols[action] { return known }
    let symbol = columns.symbols.actions.intern(scenario.label(ofAction: action))
    actionSymbols[action] = symbol
    return symbol
  }
}
