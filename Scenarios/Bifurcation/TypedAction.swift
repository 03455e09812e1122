package import Trajectories
package import Simulation

/// A tool and a format are chosen side by side; only the tool matters.
///
/// The exact credit of the tool is `1 - p` for the right one and `-p` for the wrong one; that of the format is 0.
package struct TypedAction: Scenario {
  /// The choice of one of the two components of an action.
  package enum Action: Hashable, Sendable, CustomStringConvertible {
    case tool(Correctness)
    case format(Int)

    package var description: String {
      switch self {
      case .tool(let choice): "\(choice)-tool"
      case .format(let number): "format-\(number)"
      }
    }
  }

  /// Before and after the only turn.
  package enum State: Hashable, Sendable, CustomStringConvertible {
    case start
    case ended(Correctness)

    package var description: String {
      switch self {
      case .start: "start"
      case .ended(let choice): "end:\(choice)"
      }
    }
  }

  static let tool: AgentID = "tool"
  static let format: AgentID = "format"

  package let agents = [tool, format]
  package let horizon = 1
  let rightProbability: Double
  let formats: Int

  package var initialStates: Distribution<State> { Distribution(.start) }

  package func actingAgents(in state: State) -> [AgentID] { state == .start ? agents : [] }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] {
    agent == Self.tool ? [.tool(.right), .tool(.wrong)] : (1...formats).map { .format($0) }
  }

  package func observation(for agent: AgentID, in state: State) -> State { state }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    Distribution(Transition(to: .ended(actions[Self.tool] == .tool(.right) ? .right : .wrong)))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(state == .ended(.right) ? .success : .failure)
  }

  package func behaviour(of agent: AgentID, observing observation: State, over actions: [Action]) -> [Double]
  {
    actions.map { action in
      switch action {
      case .tool(.right): rightProbability
      case .tool(.wrong): 1 - rightProbability
      case .format: 1
      }
    }
  }

  package func publicKey(of state: State) -> String { state.description }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary, source: Bifurcation.source, family: Bifurcation.family, turnOrder: .simultaneous,
      isDeterministic: true, observability: .full, rewardBounds: 0...1, returnBounds: 0...1,
      pivotalUnits: [ScenarioFacts.Unit(turn: 0, agent: Self.tool)])
  }
}

extension TypedAction {
  private static let summary = "tool and format chosen side by side; only the tool matters"

  /// Unit mismatch: credit by the turn gives the format the tool's share.
  static let entry = ScenarioEntry(
    "typed", summary: summary,
    parameters: [
      .openProbability("rightProbability", default: 0.5, "Behaviour probability of the right tool."),
      .integer("formats", in: 1...100, default: 2, "Equal formats."),
    ]
  ) { values throws(ScenarioError) in
    TypedAction(rightProbability: values.number("rightProbability"), formats: values.integer("formats"))
  }
}
