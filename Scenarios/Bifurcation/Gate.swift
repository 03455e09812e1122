package import Trajectories
package import Simulation

/// Several agents decide at once whether to do something; the team succeeds if one of them does, or if all do.
///
/// With p the probability of doing and n agents, the value is `1 - (1 - p)^n` or `p^n`. Where the others leave the outcome
/// to an agent, its exact credit is `1 - p` for doing and `-p` for skipping; elsewhere it is 0.
package struct Gate: Scenario {
  /// Whom success needs.
  enum Rule: Sendable {
    /// One agent is enough (redundancy).
    case any
    /// Every agent is needed (complementarity).
    case all
  }

  /// Before and after the only turn.
  package enum State: Hashable, Sendable, CustomStringConvertible {
    case start
    case ended(isSuccess: Bool)

    package var description: String {
      switch self {
      case .start: "start"
      case .ended(let isSuccess): isSuccess ? "end:success" : "end:failure"
      }
    }
  }

  /// What an agent may do.
  package enum Action: String, Hashable, Sendable, CustomStringConvertible {
    case perform = "do"
    case skip

    package var description: String { rawValue }
  }

  package let agents: [AgentID]
  package let horizon = 1
  let rule: Rule
  let doProbability: Double
  let summary: String

  package var initialStates: Distribution<State> { Distribution(.start) }

  package func actingAgents(in state: State) -> [AgentID] { state == .start ? agents : [] }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] { [.perform, .skip] }

  package func observation(for agent: AgentID, in state: State) -> State { state }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    let isSuccess =
      switch rule {
      case .any: actions.actions.contains(.perform)
      case .all: actions.actions.allSatisfy { $0 == .perform }
      }
    return Distribution(Transition(to: .ended(isSuccess: isSuccess)))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    Distribution(state == .ended(isSuccess: true) ? .success : .failure)
  }

  package func behaviour(of agent: AgentID, observing observation: State, over actions: [Action]) -> [Double]
  {
    actions.map { $0 == .perform ? doProbability : 1 - doProbability }
  }

  package func defaultAction(for agent: AgentID, in state: State) -> Action { .skip }

  package func publicKey(of state: State) -> String { state.description }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: summary, source: Bifurcation.source, family: Bifurcation.family,
      turnOrder: agents.count == 1 ? .turnTaking : .simultaneous, isDeterministic: true, observability: .full,
      rewardBounds: 0...1, returnBounds: 0...1,
      pivotalUnits: Set(agents.map { ScenarioFacts.Unit(turn: 0, agent: $0) }))
  }
}

extension Gate {
  /// Leave-one-out loses the credit of redundant agents.
  static let or = entry("or", .any, summary: "agents at once, one that acts is enough")

  /// Leave-one-out counts the same success once for every agent.
  static let and = entry("and", .all, summary: "agents at once, all are needed")

  private static func entry(_ name: String, _ rule: Rule, summary: String) -> ScenarioEntry {
    ScenarioEntry(
      name, summary: summary,
      parameters: [
        .integer(
          "agents", in: 1...10, default: 2, "Agents of the team; joint actions grow as 2 to this power."),
        .openProbability("doProbability", default: 0.5, "Behaviour probability of doing, of every agent."),
      ]
    ) { values throws(ScenarioError) in
      Gate(
        agents: (0..<values.integer("agents")).map { AgentID("agent-\($0)") }, rule: rule,
        doProbability: values.number("doProbability"), summary: summary)
    }
  }
}
