package import Trajectories
package import Simulation

/// A chain of forks that must all go right; after the first wrong way the episode goes on, but is lost.
///
/// While nothing went wrong, the exact credit at turn j of n is `p^(n-1-j) (1 - p)` for the right way and `-p^(n-j)` for
/// the wrong one; afterwards it is 0.
package struct ForkChain: NumberedTurns {
  package typealias Observation = NumberedState<Mark>
  package typealias Action = ForkAction

  /// Whether every way so far was right.
  package enum Mark: String, Hashable, Sendable {
    case alive
    case dead
  }

  package let horizon: Int
  let rightProbability: Double

  package var initialMark: Mark? { .alive }

  package func legalActions(for agent: AgentID, in state: State) -> [ForkAction] { ForkAction.fork }

  package func step(_ state: State, _ actions: JointAction<ForkAction>) -> Distribution<Transition<State>> {
    Distribution(next(after: state, mark: actions.only == .take(.right) ? state.mark : .dead))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(state.mark == .alive ? .success : .failure)
  }

  package func behaviour(of agent: AgentID, observing observation: State, over actions: [ForkAction])
    -> [Double]
  {
    actions.map { $0.weight(right: rightProbability) }
  }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary, source: Bifurcation.source, family: Bifurcation.family, turnOrder: .turnTaking,
      isDeterministic: true, observability: .full, rewardBounds: 0...1, returnBounds: 0...1,
      pivotalUnits: Set((0..<horizon).map { ScenarioFacts.Unit(turn: $0, agent: Bifurcation.solver) }))
  }
}

extension ForkChain {
  private static let summary = "a chain of forks that must all go right; the first error decides"

  /// Tests methods that look for the first error: credit after it must be 0.
  static let entry = ScenarioEntry(
    "chain", summary: summary,
    parameters: [
      .integer("forks", in: 1...100, default: 3, "Forks in a row, one a turn."),
      .openProbability(
        "rightProbability", default: 0.7, "Behaviour probability of the right way at every fork."),
    ]
  ) { values throws(ScenarioError) in
    ForkChain(horizon: values.integer("forks"), rightProbability: values.number("rightProbability"))
  }
}
