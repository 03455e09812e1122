package import Trajectories
package import Simulation

/// A fork whose wrong way can be repaired later.
///
/// With p the probability of the right way and r that of the repair, the exact credit of the fork is `(1 - p)(1 - r)` and
/// `-p (1 - r)`; at the repair it is `1 - r` and `-r` if something is broken and 0 if not.
package struct Repair: NumberedTurns {
  package typealias Observation = NumberedState<Mark>

  /// Whether the work is sound; a repaired one is as good as one that never broke.
  package enum Mark: String, Hashable, Sendable {
    case sound
    case broken
  }

  /// A way at the fork, a repair or none, or one of the equal actions of a routine turn.
  package enum Action: Hashable, Sendable, CustomStringConvertible {
    case routine(ForkAction)
    case repair
    case leave

    package var description: String {
      switch self {
      case .routine(let action): action.description
      case .repair: "repair"
      case .leave: "leave"
      }
    }
  }

  package let horizon: Int
  let fork: Int
  let repairTurn: Int
  let rightProbability: Double
  let repairProbability: Double
  let decoyActions: Int

  /// The task of some parameters.
  init(_ values: ParameterValues) throws(ScenarioError) {
    horizon = values.integer("turns")
    fork = values.integer("fork")
    repairTurn = values.integer("repairTurn")
    rightProbability = values.number("rightProbability")
    repairProbability = values.number("repairProbability")
    decoyActions = values.integer("decoyActions")
    try Bifurcation.check("fork", is: fork, in: 0...horizon - 2)
    try Bifurcation.check("repairTurn", is: repairTurn, in: fork + 1...horizon - 1)
  }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] {
    switch state.turn {
    case fork: ForkAction.fork.map { .routine($0) }
    case repairTurn: [.repair, .leave]
    default: ForkAction.options(decoyActions).map { .routine($0) }
    }
  }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    let mark: Mark? =
      switch actions.only {
      case .routine(.take(let way)): way == .right ? .sound : .broken
      case .repair: .sound
      case .leave, .routine(.option): state.mark
      }
    return Distribution(next(after: state, mark: mark))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(state.mark == .sound ? .success : .failure)
  }

  package func behaviour(of agent: AgentID, observing observation: State, over actions: [Action]) -> [Double]
  {
    actions.map { action in
      switch action {
      case .routine(let action): action.weight(right: rightProbability)
      case .repair: repairProbability
      case .leave: 1 - repairProbability
      }
    }
  }

  package func defaultAction(for agent: AgentID, in state: State) -> Action {
    state.turn == repairTurn ? .leave : legalActions(for: agent, in: state)[0]
  }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary, source: Bifurcation.source, family: Bifurcation.family, turnOrder: .turnTaking,
      isDeterministic: true, observability: .full, rewardBounds: 0...1, returnBounds: 0...1,
      pivotalUnits: Set([fork, repairTurn].map { ScenarioFacts.Unit(turn: $0, agent: Bifurcation.solver) }))
  }
}

extension Repair {
  private static let summary = "a fork whose wrong way can be repaired later"

  /// Tests methods that stop at the first error: half of the wrong ways are made good.
  static let entry = ScenarioEntry(
    "repair", summary: summary,
    parameters: [
      .integer("turns", in: 2...1000, default: 5, "Turns of an episode."),
      .integer("fork", in: 0...998, default: 1, "The turn of the fork, from 0."),
      .integer(
        "repairTurn", in: 1...999, default: 3, "The turn at which a repair is offered, after the fork."),
      .openProbability(
        "rightProbability", default: 0.5, "Behaviour probability of the right way at the fork."),
      .openProbability("repairProbability", default: 0.5, "Behaviour probability of the repair."),
      .integer("decoyActions", in: 1...100, default: 2, "Equal actions of every routine turn."),
    ]
  ) { values throws(ScenarioError) in try Repair(values) }
}
