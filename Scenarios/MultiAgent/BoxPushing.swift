package import Trajectories
package import Simulation

/// Cooperative box pushing: two robots push a small box each, or a large one together, into the goal area.
///
/// Four cells lie in a row. North of the outer cells stands a small box, north of the two inner ones the large box; a
/// box that is pushed arrives in the goal area behind it. A robot turns, moves forward or stays; each action works
/// with probability .9, apart from the other robot's, and has no effect otherwise. A robot sees what is ahead of it.
/// When a box has arrived, the next turn puts everything back, whatever the robots do.
///
/// Every robot pays .1 a turn. Rewards belong to the attempt, whether it works or not: 10 for pushing a small box, 50
/// each for pushing the large box together, -5 for running into a wall, pushing the large box alone or running into
/// the other robot, and -10 for moving into the same cell. The robots start in the outer cells, facing each other;
/// there are 4 · (3 + 2 + 1) · 4 + 4 = 100 states.
///
/// Source: Seuken and Zilberstein, Improved memory-bounded dynamic programming for decentralized POMDPs, UAI 2007. The
/// published optimal values for 2 and 3 turns are 17.6 and 66.081.
package struct BoxPushing: Scenario {
  /// A direction; a left turn goes one back and a right turn one on.
  package enum Direction: Int, Hashable, Sendable {
    case north
    case east
    case south
    case west

    func turned(by quarters: Int) -> Direction { Direction(rawValue: (rawValue + quarters + 4) % 4) ?? self }
  }

  /// Where a robot stands, from 0 in the west to 3 in the east, and which way it looks.
  package struct Pose: Hashable, Sendable, CustomStringConvertible {
    let cell: Int
    let facing: Direction

    package var description: String { "\(cell)-\(facing)" }
    /// The cell ahead, for a robot that looks along the row and not at its end.
    var cellAhead: Int? {
      switch facing {
      case .east where cell < 3: cell + 1
      case .west where cell > 0: cell - 1
      default: nil
      }
    }
    var isAtSmallBox: Bool { facing == .north && (cell == 0 || cell == 3) }
    var isAtLargeBox: Bool { facing == .north && (cell == 1 || cell == 2) }
  }

  /// Boxes in the goal area, or the poses of both robots while there are none.
  package enum State: Hashable, Sendable, CustomStringConvertible {
    case delivered(String)
    case pushing(Pose, Pose)

    package var description: String {
      switch self {
      case .delivered(let boxes): "delivered-\(boxes)"
      case .pushing(let first, let second): "\(first)|\(second)"
      }
    }
  }

  /// What is ahead of a robot; nothing when a box has arrived.
  package enum Sight: String, Hashable, Sendable, CustomStringConvertible {
    case empty
    case wall
    case robot
    case smallBox = "small-box"
    case largeBox = "large-box"

    package var description: String { rawValue }
  }

  /// What a robot tries.
  package enum Action: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case turnLeft = "turn-left"
    case turnRight = "turn-right"
    case forward
    case stay

    package var description: String { rawValue }
  }

  package let agents: [AgentID] = ["robot-0", "robot-1"]
  package let horizon: Int
  package let discount: Double

  private static let start = State.pushing(Pose(cell: 0, facing: .east), Pose(cell: 3, facing: .west))

  package var initialStates: Distribution<State> { Distribution(Self.start) }

  package func actingAgents(in state: State) -> [AgentID] { agents }

  package func legalActions(for agent: AgentID, in state: State) -> [Action] { Action.allCases }

  package func observation(for agent: AgentID, in state: State) -> Sight {
    guard case .pushing(let first, let second) = state else { return .empty }
    let (own, other) = agent == agents[0] ? (first, second) : (second, first)
    if own.isAtSmallBox { return .smallBox }
    if own.isAtLargeBox { return .largeBox }
    guard let ahead = own.cellAhead else { return .wall }
    return ahead == other.cell ? .robot : .empty
  }

  package func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>> {
    guard case .pushing(let first, let second) = state else {
      return Distribution(Transition(to: Self.start))
    }
    let actions = actions.actions
    let poses = [first, second]
    let reward = reward(of: actions, at: poses)
    let works = actions.map { $0 == .stay ? Distribution(true) : Self.success }
    return works[0].flatMap { firstWorks in
      works[1].map { secondWorks in
        Transition(
          to: next(after: [firstWorks ? actions[0] : .stay, secondWorks ? actions[1] : .stay], at: poses),
          reward: reward)
      }
    }
  }

  private static let success = Distribution(true, probability: 0.9, otherwise: false)

  /// What the attempts of a turn pay.
  private func reward(of actions: [Action], at poses: [Pose]) -> Double {
    let ahead = poses.map(\.cellAhead)
    let moves = actions.map { $0 == .forward }
    var reward = -0.2
    if moves == [true, true] {
      if poses.allSatisfy(\.isAtLargeBox) { return reward + 100 }
      if let cell = ahead[0], cell == ahead[1] { return reward - 10 }
    }
    for robot in 0...1 where moves[robot] {
      if poses[robot].isAtSmallBox {
        reward += 10
      } else if ahead[robot] == nil || ahead[robot] == poses[1 - robot].cell {
        reward -= 5
      }
    }
    return reward
  }

  /// The state after the actions that worked.
  private func next(after actions: [Action], at poses: [Pose]) -> State {
    let moves = actions.map { $0 == .forward }
    if moves == [true, true], poses.allSatisfy(\.isAtLargeBox) { return .delivered("large") }
    switch (moves[0] && poses[0].isAtSmallBox, moves[1] && poses[1].isAtSmallBox) {
    case (true, true): return .delivered("both-small")
    case (true, false): return .delivered("west-small")
    case (false, true): return .delivered("east-small")
    case (false, false): break
    }
    let targets = poses.indices.map { moves[$0] ? poses[$0].cellAhead : nil }
    let after = poses.indices.map { robot in
      let pose = poses[robot]
      switch actions[robot] {
      case .turnLeft: return Pose(cell: pose.cell, facing: pose.facing.turned(by: -1))
      case .turnRight: return Pose(cell: pose.cell, facing: pose.facing.turned(by: 1))
      case .stay: return pose
      case .forward:
        guard let target = targets[robot], target != poses[1 - robot].cell, target != targets[1 - robot]
        else { return pose }
        return Pose(cell: target, facing: pose.facing)
      }
    }
    return .pushing(after[0], after[1])
  }

  package var facts: ScenarioFacts {
    // The first turn pays the same whatever is done; it matters by where it leads.
    let first = horizon == 1 || discount == 0 ? 1 : 0
    return ScenarioFacts(
      summary: Self.summary,
      source: "Seuken and Zilberstein, Improved memory-bounded dynamic programming for decentralized POMDPs, "
        + "UAI 2007",
      family: "multi-agent", turnOrder: .simultaneous, isDeterministic: false,
      observability: horizon == 1 ? .full : .partial, rewardBounds: (-0.2 - 10)...(-0.2 + 100),
      pivotalUnits: Set(
        (0..<horizon).dropFirst(first).flatMap { turn in
          agents.map { ScenarioFacts.Unit(turn: turn, agent: $0) }
        }))
  }
}

extension BoxPushing {
  private static let summary = "two robots push small boxes alone, or a large one together"

  /// The standard problem, with horizon 3.
  static let entry = ScenarioEntry(
    "box-pushing", summary: summary,
    parameters: [
      .integer("horizon", in: 1...1000, default: 3, "Turns of an episode."),
      .number("discount", in: 0...1, default: 1, "Discount per turn; infinite horizons have 0.9."),
    ]
  ) { values throws(ScenarioError) in
    BoxPushing(horizon: values.integer("horizon"), discount: values.number("discount"))
  }
}
