package import Trajectories
import Simulation

/// How searcher and buyer behave: reasonable, hasty with what looks good, and now and then careless with what does not.
extension Shop {
  package func behaviour(
    of agent: AgentID, observing observation: ShopObservation, over actions: [ShopAction]
  ) -> [Double] {
    let open = Double(actions.count { if case .inspect = $0 { true } else { false } })
    return actions.map { weight(of: $0, observing: observation, open: open) }
  }

  private func weight(of action: ShopAction, observing observation: ShopObservation, open: Double) -> Double {
    let look = observation.current?.look
    let doubts = observation.current?.doubted.nonzeroBitCount ?? 0
    let unstated = Double(parameters.constraints - observation.query.nonzeroBitCount)
    let patience = parameters.patience
    return switch action {
    case .search: look == .good ? 1 : 3
    case .refine: (look == .good ? 0.5 : 2) / unstated
    case .offer: look == .good ? 6 : look == .flawed ? 1.5 : 0.4
    case .inspect: (look == .good ? 1 : 0.3) * 6 * patience / open
    case .buy: look == .good && doubts == 0 ? 6 * (1 - patience) + (open == 0 ? 4 : 0) : 0.3
    case .reject: look == .good ? (doubts == 0 ? 0.5 : 3) : 4
    case .keep: look == .good ? 1 : 0.6
    case .buyKept: observation.kept?.look == .good && observation.kept?.doubted == 0 ? 1 : 0.3
    }
  }

  /// The searcher searches, the buyer sends it on.
  package func defaultAction(for agent: AgentID, in state: State) -> ShopAction {
    state.phase == .judging ? .reject : .search
  }

  package func tokens(
    of agent: AgentID, taking action: ShopAction, observing observation: ShopObservation
  ) -> Int? {
    let share =
      switch action {
      case .search: 1.0
      case .refine: 0.4
      case .offer: 0.3
      case .inspect: 1.2
      case .keep: observation.kept == nil ? 0.2 : 0.9
      case .reject, .buy, .buyKept: 0.15
      }
    return max(1, Int((share * Double(parameters.pageTokens)).rounded()))
  }
}
