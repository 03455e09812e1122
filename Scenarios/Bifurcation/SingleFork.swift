package import Trajectories
package import Simulation

/// One fork among routine turns; its outcome shows only at the end, as a lottery.
///
/// With V the value before the fork, the exact credit is `high - V` for the right way, `low - V` for the wrong one and 0
/// at every other turn. The scenarios `single` and `decoy` differ in their defaults only.
package struct SingleFork: NumberedTurns {
  package typealias Mark = Correctness
  package typealias Observation = NumberedState<Mark>
  package typealias Action = ForkAction

  package let horizon: Int
  let fork: Int
  let rightProbability: Double
  let decoyActions: Int
  let high: Double
  let low: Double
  let isHidden: Bool
  let summary: String

  /// The task of some parameters.
  init(_ values: ParameterValues, summary: String) throws(ScenarioError) {
    self.summary = summary
    horizon = values.integer("turns")
    fork = values.integer("fork")
    rightProbability = values.number("rightProbability")
    decoyActions = values.integer("decoyActions")
    high = values.number("high")
    low = values.number("low")
    isHidden = values.flag("hidden")
    try Bifurcation.check("fork", is: fork, in: 0...horizon - 1)
  }

  /// The parameters, with the defaults of one of the scenarios of this form.
  static func parameters(
    turns: Int, fork: Int, rightProbability: Double, decoyActions: Int, high: Double, low: Double
  ) -> [ParameterSpecification] {
    [
      .integer("turns", in: 1...1000, default: turns, "Turns of an episode."),
      .integer("fork", in: 0...999, default: fork, "The turn of the fork, from 0."),
      .openProbability(
        "rightProbability", default: rightProbability, "Behaviour probability of the right way at the fork."),
      .integer("decoyActions", in: 1...100, default: decoyActions, "Equal actions of every routine turn."),
      .number("high", in: 0...1, default: high, "Probability of success after the right way."),
      .number("low", in: 0...1, default: low, "Probability of success after the wrong way."),
      .flag("hidden", default: false, "Whether the way taken is hidden from the agent and from the trace."),
    ]
  }

  package func legalActions(for agent: AgentID, in state: State) -> [ForkAction] {
    state.turn == fork ? ForkAction.fork : ForkAction.options(decoyActions)
  }

  package func observation(for agent: AgentID, in state: State) -> State {
    isHidden ? State(turn: state.turn, mark: nil, isOver: state.isOver) : state
  }

  package func step(_ state: State, _ actions: JointAction<ForkAction>) -> Distribution<Transition<State>> {
    guard case .take(let way) = actions.only else {
      return Distribution(next(after: state, mark: state.mark))
    }
    return Distribution(next(after: state, mark: way))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Bifurcation.lottery(state.mark == .right ? high : low)
  }

  package func behaviour(of agent: AgentID, observing observation: State, over actions: [ForkAction])
    -> [Double]
  {
    actions.map { $0.weight(right: rightProbability) }
  }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: summary, source: Bifurcation.source, family: Bifurcation.family, turnOrder: .turnTaking,
      isDeterministic: [high, low].allSatisfy { $0 == 0 || $0 == 1 },
      observability: isHidden && fork < horizon - 1 ? .partial : .full, rewardBounds: 0...1,
      returnBounds: 0...1,
      pivotalUnits: high == low ? [] : [ScenarioFacts.Unit(turn: fork, agent: Bifurcation.solver)])
  }
}

extension SingleFork {
  /// Episode-level against local credit: everything but the fork is noise.
  static let single = entry(
    "single", summary: "one fork among routine turns, success by lottery",
    parameters: parameters(
      turns: 6, fork: 3, rightProbability: 0.5, decoyActions: 2, high: 0.9, low: 0.1))

  /// Misleads whatever takes entropy or rarity for importance: the fork is nearly certain, the routine turns are not.
  static let decoy = entry(
    "decoy", summary: "one nearly certain fork that decides, among high-entropy turns that do not",
    parameters: parameters(
      turns: 4, fork: 2, rightProbability: 0.95, decoyActions: 4, high: 1, low: 0))

  private static func entry(
    _ name: String, summary: String, parameters: [ParameterSpecification]
  ) -> ScenarioEntry {
    ScenarioEntry(name, summary: summary, parameters: parameters) { values throws(ScenarioError) in
      try SingleFork(values, summary: summary)
    }
  }
}
