package import Trajectories
package import Simulation

/// Two robots try to be in the same cell of a 2 x 2 grid, seeing only which side wall they stand at.
///
/// A move succeeds with probability .6; otherwise the robot slips, with probability .1 each, in one of the other three
/// directions or not at all. A move against a wall goes nowhere, and staying always works. Every turn that ends with
/// both in one cell pays 1. They start in opposite corners, top right and bottom left; no episode terminates.
///
/// Source: Bernstein, Hansen and Zilberstein, Bounded policy iteration for decentralized POMDPs, IJCAI 2005; with two
/// observations as in Amato, Bernstein and Zilberstein, Optimal fixed-size controllers for decentralized POMDPs, MSDM
/// 2006. The published optimal values for 2 and 3 turns are .91 and 1.550444.
package struct MeetingGrid: Scenario {
  /// The side of the grid that a robot stands at, which it observes by the wall there.
  package enum Side: String, Hashable, Sendable, CustomStringConvertible {
    case left = "wall-left"
    case right = "wall-right"

    package var description: String { rawValue }
  }

  /// The cells of both robots, numbered by rows: 0 and 1 above, 2 and 3 below.
  package struct State: Hashable, Sendable, CustomStringConvertible {
    let cells: [Int]

    package var description: String {
      let names = ["top-left", "top-right", "bottom-left", "bottom-right"]
      return cells.map { names[$0] }.joined(separator: "|")
    }
  }

  /// Where a robot tries to go.
  package enum Action: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case up
    case down
    case left
    case right
    case stay

    package var description: String { rawValue }
  }

  package let agents: [AgentID] = ["robot-0", "robot-1"]
  package let horizon: Int
  package let discount: Double

  package var initialStates: Distribution<State> { Distribution(State(cells: [1, 2])) }

  package func actingAgents(in state: State) -> [AgentID] { agents }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] { Action.allCases }

  package func observation(for agent: AgentID, in state: State) -> Side {
    state.cells[agent == agents[0] ? 0 : 1] % 2 == 0 ? .left : .right
  }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    let cells = zip(state.cells, actions.actions).map { cell($0, after: $1) }
    return cells[0].flatMap { first in
      cells[1].map { second in
        Transition(to: State(cells: [first, second]), reward: first == second ? 1 : 0)
      }
    }
  }

  /// Where a robot is after it tried an action.
  private func cell(_ cell: Int, after intended: Action) -> Distribution<Int> {
    guard intended != .stay else { return Distribution(cell) }
    var probabilities = [Double](repeating: 0, count: 4)
    for action in Action.allCases {
      probabilities[target(of: action, from: cell)] += action == intended ? 0.6 : 0.1
    }
    return Distribution(probabilities.indices.map { ($0, probabilities[$0]) }.filter { $0.1 > 0 })
  }

  private func target(of action: Action, from cell: Int) -> Int {
    switch action {
    case .up: cell % 2
    case .down: cell % 2 + 2
    case .left: cell - cell % 2
    case .right: cell - cell % 2 + 1
    case .stay: cell
    }
  }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source: "Bernstein, Hansen and Zilberstein, Bounded policy iteration for decentralized POMDPs, "
        + "IJCAI 2005",
      family: "multi-agent", turnOrder: .simultaneous, isDeterministic: false,
      observability: horizon == 1 ? .full : .partial, rewardBounds: 0...1,
      pivotalUnits: Set(
        (0..<horizon).flatMap { turn in agents.map { ScenarioFacts.Unit(turn: turn, agent: $0) } }))
  }
}

extension MeetingGrid {
  private static let summary = "two robots that see one wall try to meet in a 2 x 2 grid"

  /// The standard problem, with horizon 3.
  static let entry = ScenarioEntry(
    "meeting-grid", summary: summary,
    parameters: [
      .integer("horizon", in: 1...1000, default: 3, "Turns of an episode."),
      .number("discount", in: 0...1, default: 1, "Discount per turn; infinite horizons have 0.9."),
    ]
  ) { values throws(ScenarioError) in
    MeetingGrid(horizon: values.integer("horizon"), discount: values.number("discount"))
  }
}
