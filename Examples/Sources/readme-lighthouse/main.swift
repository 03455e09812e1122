import Ascribe
import AscribeCommand

/// A keeper sees the fog and may light the lamp; a captain sees only the lamp, and sails or waits.
struct Lighthouse: Scenario {
  struct State: Hashable, Sendable {
    var isFoggy: Bool
    var isLit: Bool?
    var hasArrived: Bool?
  }

  let agents: [AgentID] = ["keeper", "captain"]
  let horizon = 2
  var initialStates: Distribution<State> { .uniform([State(isFoggy: true), State(isFoggy: false)]) }

  func actingAgents(in state: State) -> [AgentID] {
    if state.hasArrived != nil { [] } else { state.isLit == nil ? ["keeper"] : ["captain"] }
  }
  func legalActions(for agent: AgentID, in state: State) -> [String] {
    agent == "keeper" ? ["light", "sleep"] : ["sail", "wait"]
  }
  func observation(for agent: AgentID, in state: State) -> String {
    agent == "keeper" ? (state.isFoggy ? "fog" : "clear") : (state.isLit == true ? "lamp" : "dark")
  }
  func step(_ state: State, _ actions: JointAction<String>) -> Distribution<Transition<State>> {
    guard let isLit = state.isLit else {
      return Distribution(Transition(to: State(isFoggy: state.isFoggy, isLit: actions.only == "light")))
    }
    let risk = actions.only == "wait" ? 0.5 : (state.isFoggy && !isLit ? 0.9 : 0.1)
    return Distribution(false, probability: risk, otherwise: true).map { hasArrived in
      Transition(to: State(isFoggy: state.isFoggy, isLit: isLit, hasArrived: hasArrived))
    }
  }
  func endings(in state: State) -> Distribution<Ending> {
    Distribution(state.hasArrived == true ? .success : .failure)
  }
}

AscribeCLI.main(scenarios: [ScenarioEntry("lighthouse", Lighthouse())])
