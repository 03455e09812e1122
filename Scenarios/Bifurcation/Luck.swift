package import Trajectories
package import Simulation

/// Chance alone decides, in the transition after one of the turns: every exact credit is 0.
package struct Luck: NumberedTurns {
  package typealias Observation = NumberedState<Mark>
  package typealias Action = ForkAction

  /// What chance gave.
  package enum Mark: String, Hashable, Sendable {
    case lucky
    case unlucky
  }

  package let horizon: Int
  let chanceTurn: Int
  let luckProbability: Double
  let decoyActions: Int

  /// The task of some parameters.
  init(_ values: ParameterValues) throws(ScenarioError) {
    horizon = values.integer("turns")
    chanceTurn = values.integer("chanceTurn")
    luckProbability = values.number("luckProbability")
    decoyActions = values.integer("decoyActions")
    try Bifurcation.check("chanceTurn", is: chanceTurn, in: 0...horizon - 1)
  }

  package func legalActions(for agent: AgentID, in state: State) -> [ForkAction] {
    ForkAction.options(decoyActions)
  }

  package func step(_ state: State, _ actions: JointAction<ForkAction>) -> Distribution<Transition<State>> {
    guard state.turn == chanceTurn else { return Distribution(next(after: state, mark: state.mark)) }
    return Distribution(
      next(after: state, mark: .lucky), probability: luckProbability,
      otherwise: next(after: state, mark: .unlucky))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(state.mark == .lucky ? .success : .failure)
  }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary, source: Bifurcation.source, family: Bifurcation.family, turnOrder: .turnTaking,
      isDeterministic: false, observability: .full, rewardBounds: 0...1, returnBounds: 0...1, pivotalUnits: []
    )
  }
}

extension Luck {
  private static let summary = "chance alone decides; no decision deserves credit"

  /// Shows false credit: methods that read traces reward luck.
  static let entry = ScenarioEntry(
    "luck", summary: summary,
    parameters: [
      .integer("turns", in: 1...1000, default: 3, "Turns of an episode."),
      .integer("chanceTurn", in: 0...999, default: 1, "The turn after which chance decides, from 0."),
      .openProbability("luckProbability", default: 0.5, "Probability of success."),
      .integer("decoyActions", in: 1...100, default: 2, "Equal actions of every turn."),
    ]
  ) { values throws(ScenarioError) in try Luck(values) }
}
