package import Trajectories
package import Simulation

/// A cooperative matrix game whose payoff matrix the first agent chooses one turn ahead.
///
/// At the first turn both agents act, but only the choice of `agent-0` counts: it leads to matrix 2A, which pays 7
/// whatever happens, or to matrix 2B, which pays 8 only if both then choose B. The payoff is the reward of the second
/// turn; the ending pays nothing and is a success if the payoff was 8.
///
/// Source: Rashid et al., QMIX: Monotonic value function factorisation for deep multi-agent reinforcement learning,
/// ICML 2018, arXiv 1803.11485, two-step game (discounted by 0.99 there).
package struct TwoStep: Scenario {
  /// Either of two choices.
  package enum Choice: String, Hashable, Sendable, CustomStringConvertible {
    case a = "A"
    case b = "B"

    package var description: String { rawValue }
  }

  /// The first turn, the matrix of the second, and its payoff.
  package enum State: Hashable, Sendable, CustomStringConvertible {
    case first
    case second(Choice)
    case ended(payoff: Int)

    package var description: String {
      switch self {
      case .first: "1"
      case .second(let matrix): "2\(matrix)"
      case .ended(let payoff): "end:\(payoff)"
      }
    }
  }

  package let agents: [AgentID] = ["agent-0", "agent-1"]
  package let horizon = 2
  package let discount: Double

  package var initialStates: Distribution<State> { Distribution(.first) }

  package func actingAgents(in state: State) -> [AgentID] {
    if case .ended = state { [] } else { agents }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [Choice] { [.a, .b] }

  package func observation(for agent: AgentID, in state: State) -> State { state }

  package func step(_ state: State, _ actions: JointAction<Choice>) -> Distribution<Transition<State>> {
    guard case .second(let matrix) = state else {
      return Distribution(Transition(to: .second(actions[agents[0]])))
    }
    let payoff: Int =
      switch (matrix, actions.actions.count { $0 == .b }) {
      case (.a, _): 7
      case (.b, 2): 8
      case (.b, let count): count
      }
    return Distribution(Transition(to: .ended(payoff: payoff), reward: Double(payoff)))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(Ending(state == .ended(payoff: 8) ? .success : .failure, reward: 0))
  }

  package func publicKey(of state: State) -> String { state.description }

  package var facts: ScenarioFacts {
    let second = agents.map { ScenarioFacts.Unit(turn: 1, agent: $0) }
    let first = ScenarioFacts.Unit(turn: 0, agent: agents[0])
    return ScenarioFacts(
      summary: Self.summary, source: "Rashid et al., QMIX, ICML 2018, arXiv 1803.11485, two-step game",
      family: "multi-agent", turnOrder: .simultaneous, isDeterministic: true, observability: .full,
      rewardBounds: 0...8, pivotalUnits: Set(discount == 0 ? second : second + [first]))
  }
}

extension TwoStep {
  private static let summary = "the first agent chooses a safe matrix, or one that needs coordination"

  /// The game without discounting; the paper's is `discount=0.99`.
  static let entry = ScenarioEntry(
    "two-step", summary: summary,
    parameters: [.number("discount", in: 0...1, default: 1, "Discount per turn; the paper has 0.99.")]
  ) { values throws(ScenarioError) in TwoStep(discount: values.number("discount")) }
}
