public import Trajectories

/// What is made different in a replay, and what of the record is kept.
///
/// A replay restores an episode at a turn. ``keeping`` says which recorded decisions stand from that turn on; each
/// change then says what some agents do in some turns instead, a later change taking precedence over an earlier one.
/// Everything else is drawn from the policy that plays on. Interventions are compiled into small integer tables once,
/// before anything is played.
public struct Intervention: Sendable, Hashable {
  /// How an agent comes by its action in a turn.
  public enum Rule: Sendable, Hashable {
    /// What the record holds for the agent at that turn; where it holds nothing, or that action is not legal in the
    /// state that the replay is in, the policy that plays on draws.
    case recorded
    /// The action of that label; where it is not legal in the state that the replay is in, the policy that plays on
    /// draws.
    case action(String)
    /// The scenario's default action.
    case defaultAction
    /// A policy of the replay draws: 0 is the one that plays on, 1 the first of its other policies, and so on.
    case policy(Int)
  }

  /// Which recorded decisions stand, from the restored turn on.
  public enum Keeping: Sendable, Hashable {
    /// None: the policy draws in the restored turn already.
    case nothing
    /// The joint action of the restored turn.
    case restoredTurn
    /// All of them, as long as they are legal.
    case everything
  }

  /// What agents do instead in some turns.
  public struct Change: Sendable, Hashable {
    /// Who; `nil` for every agent.
    public let agent: AgentID?
    /// When: turns of the episode, from 0.
    public let turns: Range<Int>
    /// How they come by their actions.
    public let rule: Rule

    /// A change for one agent, or for every agent if `agent` is `nil`.
    public init(of agent: AgentID?, in turns: Range<Int>, to rule: Rule) {
      self.agent = agent
      self.turns = turns
      self.rule = rule
    }
  }

  /// Which recorded decisions stand.
  public var keeping: Keeping
  /// What is done instead, in this order.
  public var changes: [Change]

  /// An intervention; without changes, what `keeping` says and nothing else.
  public init(keeping: Keeping = .restoredTurn, _ changes: [Change] = []) {
    self.keeping = keeping
    self.changes = changes
  }

  /// Nothing is changed: the recorded joint action of the restored turn, then the policy.
  public static let none = Intervention()
  /// The policy draws every action from the restored turn on.
  public static let resampled = Intervention(keeping: .nothing)

  /// One decision is replaced by another legal action.
  public static func replacing(
    _ agent: AgentID, at turn: Int, by action: String, keeping: Keeping = .restoredTurn
  ) -> Intervention {
    Intervention(keeping: keeping, [Change(of: agent, in: turn..<turn + 1, to: .action(action))])
  }

  /// The influence of a turn is deleted, or that of one agent's decision in it, by a declared absence: the default
  /// action, a draw from a policy, or a fixed action.
  public static func deleting(
    turn: Int, of agent: AgentID? = nil, absence: Rule, keeping: Keeping = .restoredTurn
  ) -> Intervention {
    Intervention(keeping: keeping, [Change(of: agent, in: turn..<turn + 1, to: absence)])
  }

  /// An agent follows another policy of the replay.
  public static func following(
    _ policy: Int, by agent: AgentID?, in turns: Range<Int>, keeping: Keeping = .nothing
  ) -> Intervention {
    Intervention(keeping: keeping, [Change(of: agent, in: turns, to: .policy(policy))])
  }
}

/// One intervention at one turn of one episode.
public struct ReplayRequest: Sendable, Hashable {
  /// Index of the episode in the batch.
  public var episode: Int
  /// The turn that is restored, from 0.
  public var turn: Int
  /// What is made different.
  public var intervention: Intervention
  /// The number under which the draws are addressed, in `0..<4096`: requests for one turn that differ in it have draws
  /// of their own. `nil`: the number follows from the intervention, so that equal requests have equal draws and
  /// different ones draws of their own. It plays no part where interventions share their draws.
  public var alternative: Int?

  /// A request.
  public init(
    episode: Int, turn: Int, _ intervention: Intervention = .none, alternative: Int? = nil
  ) {
    self.episode = episode
    self.turn = turn
    self.intervention = intervention
    self.alternative = alternative
  }
}
