package import Trajectories
package import Simulation

/// A state of a task whose turns are numbered: the turn, and the mark that the turns so far have left.
package struct NumberedState<Mark: RawRepresentable<String> & Hashable & Sendable>: Hashable, Sendable,
  CustomStringConvertible
{
  let turn: Int
  let mark: Mark?
  /// Whether the last turn is over.
  let isOver: Bool

  /// `turn-3`, `turn-4:right`, `end:right`.
  package var description: String {
    (isOver ? "end" : "turn-\(turn)") + (mark.map { ":\($0.rawValue)" } ?? "")
  }
}

/// A task of one agent that always takes the same number of turns, all of which the agent can tell apart.
///
/// A conforming type states `Observation` and `Action` itself: the compiler does not infer them across two protocols.
package protocol NumberedTurns: Scenario
where State == NumberedState<Mark>, Observation == NumberedState<Mark> {
  /// What decides the ending.
  associatedtype Mark: RawRepresentable<String> & Hashable & Sendable

  /// The mark at the start. Default: none.
  var initialMark: Mark? { get }
}

extension NumberedTurns {
  package var initialMark: Mark? { nil }

  package var agents: [AgentID] { [Bifurcation.solver] }

  package var initialStates: Distribution<State> {
    Distribution(State(turn: 0, mark: initialMark, isOver: false))
  }

  package func actingAgents(in state: State) -> [AgentID] { state.isOver ? [] : agents }

  package func observation(for agent: AgentID, in state: State) -> State { state }

  package func publicKey(of state: State) -> String {
    observation(for: Bifurcation.solver, in: state).description
  }

  /// The state one turn later.
  func next(after state: State, mark: Mark?) -> Transition<State> {
    Transition(to: State(turn: state.turn + 1, mark: mark, isOver: state.turn + 1 == horizon))
  }
}
