import Trajectories
import Simulation

/// A hidden bit is whispered to two agents, each of whom hears it right with a probability of its own; both name it, and it is
/// whispered again. Everything has a name with a prefix, and the bit's values may come in either order.
struct Whispers: Scenario {
  struct State: Hashable, Sendable {
    let bit: String
    let heard: [String]
    let turn: Int
  }

  let prefix: String
  let isReversed: Bool

  private var one: String { "\(prefix)one" }
  private var nought: String { "\(prefix)nought" }

  var agents: [AgentID] { [AgentID("\(prefix)left"), AgentID("\(prefix)right")] }
  var horizon: Int { 2 }

  private func whispered(_ bit: String, turn: Int) -> Distribution<State> {
    let other = bit == one ? nought : one
    return Distribution(bit, probability: 0.8, otherwise: other).flatMap { left in
      Distribution(bit, probability: 0.6, otherwise: other).map { right in
        State(bit: bit, heard: [left, right], turn: turn)
      }
    }
  }

  var initialStates: Distribution<State> {
    let bit =
      isReversed
      ? Distribution(nought, probability: 0.3, otherwise: one)
      : Distribution(one, probability: 0.7, otherwise: nought)
    return bit.flatMap { whispered($0, turn: 0) }
  }

  func actingAgents(in state: State) -> [AgentID] { state.turn < 2 ? agents : [] }
  func legalActions(for agent: AgentID, in state: State) -> [String] {
    isReversed ? [nought, one] : [one, nought]
  }
  func observation(for agent: AgentID, in state: State) -> String {
    state.heard[agent == agents[0] ? 0 : 1]
  }
  func step(_ state: State, _ actions: JointAction<String>) -> Distribution<Transition<State>> {
    let right = Double(actions.actions.count { $0 == state.bit })
    let reward = state.bit == one ? 2 * right : right - 0.5
    return whispered(state.bit, turn: state.turn + 1).map { Transition(to: $0, reward: reward) }
  }
  func privilegedKey(of state: State) -> String { state.bit }
}
