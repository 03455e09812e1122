package import Trajectories
import Simulation

/// How the team and its customer behave, and every legal action with a positive probability.
extension Service {
  package func behaviour(
    of agent: AgentID, observing view: ServiceView, over actions: [ServiceAction]
  ) -> [Double] {
    actions.map { action in
      switch action {
      case .explain: 2
      case .mumble: 1
      case .comply: parameters.cooperation
      case .dodge: 1 - parameters.cooperation
      case .accept: 1 - parameters.insistence
      case .insist: parameters.insistence
      case .greet: 1
      case .soothe: 2
      case .identify: view.identity == .unknown ? 6 : 0.2
      case .clarify: view.isClear == false ? 1.5 : 0.1
      case .lookUp: view.record == .unread ? 6 : 0.4
      case .execute: Self.executeWeight(view)
      case .refuse: Self.refuseWeight(view)
      case .check: 4
      case .skim: 3
      case .recall: 0.7
      case .commit: Self.isInOrder(view) ? 12 : 1
      case .hold: Self.isInOrder(view) ? 1 : 4
      }
    }
  }

  /// Whether the desk shows what the rules ask for before a write.
  private static func isInOrder(_ view: ServiceView) -> Bool {
    view.identity == .verified && view.record == .allowed
  }

  /// The dispatcher has written what is in order, and now and then what is not.
  private static func executeWeight(_ view: ServiceView) -> Double {
    if isInOrder(view) { return 12 }
    return view.record == .forbidden || view.identity == .refuted ? 0.15 : 0.5
  }

  /// The dispatcher refuses what seems forbidden, and sometimes is merely in a hurry.
  private static func refuseWeight(_ view: ServiceView) -> Double {
    view.record == .forbidden || view.identity == .refuted ? 8 : 0.15
  }

  /// What is done without thinking: explain the first wish, evade, give in; soothe, look up; skim, write nothing.
  package func defaultAction(for agent: AgentID, in state: State) -> ServiceAction {
    switch state.step {
    case .ask, .restate: legalActions(for: agent, in: state)[0]
    case .prove: .dodge
    case .refused: .accept
    case .chat: .soothe
    case .route: .lookUp
    case .read: .skim
    case .write, .closed, .left: .hold
    }
  }

  package func tokens(of agent: AgentID, taking action: ServiceAction, observing view: ServiceView) -> Int? {
    let unit =
      switch action {
      case .comply, .dodge, .accept: 1
      case .insist, .mumble: 2
      case .explain, .greet, .identify, .clarify: 3
      case .soothe, .refuse: 4
      case .lookUp, .execute: 5
      case .check: 20
      case .skim: 8
      case .recall: 2
      case .commit: 6
      case .hold: 4
      }
    return unit * parameters.tokens
  }
}
