/// One decision of the result, flat.
public struct ExactDecision: Sendable {
  /// Turn, from 0.
  public let turn: Int
  /// Privileged state, agent and action.
  public let state, agent, action: String
  /// Probability that the decision occurs in an episode.
  public let probability: Double
  /// Counterfactual, difference and Shapley credit, averaged over the other agents' actions.
  public let credit, difference, shapley: Double
  /// E[Q - V | information state, action]; `nil` where the policy never is.
  public let informationState: Double?
}

extension ExactResult {
  /// The decisions with the largest probability · credit², largest first; of equals the earlier one.
  ///
  /// - Parameter count: Most decisions to return; decisions that matter nothing are left out.
  public func decisions(_ count: Int) -> [ExactDecision] {
    let all = turns.flatMap { turn in
      turn.states.flatMap { state in
        state.agents.flatMap { agent in
          agent.actions.map { action in
            ExactDecision(
              turn: turn.turn, state: state.state, agent: agent.agent, action: action.action,
              probability: state.probability * action.probability, credit: action.counterfactual,
              difference: action.difference, shapley: action.shapley,
              informationState: action.informationState)
          }
        }
      }
    }
    let weight = { (decision: ExactDecision) in decision.probability * decision.credit * decision.credit }
    let ranked = all.enumerated().filter { weight($0.element) > 0 }.sorted {
      (-weight($0.element), $0.offset) < (-weight($1.element), $1.offset)
    }
    return ranked.prefix(max(0, count)).map(\.element)
  }
}
