import Ground
public import Trajectories

/// The actions of all agents that act in one turn.
///
/// A scenario that asks for an action that is not there, of an agent that does not act or of the only one among several, is
/// refused when it is compiled or checked: the error names the scenario, the state and what was asked for.
public struct JointAction<Action: Hashable & Sendable>: Sendable, Hashable {
  /// The acting agents, in the scenario's order for that state.
  public let agents: [AgentID]
  /// Their actions; `actions[k]` is the action of `agents[k]`.
  public let actions: [Action]
  @usableFromInline let misuse: ActionMisuse?

  /// What each of some agents does, in the scenario's order of them.
  public init(_ decisions: [(agent: AgentID, action: Action)]) {
    agents = decisions.map(\.agent)
    actions = decisions.map(\.action)
    misuse = nil
  }

  /// The actions of at least one agent, which remembers what was asked for in vain.
  @inlinable
  init(agents: [AgentID], actions: [Action], remembering misuse: ActionMisuse) {
    self.agents = agents
    self.actions = actions
    self.misuse = misuse
  }

  /// The action of one acting agent.
  @inlinable
  public subscript(agent: AgentID) -> Action {
    guard let index = agents.firstIndex(of: agent) else {
      return standIn(for: "the action of agent \"\(agent)\"")
    }
    return actions[index]
  }

  /// The action of a turn in which a single agent acts.
  @inlinable
  public var only: Action {
    actions.count == 1 ? actions[0] : standIn(for: "the only action of a turn")
  }

  /// Some action in place of one that is not there; what it leads to is thrown away with the scenario. One that was made by
  /// hand, outside the compiler, has nobody to tell.
  @usableFromInline
  func standIn(for request: String) -> Action {
    guard let misuse else {
      preconditionFailure("\(request) is not there; \(agents) act")
    }
    misuse.record(request)
    return actions[0]
  }

  /// Whether the same agents act alike.
  public static func == (first: JointAction, second: JointAction) -> Bool {
    first.agents == second.agents && first.actions == second.actions
  }

  /// Hashes agents and actions.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(agents)
    hasher.combine(actions)
  }
}

/// What the rules of a scenario asked joint actions for in vain: a class, because `step` gets a value and cannot throw.
@usableFromInline
final class ActionMisuse: Sendable {
  private let request = Locked<String?>(nil)

  /// Whether nothing was asked for in vain.
  @usableFromInline var isUnused: Bool { first == nil }

  /// The first request.
  var first: String? { request.withLock { $0 } }

  fileprivate func record(_ request: String) { self.request.withLock { $0 = $0 ?? request } }
}

/// What a joint action leads to: the next state, and the team reward on the way.
public struct Transition<State: Hashable & Sendable>: Sendable, Hashable {
  /// The state after the turn.
  public let state: State
  /// Team reward of the turn, finite, in reward units.
  public let reward: Double

  /// A transition to `state` with a team reward.
  @inlinable public init(to state: State, reward: Double = 0) {
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
