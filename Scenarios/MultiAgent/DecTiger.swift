package import Trajectories
package import Simulation

/// The decentralized tiger problem: two agents listen at two doors, one of which hides a tiger.
///
/// No episode terminates: the horizon truncates it, and the reward is paid on the turns. Under uniform play the value is
/// -416/9 a turn.
///
/// Source: Nair, Tambe, Yokoo, Pynadath and Marsella, Taming decentralized POMDPs, IJCAI 2003.
package struct DecTiger: Scenario {
  /// A side: where the tiger is, what was heard, or which door is opened.
  package enum Side: String, Hashable, Sendable, CustomStringConvertible {
    case left
    case right

    package var description: String { rawValue }
    var other: Side { self == .left ? .right : .left }
  }

  /// Where the tiger is, and what each agent heard last; nothing before the first turn.
  package struct State: Hashable, Sendable, CustomStringConvertible {
    let tiger: Side
    let heard: [Side?]

    package var description: String {
      "tiger-\(tiger)|" + heard.map { Observation(heard: $0).description }.joined(separator: "|")
    }
  }

  /// What an agent heard last.
  package struct Observation: Hashable, Sendable, CustomStringConvertible {
    let heard: Side?

    package var description: String { heard.map { "hear-\($0)" } ?? "none" }
  }

  /// Listening, or opening one of the doors.
  package enum Action: Hashable, Sendable, CustomStringConvertible {
    case listen
    case open(Side)

    package var description: String {
      switch self {
      case .listen: "listen"
      case .open(let side): "open-\(side)"
      }
    }
  }

  package let agents: [AgentID] = ["agent-0", "agent-1"]
  package let horizon: Int
  package let discount: Double
  let accuracy: Double

  package var initialStates: Distribution<State> {
    .uniform([Side.left, .right].map { State(tiger: $0, heard: [nil, nil]) })
  }

  package func actingAgents(in state: State) -> [AgentID] { agents }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] {
    [.listen, .open(.left), .open(.right)]
  }

  package func observation(for agent: AgentID, in state: State) -> Observation {
    Observation(heard: state.heard[agent == agents[0] ? 0 : 1])
  }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    let reward = reward(of: actions.actions, tiger: state.tiger)
    guard actions.actions == [.listen, .listen] else {
      let sides = [Side.left, .right]
      let next = sides.flatMap { tiger in
        sides.flatMap { first in sides.map { State(tiger: tiger, heard: [first, $0]) } }
      }
      return .uniform(next.map { Transition(to: $0, reward: reward) })
    }
    let heard = Distribution(state.tiger, probability: accuracy, otherwise: state.tiger.other)
    return heard.flatMap { first in
      heard.map { Transition(to: State(tiger: state.tiger, heard: [first, $0]), reward: reward) }
    }
  }

  /// The reward table of the paper, in which only the number of agents at each door counts.
  private func reward(of actions: [Action], tiger: Side) -> Double {
    let wrong = actions.count { $0 == .open(tiger) }
    let right = actions.count { $0 == .open(tiger.other) }
    return switch (right, wrong) {
    case (2, _): 20
    case (_, 2): -50
    case (1, 1): -100
    case (1, _): 9
    case (_, 1): -101
    default: -2
    }
  }

  package func privilegedKey(of state: State) -> String { "tiger-\(state.tiger)" }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source: "Nair, Tambe, Yokoo, Pynadath and Marsella, Taming decentralized POMDPs, IJCAI 2003",
      family: "multi-agent", turnOrder: .simultaneous, isDeterministic: false, observability: .partial,
      rewardBounds: -101...20,
      pivotalUnits: Set(
        (0..<horizon).flatMap { turn in agents.map { ScenarioFacts.Unit(turn: turn, agent: $0) } }))
  }
}

extension DecTiger {
  private static let summary =
    "two agents listen at two doors and must open the one without the tiger together"

  /// The standard problem, with horizon 3.
  static let entry = ScenarioEntry(
    "dec-tiger", summary: summary,
    parameters: [
      .integer("horizon", in: 1...1000, default: 3, "Turns of an episode."),
      .number(
        "accuracy", in: 0.5...1, default: 0.85, "Probability that an agent that listens hears the right side."
      ),
      .number("discount", in: 0...1, default: 1, "Discount of a turn."),
    ]
  ) { values throws(ScenarioError) in
    DecTiger(
      horizon: values.integer("horizon"), discount: values.number("discount"),
      accuracy: values.number("accuracy"))
  }
}
