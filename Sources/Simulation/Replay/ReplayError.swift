public import Trajectories

/// Why a replay cannot be played.
public enum ReplayError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No such episode in the batch.
  case noSuchEpisode(found: Int, count: Int)
  /// The episode has no such turn, or none after the restored one where a change needs it.
  case noSuchTurn(found: Int, accepted: Range<Int>)
  /// The continuation's number is out of range, or the number of continuations.
  case noSuchContinuation(found: Int, limit: Int)
  /// The alternative's number is out of range.
  case noSuchAlternative(found: Int, limit: Int)
  /// The replay has no policy of that index.
  case noSuchPolicy(found: Int, count: Int)
  /// No agent of the scenario has that name.
  case noSuchAgent(found: AgentID, agents: [AgentID])
  /// The agent does not act at that turn.
  case doesNotAct(agent: AgentID, turn: Int, acting: [AgentID])
  /// The action is not legal for the agent at that turn.
  case illegalAction(agent: AgentID, turn: Int, found: String, legal: [String])
  /// The policy whose belief restores public states never shows that state at that turn.
  case unseenState(turn: Int, state: String)
  /// The scenario or a policy broke a rule at something that no episode had met before.
  case notPlayed(reason: String)
  /// The replay's turns can be told only from tables of the whole scenario.
  case needsWholeTables
  /// A public state is restored from an exact solution, and there is none.
  case unsolved
  /// Bounds are asked for where the restored state is not the exact one.
  case notBounded
  /// The draws of the record are asked for, and there are none, or not from what is restored on.
  case noRecordedDraws
  /// The rewards of a continuation leave the range of `Double`.
  case returnsOverflow

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noSuchEpisode(let found, let count):
      "There is no episode \(found); accepted: 0..<\(count)."
    case .noSuchTurn(let found, let accepted):
      "The episode has no turn \(found); accepted: \(accepted.lowerBound)..<\(accepted.upperBound)."
    case .noSuchContinuation(let found, let limit):
      "There is no continuation \(found); accepted: 0..<\(limit)."
    case .noSuchAlternative(let found, let limit):
      "There is no alternative \(found); accepted: 0..<\(limit)."
    case .noSuchPolicy(let found, let count):
      "The replay has no policy \(found); accepted: 0..<\(count)."
    case .noSuchAgent(let found, let agents):
      "There is no agent \"\(found)\".\(NearestName.hint(for: found.name, among: agents.map(\.name)))"
    case .doesNotAct(let agent, let turn, let acting):
      "Agent \"\(agent)\" does not act at turn \(turn); acting: \(acting.map(\.name).joined(separator: ", "))."
    case .illegalAction(let agent, let turn, let found, let legal):
      "Action \"\(found)\" of agent \"\(agent)\" is not legal at turn \(turn); legal: "
        + legal.joined(separator: ", ") + "."
        + (NearestName.suggestion(for: found, among: legal).map { " Did you mean \"\($0)\"?" } ?? "")
    case .unseenState(let turn, let state):
      "State \"\(state)\" at turn \(turn) is one that the policy never shows there, so there is no belief to restore "
        + "it from."
    case .notPlayed(let reason): "A replay cannot be played: \(reason)"
    case .needsWholeTables:
      "The turns of a replay can be told only where the whole scenario is compiled; this one is only where its episodes "
        + "come."
    case .unsolved:
      "A public state is restored from an exact solution, and there is none; accepted: a solution, or another grade."
    case .notBounded:
      "Bounds are found from a state that is restored exactly; accepted: the privileged grade, or no bounds."
    case .noRecordedDraws:
      "The noise is \"recorded\", the draws of the episodes themselves; accepted for simulated episodes whose privileged "
        + "state is restored."
    case .returnsOverflow:
      "The rewards of a continuation leave the range of Double; accepted: rewards whose sums are finite."
    }
  }
}
