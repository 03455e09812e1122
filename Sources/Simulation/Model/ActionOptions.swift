import Trajectories

/// Who acts in a state of a scenario, what they see and what they may do, checked rule by rule.
///
/// The compiler and the conformance checker both read scenarios through this type, so a rule is stated once.
struct ActionOptions<S: Scenario> {
  /// Agents that act, in the scenario's order for the state; none in a terminal state.
  let acting: [AgentID]
  /// Observation of each acting agent.
  let observations: [S.Observation]
  /// Legal actions of each acting agent.
  let actions: [[S.Action]]
  /// Index of each acting agent's default action.
  let defaults: [Int]

  /// Reads a state of a scenario.
  init(of state: S.State, in scenario: S) throws(ScenarioError) {
    acting = scenario.actingAgents(in: state)
    let team = scenario.agents
    for (index, agent) in acting.enumerated() {
      guard team.contains(agent) else { throw Self.notInTeam(agent, team, state) }
      guard !acting[..<index].contains(agent) else {
        throw .invalid(
          place: "state \(state)", found: "agent \"\(agent)\" acting twice",
          expected: "each agent at most once")
      }
    }
    observations = acting.map { scenario.observation(for: $0, in: state) }
    var actions: [[S.Action]] = []
    var defaults: [Int] = []
    for agent in acting {
      let legal = try Self.legal(for: agent, in: state, of: scenario)
      let defaultAction = scenario.defaultAction(for: agent, in: state)
      guard let index = legal.firstIndex(of: defaultAction) else {
        throw .invalid(
          place: "state \(state), agent \"\(agent)\"",
          found: "default action \(scenario.label(ofAction: defaultAction))",
          expected: "a legal action (\(Self.labels(of: legal, in: scenario)))")
      }
      actions.append(legal)
      defaults.append(index)
    }
    self.actions = actions
    self.defaults = defaults
  }

  /// The legal actions of an agent, of which there are some, no two alike. Whether their labels differ is for
  /// ``checkLabels(of:for:in:of:)``: spelling labels out in every state would cost more than all the rest.
  static func legal(
    for agent: AgentID, in state: S.State, of scenario: S
  ) throws(ScenarioError) -> [S.Action] {
    let legal = scenario.legalActions(for: agent, in: state)
    guard !legal.isEmpty else {
      throw .invalid(
        place: "state \(state), agent \"\(agent)\"", found: "no legal action", expected: "at least one")
    }
    guard areDistinct(legal) else { throw repeated(legal, for: agent, in: state, of: scenario) }
    return legal
  }

  /// Refuses actions with equal labels, which traces could not tell apart.
  static func checkLabels(
    of legal: [S.Action], for agent: AgentID, in state: S.State, of scenario: S
  ) throws(ScenarioError) {
    guard areDistinct(legal.map { scenario.label(ofAction: $0) }) else {
      throw repeated(legal, for: agent, in: state, of: scenario)
    }
  }

  private static func repeated(
    _ legal: [S.Action], for agent: AgentID, in state: S.State, of scenario: S
  ) -> ScenarioError {
    .invalid(
      place: "state \(state), agent \"\(agent)\"", found: "legal actions \(labels(of: legal, in: scenario))",
      expected: "distinct actions with distinct labels")
  }

  private static func labels(of legal: [S.Action], in scenario: S) -> String {
    legal.map { scenario.label(ofAction: $0) }.joined(separator: ", ")
  }

  /// The error for an agent that acts and is none of the team's.
  static func notInTeam(_ agent: AgentID, _ team: [AgentID], _ state: S.State) -> ScenarioError {
    .invalid(
      place: "state \(state)", found: "acting agent \"\(agent)\"",
      expected: "one of the scenario's agents (\(team.map(\.name).joined(separator: ", ")))")
  }

  /// Number of joint actions.
  ///
  /// - Throws: ``ScenarioError/tooManyEntries(of:limit:)`` where there are more than can be numbered.
  func jointCount() throws(ScenarioError) -> Int {
    try TableNumbers.checkJointActions(actions.map(\.count))
    return actions.reduce(1) { $0 * $1.count }
  }

  /// One outcome of a joint action; equal outcomes of the scenario's distribution are merged.
  struct Outcome {
    let transition: Transition<S.State>
    var probability: Double
  }

  /// Where a joint action leads; the last acting agent's action runs fastest.
  func outcomes(ofJoint joint: Int, in state: S.State, of scenario: S) throws(ScenarioError) -> [Outcome] {
    let chosen = chosen(ofJoint: joint)
    return try Self.merged(
      Self.step(state, acting, chosen, of: scenario, ActionMisuse()), place: Self.place(state, chosen))
  }

  /// The actions of a joint action.
  func chosen(ofJoint joint: Int) -> [S.Action] {
    var chosen: [S.Action] = []
    var rest = joint
    for legal in actions.reversed() {
      chosen.append(legal[rest % legal.count])
      rest /= legal.count
    }
    return chosen.reversed()
  }

  /// A joint action of a state, for messages.
  static func place(_ state: S.State, _ chosen: [S.Action]) -> String {
    "state \(state), actions \(chosen)"
  }

  /// What is drawn of a product that is not listed, checked; `nil` where outcomes are listed.
  static func drawn(
    _ distribution: Distribution<Transition<S.State>>, place: @autoclosure () -> String,
    _ unit: (Int) -> Double
  ) throws(ScenarioError) -> Transition<S.State>? {
    guard let transition = try distribution.soundFactors(at: place())?.draw(unit) else { return nil }
    guard transition.reward.isFinite else {
      throw .invalid(place: place(), found: "reward \(transition.reward)", expected: "a finite number")
    }
    return transition
  }

  /// What a scenario says of a joint action, in its own words.
  ///
  /// - Parameter misuse: Takes note of actions that were asked for in vain; nothing has been so far.
  static func step(
    _ state: S.State, _ acting: [AgentID], _ chosen: [S.Action], of scenario: S, _ misuse: ActionMisuse
  ) throws(ScenarioError) -> Distribution<Transition<S.State>> {
    let next = scenario.step(state, JointAction(agents: acting, actions: chosen, remembering: misuse))
    guard let request = misuse.first else { return next }
    throw .invalid(
      place: "scenario \(S.self), state \(state)", found: "a step that asks for \(request)",
      expected: acting.count == 1
        ? "the action of \"\(acting[0])\", who alone acts"
        : "actions of the acting agents (\(acting.map(\.name).joined(separator: ", ")))")
  }

  /// The outcomes of a distribution, checked, equal ones merged.
  static func merged(
    _ distribution: Distribution<Transition<S.State>>, place: @autoclosure () -> String
  ) throws(ScenarioError) -> [Outcome] {
    let outcomes = try distribution.listed(at: place())
    try checkProbabilities(outcomes, place: place())
    var merged: [Outcome] = []
    // Few outcomes are compared, many are looked up.
    var places: [Transition<S.State>: Int] = [:]
    let isLong = outcomes.count > 8
    for (transition, probability) in outcomes where probability > 0 {
      guard transition.reward.isFinite else {
        throw .invalid(place: place(), found: "reward \(transition.reward)", expected: "a finite number")
      }
      let known = isLong ? places[transition] : merged.firstIndex { $0.transition == transition }
      if let known {
        merged[known].probability += probability
      } else {
        if isLong { places[transition] = merged.count }
        merged.append(Outcome(transition: transition, probability: probability))
      }
    }
    return merged
  }
}

/// Whether no element occurs twice; few are compared, many are looked up.
private func areDistinct(_ elements: [some Hashable]) -> Bool {
  guard elements.count <= 8 else { return Set(elements).count == elements.count }
  return elements.indices.allSatisfy { !elements[..<$0].contains(elements[$0]) }
}

/// How an episode ends that stops in a state, checked; outcomes of probability 0 are left out.
func checkedEndings<S: Scenario>(
  in state: S.State, of scenario: S
) throws(ScenarioError) -> [(element: Ending, probability: Double)] {
  let endings = try scenario.endings(in: state).listed(at: "state \(state), endings")
  try checkProbabilities(endings, place: "state \(state), endings")
  for (ending, _) in endings {
    guard ending.score.isFinite, ending.reward.isFinite else {
      throw .invalid(
        place: "state \(state), endings", found: "score \(ending.score), reward \(ending.reward)",
        expected: "finite numbers")
    }
  }
  return endings.filter { $0.probability > 0 }
}

/// The states that a scenario starts in, checked; outcomes of probability 0 are left out.
func checkedStart<S: Scenario>(of scenario: S) throws(ScenarioError) -> [(
  element: S.State, probability: Double
)] {
  let start = try scenario.initialStates.listed(at: "initial states")
  try checkProbabilities(start, place: "initial states")
  for (state, _) in start where scenario.actingAgents(in: state).isEmpty { throw noActingAgent(in: state) }
  return start.filter { $0.probability > 0 }
}

/// A start that is drawn of initial states that are not listed, checked.
func checkedDraw<S: Scenario>(
  ofStartOf scenario: S, _ unit: (Int) -> Double
) throws(ScenarioError) -> S.State? {
  guard let state = try scenario.initialStates.soundFactors(at: "initial states")?.draw(unit) else {
    return nil
  }
  if scenario.actingAgents(in: state).isEmpty { throw noActingAgent(in: state) }
  return state
}

private func noActingAgent(in state: some Any) -> ScenarioError {
  .invalid(
    place: "initial state \(state)", found: "no acting agent", expected: "an episode of at least one turn")
}

/// What holds of a scenario as a whole, checked.
func checkHeader(of scenario: some Scenario) throws(ScenarioError) {
  guard !scenario.agents.isEmpty, Set(scenario.agents).count == scenario.agents.count else {
    throw .invalid(
      place: "agents", found: "\(scenario.agents.map(\.name))",
      expected: "at least one agent, each named once")
  }
  guard scenario.horizon >= 1, scenario.horizon <= 1_000_000 else {
    throw .invalid(place: "horizon", found: "\(scenario.horizon)", expected: "a whole number in 1...1000000")
  }
  guard (0...1).contains(scenario.discount) else {
    throw .invalid(place: "discount", found: "\(scenario.discount)", expected: "a number in 0...1")
  }
}

/// Probabilities are finite, not negative, and sum to 1 within `4 n` units in the last place of 1: each may carry
/// the rounding of a product, and so may each partial sum.
func checkProbabilities<Element>(
  _ outcomes: [(element: Element, probability: Double)], place: @autoclosure () -> String
) throws(ScenarioError) {
  guard !outcomes.isEmpty else {
    throw .invalid(place: place(), found: "an empty distribution", expected: "at least one outcome")
  }
  var sum = 0.0
  for (_, probability) in outcomes {
    guard probability.isFinite, probability >= 0 else {
      throw .invalid(
        place: place(), found: "probability \(probability)", expected: "a finite number of at least 0")
    }
    sum += probability
  }
  guard abs(sum - 1) <= 4 * Double(outcomes.count) * Double.ulpOfOne else {
    throw .invalid(place: place(), found: "probabilities that sum to \(sum)", expected: "a sum of 1")
  }
}

/// A scenario's behaviour policy where an agent observes something, checked and normalised.
func checkedBehaviour<S: Scenario>(
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

extension InformationState {
  /// What an agent knows that remembers nothing.
  init<S: Scenario>(
    of agent: AgentID, observing observation: S.Observation, _ actions: [S.Action], in scenario: S
  ) throws(ScenarioError) {
    let label = scenario.label(ofObservation: observation)
    self.init(
      agent: agent, label: label, observation: label, actions: actions.map { scenario.label(ofAction: $0) },
      behaviour: try checkedBehaviour(of: agent, observing: observation, over: actions, in: scenario))
  }
}
