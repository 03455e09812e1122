package import Trajectories
package import Simulation

/// The multi-access broadcast channel: two nodes share a channel that carries one message a turn.
///
/// Each node has a buffer for one message. A node that sends with a full buffer while the other waits delivers its
/// message, which pays 1. Sending empties the buffer, also in a collision; an empty buffer is filled again before the
/// next turn with the node's arrival probability. Each node then hears whether both sent, wrongly with probability
/// 1 - accuracy. Both buffers are full at the start; no episode terminates.
///
/// Source: Ooi and Wornell, Decentralized control of a multiple access broadcast channel, CDC 1996; as a Dec-POMDP by
/// Hansen, Bernstein and Zilberstein, Dynamic programming for partially observable stochastic games, AAAI 2004. The
/// published optimal values for 2, 3, 4 and 10 turns are 2, 2.99, 3.89 and 9.29.
package struct BroadcastChannel: Scenario {
  /// What a node hears of a turn.
  package enum Signal: String, Hashable, Sendable, CustomStringConvertible {
    case collision
    case clear

    package var description: String { rawValue }
    var other: Signal { self == .clear ? .collision : .clear }
  }

  /// Which buffers are full, and what each node heard last; nothing before the first turn.
  package struct State: Hashable, Sendable, CustomStringConvertible {
    let isFull: [Bool]
    let heard: [Signal?]

    package var description: String {
      buffers + "|" + heard.map { Observation(heard: $0).description }.joined(separator: "|")
    }
    var buffers: String { isFull.map { $0 ? "full" : "empty" }.joined(separator: "-") }
  }

  /// What a node heard last.
  package struct Observation: Hashable, Sendable, CustomStringConvertible {
    let heard: Signal?

    package var description: String { heard?.description ?? "none" }
  }

  /// What a node does with the channel.
  package enum Action: String, Hashable, Sendable, CustomStringConvertible {
    case send
    case wait

    package var description: String { rawValue }
  }

  package let agents: [AgentID] = ["node-0", "node-1"]
  package let horizon: Int
  package let discount: Double
  let arrivals: [Double]
  let accuracy: Double

  package var initialStates: Distribution<State> {
    Distribution(State(isFull: [true, true], heard: [nil, nil]))
  }

  package func actingAgents(in state: State) -> [AgentID] { agents }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] { [.send, .wait] }

  package func observation(for agent: AgentID, in state: State) -> Observation {
    Observation(heard: state.heard[agent == agents[0] ? 0 : 1])
  }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    let actions = actions.actions
    let senders = actions.indices.filter { actions[$0] == .send }
    let reward = senders.count == 1 && state.isFull[senders[0]] ? 1.0 : 0
    let buffers = actions.indices.map { node in
      actions[node] == .wait && state.isFull[node]
        ? Distribution(true) : Distribution(true, probability: arrivals[node], otherwise: false)
    }
    let signal: Signal = senders.count == 2 ? .collision : .clear
    let heard = Distribution(signal, probability: accuracy, otherwise: signal.other)
    return buffers[0].flatMap { first in
      buffers[1].flatMap { second in
        heard.flatMap { firstHeard in
          heard.map { secondHeard in
            Transition(
              to: State(isFull: [first, second], heard: [firstHeard, secondHeard]), reward: reward)
          }
        }
      }
    }
  }

  package func privilegedKey(of state: State) -> String { state.buffers }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source: "Hansen, Bernstein and Zilberstein, Dynamic programming for partially observable stochastic "
        + "games, AAAI 2004, after Ooi and Wornell, CDC 1996",
      family: "multi-agent", turnOrder: .simultaneous, isDeterministic: false,
      observability: horizon == 1 ? .full : .partial, rewardBounds: 0...1,
      pivotalUnits: Set(
        (0..<horizon).flatMap { turn in agents.map { ScenarioFacts.Unit(turn: turn, agent: $0) } }))
  }
}

extension BroadcastChannel {
  private static let summary = "two nodes share a channel that carries one message a turn"

  /// The standard problem, with horizon 4.
  static let entry = ScenarioEntry(
    "broadcast-channel", summary: summary,
    parameters: [
      .integer("horizon", in: 1...1000, default: 4, "Turns of an episode."),
      .openProbability(
        "firstArrival", default: 0.9, "Probability that the empty buffer of node-0 is filled in a turn."),
      .openProbability(
        "secondArrival", default: 0.1, "Probability that the empty buffer of node-1 is filled in a turn."),
      .number(
        "accuracy", in: 0.5...1, default: 0.9, "Probability that a node hears rightly whether both sent."),
      .number("discount", in: 0...1, default: 1, "Discount of a turn."),
    ]
  ) { values throws(ScenarioError) in
    BroadcastChannel(
      horizon: values.integer("horizon"), discount: values.number("discount"),
      arrivals: [values.number("firstArrival"), values.number("secondArrival")],
      accuracy: values.number("accuracy"))
  }
}
