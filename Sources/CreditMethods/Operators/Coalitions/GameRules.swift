import Trajectories

/// Which game is divided: its players, what their absence means, and how a coalition is valued.
public struct GameRules: Sendable {
  /// Who a player is.
  public enum Players: String, CaseIterable, Sendable {
    /// An agent, with all its decisions.
    case agent
    /// One decision of an agent.
    case agentTurn = "agent-turn"
    /// A run of turns, with the decisions of all agents in them.
    case segment
  }

  /// What a coalition is worth.
  public enum Game: String, CaseIterable, Sendable {
    /// The expected return of replays that keep the coalition's recorded decisions.
    case replay
    /// The action value of one turn in which the coalition keeps its recorded actions.
    case action
    /// The expected return when the coalition follows the policy.
    case policy
  }

  /// What an absent player does.
  public enum Absence: String, CaseIterable, Sendable {
    /// Draws from the behaviour policy.
    case resample
    /// Takes the scenario's default action.
    case defaultAction = "default"
    /// Takes any legal action with the same probability.
    case uniform
  }

  /// How the worth of a coalition is found.
  public enum Worth: String, CaseIterable, Sendable {
    /// Its expectation, by dynamic programming.
    case exact
    /// The mean of simulated replays.
    case replay
  }

  /// Who a player is.
  public let players: Players
  /// Turns of a segment.
  public let segment: Int
  /// What a coalition is worth.
  public let game: Game
  /// What an absent player does.
  public let absence: Absence
  /// How the worth of a coalition is found.
  public let worth: Worth
  /// Replays of a coalition.
  public let continuations: Int

  /// Rules; what is not given is as in the methods' defaults.
  public init(
    players: Players = .agent, segment: Int = 1, game: Game = .replay, absence: Absence = .resample,
    worth: Worth = .exact, continuations: Int = 1
  ) {
    self.players = players
    self.segment = segment
    self.game = game
    self.absence = absence
    self.worth = worth
    self.continuations = continuations
  }

  /// What the methods compare that divide this game.
  ///
  /// - Parameter isAlone: Whether a player is compared with its own absence alone, all others being present.
  func contrast(isAlone: Bool = false) -> Contrast {
    let unit: Contrast.Unit =
      switch players {
      case _ where game == .action: .decision
      case .agent: .agent
      case .agentTurn: .decision
      case .segment: .segment
      }
    return Contrast(
      unit: unit, teammates: !isAlone ? .coalitions : unit == .segment ? .none : .kept, reference: reference,
      continuation: game == .replay ? .recordedDecisions : .behaviourPolicy,
      support: absence == .resample ? .policy : absence == .defaultAction ? .declared : .legal)
  }

  private var reference: Contrast.Reference {
    switch absence {
    case .resample: .policy
    case .defaultAction where game == .policy: .absence("the default action in place of the policy's")
    case .defaultAction: .defaultAction
    case .uniform where game == .policy: .absence("any legal action in place of the policy's")
    case .uniform: .uniform
    }
  }

  /// Refuses settings that are fine one by one but not together.
  func check(for method: String) throws(AttributionError) {
    try OperandError.check(segment, of: "segment", in: 1...Int.max, "GameRules")
    try OperandError.check(continuations, of: "continuations", in: 1...Int.max, "GameRules")
    if game == .action, players == .segment {
      throw .refused(
        method: method,
        reason: "the action game is that of one turn, so its players cannot be segments; accepted with "
          + "game=action: players=agent or players=agent-turn.")
    }
    if game == .policy, absence == .resample {
      throw .refused(
        method: method,
        reason: "in the policy game an absent player that draws from the policy changes nothing; accepted "
          + "with game=policy: absent=default or absent=uniform.")
    }
    if worth == .exact, continuations != 1 {
      throw .refused(
        method: method, reason: "continuations=\(continuations) has no meaning with worth=exact; accepted: 1."
      )
    }
  }
}
