package import Trajectories
package import Simulation

/// Two worlds that no trace tells apart: a hidden fair bit Z is copied by the policy, and what was done is always
/// rewarded.
///
/// The worlds differ only in what would have happened otherwise: the mean over Z of the reward of `act-1` minus that of
/// `act-0` is +1/2 in one and -1/2 in the other. Every key and every label of a trace but the privileged one is the
/// same for both values of Z; the observation's value differs, so that the policy can copy it.
///
/// Source: arXiv 2604.09459, third version, proposition 2.
package struct Witness: Scenario {
  /// The hidden bit; afterwards whether the reward was paid.
  package enum State: Hashable, Sendable, CustomStringConvertible {
    case start(z: Int)
    case ended(isRewarded: Bool)

    package var description: String {
      switch self {
      case .start(let z): "z:\(z)"
      case .ended: "end"
      }
    }
  }

  /// The hidden bit, which the acting agent sees and no trace shows.
  package struct Observation: Hashable, Sendable {
    let z: Int
  }

  /// One of two acts.
  package struct Action: Hashable, Sendable, CustomStringConvertible {
    let number: Int

    package var description: String { "act-\(number)" }
  }

  package let agents = [Bifurcation.solver]
  package let horizon = 1
  /// The value of Z under which the other act would have been rewarded too.
  let forgiving: Int
  let summary: String

  package var initialStates: Distribution<State> { .uniform([.start(z: 0), .start(z: 1)]) }

  package func actingAgents(in state: State) -> [AgentID] {
    if case .start = state { agents } else { [] }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] {
    [Action(number: 0), Action(number: 1)]
  }

  package func observation(for agent: AgentID, in state: State) -> Observation {
    if case .start(let z) = state { Observation(z: z) } else { Observation(z: 0) }
  }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    guard case .start(let z) = state else { return Distribution(Transition(to: state)) }
    return Distribution(Transition(to: .ended(isRewarded: actions.only.number == z || z == forgiving)))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(state == .ended(isRewarded: true) ? .success : .failure)
  }

  package func behaviour(of agent: AgentID, observing observation: Observation, over actions: [Action])
    -> [Double]
  {
    actions.map { $0.number == observation.z ? 1 : 0 }
  }

  package func publicKey(of state: State) -> String {
    if case .start = state { "task" } else { "end" }
  }

  package func label(ofObservation observation: Observation) -> String { "task" }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: summary, source: Bifurcation.source + ", proposition 2", family: Bifurcation.family,
      turnOrder: .turnTaking, isDeterministic: true, observability: .full, rewardBounds: 0...1,
      returnBounds: 0...1,
      pivotalUnits: [ScenarioFacts.Unit(turn: 0, agent: Bifurcation.solver)])
  }
}

extension Witness {
  /// The world in which `act-1` is better by 1/2 on average.
  static let plus = ScenarioEntry(
    "witness-plus",
    Witness(forgiving: 0, summary: "a hidden bit is copied; act-1 is better by 1/2, unseen in traces"))

  /// The world in which `act-0` is better by 1/2 on average.
  static let minus = ScenarioEntry(
    "witness-minus",
    Witness(forgiving: 1, summary: "a hidden bit is copied; act-0 is better by 1/2, unseen in traces"))
}
