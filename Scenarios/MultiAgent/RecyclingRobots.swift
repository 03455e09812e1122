package import Trajectories
package import Simulation

/// Two robots collect cans: a small one each, or a large one together, and must mind their batteries.
///
/// A battery is high or low. Searching for a small can keeps a high battery high with probability .7, searching for the
/// large one with .5; with a low battery the search depletes it with probability .2 or .3. A depleted robot is rescued,
/// which costs 10 and charges its battery. Recharging always charges. While no battery is depleted, a search for a small
/// can pays 2, and 5 are paid if both search for the large one. A robot sees its own battery only. Both batteries are
/// high at the start; no episode terminates.
///
/// Source: Amato, Bernstein and Zilberstein, Optimizing memory-bounded controllers for decentralized POMDPs, UAI 2007,
/// after the recycling robot of Sutton and Barto. The published optimal values for 2, 3 and 4 turns are 6.8,
/// 9.76470125 and 11.72642 at discount .9, and 7, 10.660125 and 13.38 without discounting.
package struct RecyclingRobots: Scenario {
  /// A battery; a robot observes its own.
  package enum Battery: String, Hashable, Sendable, CustomStringConvertible {
    case high
    case low

    package var description: String { rawValue }
  }

  /// The batteries of both robots.
  package struct State: Hashable, Sendable, CustomStringConvertible {
    let batteries: [Battery]

    package var description: String { batteries.map(\.rawValue).joined(separator: "-") }
  }

  /// What a robot does.
  package enum Action: String, Hashable, Sendable, CustomStringConvertible {
    case recharge
    case searchSmall = "search-small"
    case searchLarge = "search-large"

    package var description: String { rawValue }
  }

  package let agents: [AgentID] = ["robot-0", "robot-1"]
  package let horizon: Int
  package let discount: Double

  package var initialStates: Distribution<State> { Distribution(State(batteries: [.high, .high])) }

  package func actingAgents(in state: State) -> [AgentID] { agents }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] {
    [.recharge, .searchSmall, .searchLarge]
  }

  package func observation(for agent: AgentID, in state: State) -> Battery {
    state.batteries[agent == agents[0] ? 0 : 1]
  }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    let actions = actions.actions
    let batteries = zip(state.batteries, actions).map { $0.after($1) }
    return batteries[0].flatMap { first in
      batteries[1].map { second in
        let next = [first, second]
        let depleted = next.indices.count {
          state.batteries[$0] == .low && next[$0] == .high && actions[$0] != .recharge
        }
        return Transition(
          to: State(batteries: next), reward: depleted > 0 ? -10 * Double(depleted) : haul(of: actions))
      }
    }
  }

  /// What the cans of a turn without depletion pay.
  private func haul(of actions: [Action]) -> Double {
    actions == [.searchLarge, .searchLarge] ? 5 : 2 * Double(actions.count { $0 == .searchSmall })
  }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source: "Amato, Bernstein and Zilberstein, Optimizing memory-bounded controllers for decentralized "
        + "POMDPs, UAI 2007",
      family: "multi-agent", turnOrder: .simultaneous, isDeterministic: false,
      observability: horizon == 1 ? .full : .partial, rewardBounds: -20...5,
      pivotalUnits: Set(
        (0..<horizon).flatMap { turn in agents.map { ScenarioFacts.Unit(turn: turn, agent: $0) } }))
  }
}

extension RecyclingRobots.Battery {
  /// The battery a turn later; a depleted one is charged by the rescue.
  fileprivate func after(_ action: RecyclingRobots.Action) -> Distribution<Self> {
    switch (self, action) {
    case (_, .recharge): Distribution(.high)
    case (.high, .searchSmall): Distribution(.high, probability: 0.7, otherwise: .low)
    case (.high, .searchLarge): Distribution(.high, probability: 0.5, otherwise: .low)
    case (.low, .searchSmall): Distribution(.high, probability: 0.2, otherwise: .low)
    case (.low, .searchLarge): Distribution(.high, probability: 0.3, otherwise: .low)
    }
  }
}

extension RecyclingRobots {
  private static let summary = "two robots collect small cans alone, or a large one together, on batteries"

  /// The standard problem, with horizon 3.
  static let entry = ScenarioEntry(
    "recycling-robots", summary: summary,
    parameters: [
      .integer("horizon", in: 1...1000, default: 3, "Turns of an episode."),
      .number("discount", in: 0...1, default: 0.9, "Discount per turn; the paper has 0.9."),
    ]
  ) { values throws(ScenarioError) in
    RecyclingRobots(horizon: values.integer("horizon"), discount: values.number("discount"))
  }
}
