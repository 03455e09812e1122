import Simulation
import Testing
import Trajectories

/// One way through a scenario in which agents take turns: what is done, and which state it leads to.
struct ScriptedPath {
  struct Lost: Error, CustomStringConvertible {
    let description: String
  }

  /// Probability that the behaviour policy takes the actions.
  private(set) var policy = 1.0
  /// Probability of the start and of the outcomes, given the actions.
  private(set) var chance = 1.0
  /// Tokens of the decisions.
  private(set) var tokens = 0

  var probability: Double { policy * chance }

  /// Follows a path from a start to states, all named by their privileged keys.
  ///
  /// - Parameter start: `nil` for the only start.
  init(
    in scenario: some Scenario, from start: String? = nil, _ turns: [(action: String, state: String)]
  ) throws {
    try self.init(following: turns, from: start, in: scenario)
  }

  private init<S: Scenario>(
    following turns: [(action: String, state: String)], from start: String?, in scenario: S
  ) throws {
    let starts = scenario.initialStates.outcomes.map { ($0.element, $0.probability) }
    var state = try take(start ?? scenario.privilegedKey(of: starts[0].0), from: starts, in: scenario)
    for (action, key) in turns {
      let agent = try #require(scenario.actingAgents(in: state).first)
      let legal = scenario.legalActions(for: agent, in: state)
      let labels = legal.map { scenario.label(ofAction: $0) }
      guard let index = labels.firstIndex(of: action) else {
        throw Lost(description: "\(scenario.privilegedKey(of: state)): no \(action) among \(labels)")
      }
      let observation = scenario.observation(for: agent, in: state)
      let weights = scenario.behaviour(of: agent, observing: observation, over: legal)
      policy *= weights[index] / weights.reduce(0, +)
      tokens += scenario.tokens(of: agent, taking: legal[index], observing: observation) ?? 0
      let outcomes = scenario.step(state, JointAction([(agent, legal[index])])).outcomes
      state = try take(key, from: outcomes.map { ($0.element.state, $0.probability) }, in: scenario)
    }
  }

  /// The state of that key among some outcomes, whose probability is counted.
  private mutating func take<S: Scenario>(
    _ key: String, from outcomes: [(S.State, Double)], in scenario: S
  ) throws -> S.State {
    let named = outcomes.filter { scenario.privilegedKey(of: $0.0) == key }
    guard let first = named.first else {
      throw Lost(description: "no \(key) among \(outcomes.map { scenario.privilegedKey(of: $0.0) })")
    }
    chance *= named.reduce(0) { $0 + $1.1 }
    return first.0
  }
}

/// The compiled tables of a scenario, solved, against plain recursion over its functions.
func expectExact(
  _ scenario: any Scenario, within tolerance: Double = 1e-10, at location: SourceLocation = #_sourceLocation
) throws {
  func check(_ scenario: some Scenario) throws {
    let walk = TreeWalk(scenario)
    let mdp = try TurnMDP(compiling: scenario)
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    expect(solution.value, walk.value, within: tolerance, at: location)
    expect(solution.varianceLedger().variance, walk.variance, within: tolerance, at: location)
  }
  try check(scenario)
}
