public import Trajectories

/// The actions of all agents that act in one turn.
public struct JointAction<Action: Hashable & Sendable>: Sendable, Hashable {
  /// The acting agents, in the scenario's order for that state.
  public let agents: [AgentID]
  /// Their actions; `actions[k]` is the action of `agents[k]`.
  public let actions: [Action]

  /// The actions of some agents, in the same order.
  public init(agents: [AgentID], actions: [Action]) {
    precondition(agents.count == actions.count, "a joint action has one action an agent")
    self.agents = agents
    self.actions = actions
  }

  /// The action of one acting agent. Asking for an agent that does not act in the turn is a programmer error.
  public subscript(agent: AgentID) -> Action {
    guard let index = agents.firstIndex(of: agent) else {
      preconditionFailure("agent \"\(agent)\" does not act in this turn; \(agents) do")
    }
    return actions[index]
  }

  /// The action of a turn in which a single agent acts.
  public var only: Action {
    precondition(actions.count == 1, "\(agents.count) agents act in this turn")
    return actions[0]
  }
}

/// What a joint action leads to: the next state, and the team reward on the way.
public struct Transition<State: Hashable & Sendable>: Sendable, Hashable {
  /// The state after the turn.
  public let state: State
  /// Team reward of the turn, finite, in reward units.
  public let reward: Double

  /// A transition to `state` with a team reward.
  public init(to state: State, reward: Double = 0) {
    self.state = state
    self.reward = reward
  }
}

/// How an episode that stops in some state ends.
public struct Ending: Sendable, Hashable {
  /// Success, failure, or truncated at the horizon.
  public let status: OutcomeStatus
  /// Terminal score as it stands in traces, finite.
  public let score: Double
  /// Team reward that is paid with the ending, on top of the last turn's own reward, finite, in reward units.
  public let reward: Double

  /// An ending.
  ///
  /// - Parameters:
  ///   - status: How the episode ended.
  ///   - score: Terminal score; 1 for a success and 0 otherwise if not given.
  ///   - reward: Team reward paid with the ending; the score if not given.
  public init(_ status: OutcomeStatus, score: Double? = nil, reward: Double? = nil) {
    self.status = status
    self.score = score ?? status.defaultScore
    self.reward = reward ?? self.score
  }

  /// The goal is reached: score 1, reward 1.
  public static let success = Ending(.success)
  /// The goal is missed: score 0, reward 0.
  public static let failure = Ending(.failure)
  /// The horizon cut the episode off: score 0, reward 0.
  public static let truncated = Ending(.truncated)
}
