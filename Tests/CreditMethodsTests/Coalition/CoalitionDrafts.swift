import CreditMethods
import Trajectories
import Simulation

/// A matrix game of two agents and one turn: the payoff is the turn's reward, the default action the second one.
struct MatrixGame: Scenario {
  let payoff: [[Double]]

  let agents: [AgentID] = ["row", "column"]
  let horizon = 1
  let initialStates = Distribution(false)

  func actingAgents(in isOver: Bool) -> [AgentID] { isOver ? [] : agents }
  func legalActions(for agent: AgentID, in isOver: Bool) -> [Int] { Array(payoff.indices) }
  func observation(for agent: AgentID, in isOver: Bool) -> Bool { isOver }
  func step(_ isOver: Bool, _ actions: JointAction<Int>) -> Distribution<Transition<Bool>> {
    Distribution(Transition(to: true, reward: payoff[actions.actions[0]][actions.actions[1]]))
  }
  func defaultAction(for agent: AgentID, in isOver: Bool) -> Int { 1 }
}

/// Three turns of one agent that does or skips: the first two turns are both needed, the first alone brings 0.2, the third
/// brings nothing. Skipping is the default.
struct Answer: Scenario {
  let agents: [AgentID] = ["writer"]
  let horizon = 3
  let initialStates = Distribution([Bool]())

  func actingAgents(in state: [Bool]) -> [AgentID] { state.count < 3 ? agents : [] }
  func legalActions(for agent: AgentID, in state: [Bool]) -> [String] { ["do", "skip"] }
  func observation(for agent: AgentID, in state: [Bool]) -> Int { state.count }
  func step(_ state: [Bool], _ actions: JointAction<String>) -> Distribution<Transition<[Bool]>> {
    Distribution(Transition(to: state + [actions.only == "do"]))
  }
  func endings(in state: [Bool]) -> Distribution<Ending> {
    guard state.count == 3, state[0] else { return Distribution(.failure) }
    return Distribution(state[1] ? .success : Ending(.failure, score: 0.2))
  }
  func defaultAction(for agent: AgentID, in state: [Bool]) -> String { "skip" }
}

/// What a plain program needs, and methods get at through tables: chance, discounting, episodes of unequal length, turns
/// with one and with two agents, and actions that are legal in some states only.
struct Expedition: Scenario {
  struct State: Hashable, Sendable {
    var turn = 0
    var supplies = 1
    var isHome = false
  }

  let agents: [AgentID] = ["guide", "porter"]
  let horizon = 3
  let discount = 0.8
  var initialStates: Distribution<State> { .uniform([State(), State(supplies: 2)]) }

  func actingAgents(in state: State) -> [AgentID] {
    if state.isHome { [] } else { state.turn == 1 ? ["guide"] : agents }
  }
  func legalActions(for agent: AgentID, in state: State) -> [String] {
    agent == "guide" && state.supplies > 1 ? ["wait", "climb", "rush"] : ["wait", "climb"]
  }
  func observation(for agent: AgentID, in state: State) -> Int {
    agent == "guide" ? min(state.supplies, 2) : state.turn
  }
  func step(_ state: State, _ actions: JointAction<String>) -> Distribution<Transition<State>> {
    let effort = actions.actions.count { $0 != "wait" }
    var next = state
    next.turn += 1
    next.supplies = max(0, state.supplies + 1 - effort)
    let reward = actions.actions.contains("rush") ? 1.5 : 0.25 * Double(effort)
    guard effort > 0 else { return Distribution(Transition(to: next, reward: -0.1)) }
    var home = next
    home.isHome = true
    let chance = Distribution(true, probability: 0.3 * Double(effort), otherwise: false)
    return chance.map { Transition(to: $0 ? home : next, reward: reward) }
  }
  func endings(in state: State) -> Distribution<Ending> {
    Distribution(state.isHome ? .success : .failure)
  }
  func behaviour(of agent: AgentID, observing observation: Int, over actions: [String]) -> [Double] {
    actions.indices.map { Double($0 + 1) }
  }
  func defaultAction(for agent: AgentID, in state: State) -> String { "wait" }
}
