import Simulation
import Trajectories

/// Which states of a small scenario can be reached when, and how many turns the fastest success takes from them: what
/// tells which decisions come too late to matter. It knows what is possible, not how likely it is.
struct SuccessGraph<S: Scenario> {
  private let scenario: S
  private let states: [S.State]
  private let successors: [[Int]]
  /// The fewest turns to a state that may end in success; `nil` if there are none.
  private let distance: [Int?]
  private let starts: Set<Int>

  /// The graph of a scenario; `nil` if it has more states than that.
  init?(of scenario: S, stateLimit: Int) {
    let initial = scenario.initialStates.outcomes.map(\.element)
    guard initial.count <= stateLimit else { return nil }
    var states: [S.State] = []
    var indices: [S.State: Int] = [:]
    let index = { (state: S.State) in
      if let known = indices[state] { return known }
      states.append(state)
      indices[state] = states.count - 1
      return states.count - 1
    }
    let starts = Set(initial.map(index))
    var successors: [[Int]] = []
    while successors.count < states.count {
      guard states.count <= stateLimit else { return nil }
      let state = states[successors.count]
      var next: Set<Int> = []
      if let agent = scenario.actingAgents(in: state).first {
        for action in scenario.legalActions(for: agent, in: state) {
          for outcome in scenario.step(state, JointAction([(agent, action)])).outcomes {
            next.insert(index(outcome.element.state))
          }
        }
      }
      successors.append(next.sorted())
    }
    self.scenario = scenario
    self.states = states
    self.successors = successors
    self.starts = starts
    distance = Self.distances(in: scenario, states, successors)
  }

  /// Breadth first, backward from success.
  private static func distances(in scenario: S, _ states: [S.State], _ successors: [[Int]]) -> [Int?] {
    var predecessors = [[Int]](repeating: [], count: states.count)
    for (state, next) in successors.enumerated() { for other in next { predecessors[other].append(state) } }
    var distance = [Int?](repeating: nil, count: states.count)
    var layer = states.indices.filter { state in
      successors[state].isEmpty
        && scenario.endings(in: states[state]).outcomes.contains { $0.element.status == .success }
    }
    var turns = 0
    while !layer.isEmpty {
      for state in layer { distance[state] = turns }
      turns += 1
      layer = Set(layer.flatMap { predecessors[$0] }).filter { distance[$0] == nil }.sorted()
    }
    return distance
  }

  /// Units at which some state can be reached from which success is possible in time, and in which there is a choice that
  /// matters.
  ///
  /// - Parameter matters: Whether the acting agent's actions differ in such a state with so many turns left.
  func units(where matters: (S.State, Int) -> Bool) -> Set<ScenarioFacts.Unit> {
    var units: Set<ScenarioFacts.Unit> = []
    var reached = starts
    for turn in 0..<scenario.horizon {
      let left = scenario.horizon - turn
      for state in reached {
        guard let agent = scenario.actingAgents(in: states[state]).first else { continue }
        let unit = ScenarioFacts.Unit(turn: turn, agent: agent)
        guard !units.contains(unit), let distance = distance[state], distance <= left else { continue }
        let hasChoice = scenario.legalActions(for: agent, in: states[state]).count > 1
        if hasChoice, matters(states[state], left) { units.insert(unit) }
      }
      reached = reached.reduce(into: []) { $0.formUnion(successors[$1]) }
    }
    return units
  }
}
