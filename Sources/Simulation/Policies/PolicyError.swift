public import Trajectories

/// Why a table is no policy for a scenario.
public enum PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One number of a table.
  public struct Place: Sendable, Hashable {
    /// The agent.
    public let agent: AgentID
    /// Its information state's label.
    public let informationState: String
    /// The action's label.
    public let action: String
  }

  /// The table has no number for an action.
  case missing(Place)
  /// A number is negative, infinite or not a number.
  case notAccepted(Place, found: Double)
  /// The table names something that the scenario does not have.
  case unknownName(kind: String, found: String, accepted: [String])
  /// A fixed policy has neither one action nor one for each agent.
  case actionCount(found: Int, agents: Int)
  /// The probabilities of an information state do not sum to 1.
  case sum(agent: AgentID, informationState: String, found: Double)

  /// A policy gives another number of probabilities than there are legal actions.
  case probabilityCount(agent: AgentID, informationState: String, found: Int, actions: Int)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .missing(let place):
      "agent \"\(place.agent)\", information state \"\(place.informationState)\": no number for action "
        + "\"\(place.action)\"; every legal action needs one."
    case .notAccepted(let place, let found):
      "agent \"\(place.agent)\", information state \"\(place.informationState)\", action \"\(place.action)\": "
        + "found \(found); accepted: a finite number, and at least 0 for a probability."
    case .unknownName(let kind, let found, let accepted):
      "\"\(found)\" is no \(kind).\(NearestName.hint(for: found, among: accepted))"
    case .actionCount(let found, let agents):
      "\(found) actions for \(agents) agents; accepted: one for all, or one for each."
    case .probabilityCount(let agent, let informationState, let found, let actions):
      "agent \"\(agent)\", information state \"\(informationState)\": \(found) probabilities; expected one for each of "
        + "\(actions) legal actions."
    case .sum(let agent, let informationState, let found):
      "agent \"\(agent)\", information state \"\(informationState)\": probabilities sum to \(found); expected 1 "
        + "within 1e-9."
    }
  }
}

extension PolicyError {
  /// Refuses an answer that is no distribution over the legal actions.
  static func check(_ row: [ActionProbability], in state: InformationState) throws(PolicyError) {
    guard row.count == state.actions.count else {
      throw .probabilityCount(
        agent: state.agent, informationState: state.label, found: row.count, actions: state.actions.count)
    }
    for (action, answer) in zip(state.actions, row) {
      guard answer.probability.isFinite, answer.probability >= 0 else {
        throw .notAccepted(
          Place(agent: state.agent, informationState: state.label, action: action), found: answer.probability)
      }
    }
    let sum = row.reduce(0) { $0 + $1.probability }
    guard abs(sum - 1) <= 1e-9 else {
      throw .sum(agent: state.agent, informationState: state.label, found: sum)
    }
  }
}
