public import Trajectories

/// A cooperative, finite-horizon, partially observable stochastic game with a team reward.
///
/// Everything random is a finite, explicit ``Distribution``, so that one definition is simulated *and* solved
/// exactly. The scenario's code runs only while it is compiled into a ``TurnMDP``.
///
/// An episode: a state is drawn from ``initialStates``; while some agent acts in the state and fewer than ``horizon``
/// turns are over, the acting agents each see their observation, choose one of their legal actions, and ``step(_:_:)``
/// gives the next state and the team reward. In the state where it stops, ``endings(in:)`` says how it ended. The
/// return is `sum over t of discount^t · reward(t)`, where the last turn's reward includes the ending's.
public protocol Scenario: Sendable {
  /// Everything that the dynamics depend on. It must tell the turn apart only if the rules depend on the turn.
  associatedtype State: Hashable & Sendable
  /// What one agent receives at one turn.
  associatedtype Observation: Hashable & Sendable
  /// What one agent does at one turn.
  associatedtype Action: Hashable & Sendable

  /// All agents of the team, in the order of every table.
  var agents: [AgentID] { get }
  /// Largest number of turns; an episode that reaches it is cut off. At least 1.
  var horizon: Int { get }
  /// The states that an episode starts in.
  var initialStates: Distribution<State> { get }
  /// The agents that act in a state: none exactly in terminal states, one when agents take turns, several when they
  /// act simultaneously.
  func actingAgents(in state: State) -> [AgentID]
  /// The legal actions of an acting agent, in a fixed order, never empty, and the same in all states that the agent
  /// cannot tell apart.
  func legalActions(for agent: AgentID, in state: State) -> [Action]
  /// What an acting agent sees of a state before it acts.
  func observation(for agent: AgentID, in state: State) -> Observation
  /// The next state and the team reward, for a joint action of the acting agents.
  func step(_ state: State, _ actions: JointAction<Action>) -> Distribution<Transition<State>>

  /// Per-turn discount in `0...1`, dimensionless. Default 1.
  var discount: Double { get }
  /// How an episode that stops in a state ends; asked for terminal states and for states reached at the horizon.
  /// Default: truncated, with score 0.
  func endings(in state: State) -> Distribution<Ending>
  /// What is declared about the scenario, and checked by ``ConformanceChecker``. Default: nothing is declared.
  var facts: ScenarioFacts { get }
  /// The scenario's own behaviour policy: weights of the legal actions given the agent's observation, not negative,
  /// not all zero; they need not sum to 1. Default: all equal.
  func behaviour(of agent: AgentID, observing observation: Observation, over actions: [Action]) -> [Double]
  /// The action that stands for "this agent does nothing of note" in difference rewards. Default: the first legal
  /// action.
  func defaultAction(for agent: AgentID, in state: State) -> Action
  /// Tokens of a decision, at least 0, or `nil` if the scenario declares none. Default: `nil`.
  func tokens(of agent: AgentID, taking action: Action, observing observation: Observation) -> Int?

  /// The key of a state in traces (`state`): what a log that was recorded outside the simulator would show. Default:
  /// the observations of the acting agents, `agent=observation` joined by `|` when several act; `end` when none does.
  func publicKey(of state: State) -> String
  /// The key of the privileged state in traces, and what a privileged critic sees. Default: the short text
  /// of the whole state, in which two states differ wherever their parts do: its own description if it has one, otherwise
  /// its parts, such as `Report(fact: alpha, drafts: 2)`.
  func privilegedKey(of state: State) -> String
  /// What is told to informed critics in a state, beside what agents know: any function of the state, so that it is
  /// independent of the turn's actions given what the agents know; `nil` where nothing is told. Written to traces as
  /// `signal`. Default: nothing is told.
  func signal(of state: State) -> String?
  /// The word for an action in traces and tables. Default: its short text, as of a state.
  func label(ofAction action: Action) -> String
  /// The word for an observation in traces and tables. Default: its short text, as of a state.
  func label(ofObservation observation: Observation) -> String

  /// Plays one turn among what is known already; see `DirectTurn.swift`. Not for use, and not to be implemented: it stands here so
  /// that its code is made for the scenario's own types.
  func _play(
    _ state: inout State, among known: _KnownObservations<Observation, Action>,
    chance: (_ factor: Int) -> Double,
    unit: (_ place: Int) -> Double
  ) -> _DirectTurn
}

extension Scenario {
  /// No discounting.
  public var discount: Double { 1 }
  /// Truncated, with score 0.
  public func endings(in state: State) -> Distribution<Ending> { Distribution(.truncated) }
  /// Nothing is declared.
  public var facts: ScenarioFacts { ScenarioFacts() }
  /// All legal actions alike.
  public func behaviour(of agent: AgentID, observing observation: Observation, over actions: [Action])
    -> [Double]
  { [Double](repeating: 1, count: actions.count) }
  /// The first legal action.
  public func defaultAction(for agent: AgentID, in state: State) -> Action {
    legalActions(for: agent, in: state)[0]
  }
  /// No tokens are declared.
  public func tokens(of agent: AgentID, taking action: Action, observing observation: Observation) -> Int? {
    nil
  }
  /// The acting agents' observations; `end` in a terminal state.
  public func publicKey(of state: State) -> String {
    let acting = actingAgents(in: state)
    let labels = acting.map { label(ofObservation: observation(for: $0, in: state)) }
    switch acting.count {
    case 0: return "end"
    case 1: return labels[0]
    default: return zip(acting, labels).map { "\($0)=\($1)" }.sorted().joined(separator: "|")
    }
  }
  /// The short text of the whole state.
  public func privilegedKey(of state: State) -> String { ShortText.text(of: state) }
  /// Nothing is told.
  public func signal(of state: State) -> String? { nil }
  /// The action's short text.
  public func label(ofAction action: Action) -> String { ShortText.text(of: action) }
  /// The observation's short text.
  public func label(ofObservation observation: Observation) -> String { ShortText.text(of: observation) }
}
