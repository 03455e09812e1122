import Simulation
import Trajectories

/// Which states of a small scenario can be reached when, and how many turns the fastest success takes from them: what
/// tells which decisions come too late to matter. It knows what is possible, not how likely it is.
struct SuccessGraph<S: Scenario> {
  private let scenario: S
  private let graph: StageGraph<S.State>
  /// The fewest turns to a state that may end in success; `Int.max` if there is no way.
  private let distance: [Int]
  private let starts: Range<Int>

  /// The graph of a scenario; `nil` if it has more states than that.
  init?(of scenario: S, stateLimit: Int) {
    let initial = Set(scenario.initialStates.outcomes.map(\.element))
    let found = StageGraph(from: Array(initial), limit: stateLimit) { state in
      guard let agent = scenario.actingAgents(in: state).first else { return [] }
      return Array(
        Set(
          scenario.legalActions(for: agent, in: state).flatMap { action in
            scenario.step(state, JointAction([(agent, action)])).outcomes.map(\.element.state)
          }))
    }
    guard let found else { return nil }
    self.scenario = scenario
    graph = found
    starts = 0..<initial.count
    distance = found.distances(
      to: found.stages.indices.filter { state in
        found.next[state].isEmpty
          && scenario.endings(in: found.stages[state]).outcomes.contains { $0.element.status == .success }
      })
  }

  /// Units at which some state can be reached from which success is possible in time, and in which there is a choice that
  /// matters.
  ///
  /// - Parameter matters: Whether the acting agent's actions differ in such a state with so many turns left.
  func units(where matters: (S.State, Int) -> Bool) -> Set<ScenarioFacts.Unit> {
    var units: Set<ScenarioFacts.Unit> = []
    var reached = Set(starts)
    for turn in 0..<scenario.horizon {
      let left = scenario.horizon - turn
      for state in reached {
        guard let agent = scenario.actingAgents(in: graph.stages[state]).first else { continue }
        let unit = ScenarioFacts.Unit(turn: turn, agent: agent)
        guard !units.contains(unit), distance[state] <= left else { continue }
        let hasChoice = scenario.legalActions(for: agent, in: graph.stages[state]).count > 1
        if hasChoice, matters(graph.stages[state], left) { units.insert(unit) }
      }
      reached = reached.reduce(into: []) { $0.formUnion(graph.next[$1]) }
    }
    return units
  }
}
