package import Trajectories
import Simulation

/// How the four roles behave: plausibly, not optimally, and every legal action with a positive probability.
extension Relay {
  package func behaviour(
    of agent: AgentID, observing observation: RelayObservation, over actions: [RelayAction]
  ) -> [Double] {
    actions.map { action in
      switch action {
      case .look(let component): plannerWeight(of: component, observing: observation)
      case .skim: 3
      case .trace: 6
      case .sweep: 1
      case .report, .withhold: handoverWeight(of: action, observing: observation)
      case .patch(let component): coderWeight(of: component, observing: observation)
      case .approve, .rework, .replan: reviewerWeight(of: action, observing: observation)
      }
    }
  }

  /// The planner believes the ticket, and less in a component whose patch failed the tests.
  private func plannerWeight(of component: RelayComponent, observing observation: RelayObservation) -> Double
  {
    let prior: Double = component == observation.ticket ? 2 : 1
    return prior * doubt(about: component, after: observation.attempt)
  }

  /// The investigator hands over what it is sure of, and sometimes keeps weak evidence to itself.
  private func handoverWeight(of action: RelayAction, observing observation: RelayObservation) -> Double {
    guard action == .report else { return 1 }
    return observation.notes?.isStrong == true ? 8 : 2
  }

  /// The coder believes strong evidence more than weak evidence, and that more than the ticket.
  private func coderWeight(of component: RelayComponent, observing observation: RelayObservation) -> Double {
    let prior: Double = component == observation.ticket ? 2 : 1
    guard case .finding(let finding) = observation.report, finding.component == component else {
      return prior * doubt(about: component, after: observation.attempt)
    }
    let evidence: Double =
      switch (finding.isSuspect, finding.isStrong) {
      case (true, true): 20
      case (true, false): 5
      case (false, true): 0.1
      case (false, false): 0.5
      }
    return prior * evidence * doubt(about: component, after: observation.attempt)
  }

  /// How a patch that was sent back weighs against its component.
  private func doubt(about component: RelayComponent, after rejected: RelayAttempt?) -> Double {
    guard let rejected, rejected.patch == component else { return 1 }
    return rejected.isPassing ? 0.8 : 0.4
  }

  /// The reviewer believes the tests, and what agrees with the finding; it sometimes waves a failing patch through.
  private func reviewerWeight(of action: RelayAction, observing observation: RelayObservation) -> Double {
    guard let attempt = observation.attempt else { return 1 }
    guard case .finding(let finding) = observation.report else {
      return switch action {
      case .approve: attempt.isPassing ? 6 : 1
      default: 2
      }
    }
    let agrees = (finding.component == attempt.patch) == finding.isSuspect
    return switch action {
    case .approve: attempt.isPassing ? (agrees ? 8 : 5) : (agrees ? 1.5 : 0.5)
    case .rework: 2
    default: agrees ? 1 : 2
    }
  }

  /// What a role does without thinking: look where the ticket points, skim, report, patch what the ticket blames, approve.
  package func defaultAction(for agent: AgentID, in state: State) -> RelayAction {
    guard case .working(_, let ticket, let stage) = state.phase else { return .approve }
    return switch stage {
    case .plan: .look(ticket)
    case .investigate: .skim
    case .handOver: .report
    case .code: .patch(ticket)
    case .review: .approve
    }
  }

  package func tokens(
    of agent: AgentID, taking action: RelayAction, observing observation: RelayObservation
  ) -> Int? {
    switch action {
    case .look: 200
    case .skim: 300
    case .trace: 1500
    case .sweep: 900
    case .report: 350
    case .withhold: 120
    case .patch: 800
    case .approve: 100
    case .rework: 250
    case .replan: 150
    }
  }
}
