package import Trajectories
package import Simulation

/// A planner's message decides how well the executor does.
///
/// With g and b the executor's probabilities of being right after a good and a bad message, and m that of a good message,
/// the exact credit of the planner is `(1 - m)(g - b)` for the good message and `-m (g - b)` for the bad one: all of it
/// goes through the executor, so that with the executor's action frozen the planner's effect is 0.
package struct Coupling: Scenario {
  /// The planner's message, or an answer of the executor.
  package enum Action: String, Hashable, Sendable, CustomStringConvertible {
    case good
    case bad
    case right
    case wrong

    package var description: String { rawValue }
  }

  /// Before the message, before the execution, and after it.
  package enum State: Hashable, Sendable, CustomStringConvertible {
    case planning
    case executing(message: Action)
    case ended(Action)

    package var description: String {
      switch self {
      case .planning: "plan"
      case .executing(let message): "message:\(message)"
      case .ended(let answer): "end:\(answer)"
      }
    }
  }

  static let planner: AgentID = "planner"
  static let executor: AgentID = "executor"

  package let agents = [planner, executor]
  package let horizon = 2
  let goodProbability: Double
  let rightAfterGood: Double
  let rightAfterBad: Double

  package var initialStates: Distribution<State> { Distribution(.planning) }

  package func actingAgents(in state: State) -> [AgentID] {
    switch state {
    case .planning: [Self.planner]
    case .executing: [Self.executor]
    case .ended: []
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] {
    agent == Self.planner ? [.good, .bad] : [.right, .wrong]
  }

  package func observation(for agent: AgentID, in state: State) -> State { state }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    Distribution(
      Transition(to: state == .planning ? .executing(message: actions.only) : .ended(actions.only)))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(state == .ended(.right) ? .success : .failure)
  }

  package func behaviour(of agent: AgentID, observing observation: State, over actions: [Action]) -> [Double]
  {
    let rightProbability = observation == .executing(message: .good) ? rightAfterGood : rightAfterBad
    return actions.map { action in
      switch action {
      case .good: goodProbability
      case .bad: 1 - goodProbability
      case .right: rightProbability
      case .wrong: 1 - rightProbability
      }
    }
  }

  package func publicKey(of state: State) -> String { state.description }

  package var facts: ScenarioFacts {
    let executed = ScenarioFacts.Unit(turn: 1, agent: Self.executor)
    let planned = ScenarioFacts.Unit(turn: 0, agent: Self.planner)
    return ScenarioFacts(
      summary: Self.summary, source: Bifurcation.source, family: Bifurcation.family, turnOrder: .turnTaking,
      isDeterministic: true, observability: .full, rewardBounds: 0...1, returnBounds: 0...1,
      pivotalUnits: rightAfterGood == rightAfterBad ? [executed] : [planned, executed])
  }
}

extension Coupling {
  private static let summary = "a planner's message decides how well the executor does"

  /// Direct against total effect: what the planner does, it does through the executor.
  static let entry = ScenarioEntry(
    "coupling", summary: summary,
    parameters: [
      .openProbability("goodProbability", default: 0.5, "Behaviour probability of a good message."),
      .openProbability(
        "rightAfterGood", default: 0.9,
        "Behaviour probability that the executor is right after a good message."),
      .openProbability(
        "rightAfterBad", default: 0.2, "Behaviour probability that the executor is right after a bad message."
      ),
    ]
  ) { values throws(ScenarioError) in
    Coupling(
      goodProbability: values.number("goodProbability"), rightAfterGood: values.number("rightAfterGood"),
      rightAfterBad: values.number("rightAfterBad"))
  }
}
