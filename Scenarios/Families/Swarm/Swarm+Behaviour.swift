package import Trajectories
import Simulation

/// How the swarm behaves: some work, some copy, some ride free; every legal action has a positive probability.
extension Swarm {
  package func behaviour(
    of agent: AgentID, observing view: SwarmView, over actions: [SwarmAction]
  ) -> [Double] {
    let isComplete = Int(view.done) == parameters.shards
    return actions.map { action in
      switch action {
      case .summarise: 2
      case .archive: 1
      case .call: isComplete ? 0.2 : 6
      case .urge: isComplete ? 0.1 : 2
      case .spawn: isComplete ? 0.1 : 1.5
      case .audit: isComplete ? 4 : view.done > 0 ? 0.4 : 0.05
      case .finish: isComplete ? 4 : 0.01
      case .solve: Self.solveWeight(view)
      case .copy: view.isHelper ? 1 : 2
      case .idle: parameters.freeRiding * (view.isTired == true ? 5 : view.isHelper ? 0.5 : 3)
      }
    }
  }

  /// Helpers work; workers do if they are fresh, or urged.
  private static func solveWeight(_ view: SwarmView) -> Double {
    let urgency: Double = view.isUrgent == true ? 2 : 1
    if view.isHelper { return 8 * urgency }
    return (view.isTired == true ? 2 : 5) * urgency
  }

  /// What is done without thinking: call the squad, do nothing.
  package func defaultAction(for agent: AgentID, in state: State) -> SwarmAction {
    switch state.step {
    case .report: .archive
    case .coordinate: .call
    case .work, .finished: .idle
    }
  }

  package func tokens(of agent: AgentID, taking action: SwarmAction, observing view: SwarmView) -> Int? {
    let unit =
      switch action {
      case .idle, .archive: 1
      case .call, .urge, .finish: 3
      case .copy, .summarise: 4
      case .spawn: 6
      case .solve: 20
      case .audit: 30
      }
    return unit * parameters.tokens
  }
}
