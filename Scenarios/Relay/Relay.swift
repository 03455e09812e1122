package import Trajectories
package import Simulation

/// A software-repair relay: a planner, an investigator, a coder and a reviewer work on one bug in turns.
///
/// A ticket blames a component, perhaps wrongly. The planner chooses where to look, the investigator how; what it finds
/// goes into its own notes, and at the handover it reports that or keeps it to itself. The coder patches a component, the
/// tests run, and the reviewer approves the patch or sends it back to the coder or to the planner. An approved patch ends
/// the episode: with success if it repairs the bug, with failure if it does not. Evidence and tests are noisy, more so for
/// a subtle bug; a patch in the right place may fail, one in a wrong place may work by luck.
///
/// The blackboard shows everything but the bug, whether the patch repairs it, and the notes; each role reads its part of
/// it. The privileged state is the blackboard with the bug and whether the patch repairs it. The notes are no part of it:
/// they are what the investigator remembers, and nobody else sees them, so that V of the privileged state is a mean over
/// them and is biased given what the investigator knows (Baisero and Amato 2022, arXiv 2105.11674; Lyu et al. 2023).
package struct Relay: Scenario {
  /// The hidden truth.
  package struct Bug: Hashable, Sendable, CustomStringConvertible {
    let component: RelayComponent
    let isSubtle: Bool

    package var description: String { "bug:\(isSubtle ? "subtle-" : "")\(component)" }
  }

  /// The bug, the ticket and the stage, with the investigator's notes; after an approval only whether the bug is repaired.
  package struct State: Hashable, Sendable, CustomStringConvertible {
    /// The relay goes on, or a patch was released.
    enum Phase: Hashable, Sendable {
      case working(Bug, ticket: RelayComponent, RelayStage)
      case released(isRepaired: Bool)
    }

    let phase: Phase

    /// The blackboard: what everybody could know.
    var publicKey: String {
      switch phase {
      case .released(let isRepaired): isRepaired ? "end:repaired" : "end:broken"
      case .working(_, let ticket, let stage): stage.board(ticket: ticket).joined(separator: "|")
      }
    }

    /// The blackboard and the hidden truth: the world without what the investigator remembers.
    var privilegedKey: String {
      switch phase {
      case .released: publicKey
      case .working(let bug, _, .review(_, _, let isRepaired)):
        "\(publicKey)|\(bug)|\(isRepaired ? "repaired" : "broken")"
      case .working(let bug, _, _): "\(publicKey)|\(bug)"
      }
    }

    /// The world, and what the investigator remembers.
    package var description: String {
      guard case .working(_, _, .handOver(_, let notes, _)) = phase else { return privilegedKey }
      return "\(privilegedKey)|notes:\(notes)"
    }
  }

  static let planner: AgentID = "planner"
  static let investigator: AgentID = "investigator"
  static let coder: AgentID = "coder"
  static let reviewer: AgentID = "reviewer"

  package let agents = [planner, investigator, coder, reviewer]
  let parameters: RelayParameters

  package var horizon: Int { parameters.horizon }

  package var initialStates: Distribution<State> {
    Distribution.uniform(parameters.components).flatMap { component in
      Distribution(true, probability: parameters.subtleShare, otherwise: false).flatMap { isSubtle in
        named(component, with: parameters.ticketAccuracy).map { ticket in
          state(Bug(component: component, isSubtle: isSubtle), ticket, .plan(rejected: nil))
        }
      }
    }
  }

  /// The hidden truth, as long as it is looked for: the bug, and whether the patch under review repairs it.
  package func signal(of state: State) -> String? {
    switch state.phase {
    case .released: nil
    case .working(let bug, _, .review(_, _, let isRepaired)):
      "\(bug)|\(isRepaired ? "repaired" : "broken")"
    case .working(let bug, _, _): bug.description
    }
  }

  package func actingAgents(in state: State) -> [AgentID] {
    guard case .working(_, _, let stage) = state.phase else { return [] }
    return switch stage {
    case .plan: [Self.planner]
    case .investigate, .handOver: [Self.investigator]
    case .code: [Self.coder]
    case .review: [Self.reviewer]
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [RelayAction] {
    guard case .working(_, _, let stage) = state.phase else { return [] }
    return switch stage {
    case .plan: parameters.components.map { .look($0) }
    case .investigate: [.skim, .trace, .sweep]
    case .handOver: [.report, .withhold]
    case .code: parameters.components.map { .patch($0) }
    case .review: [.approve, .rework, .replan]
    }
  }

  package func observation(for agent: AgentID, in state: State) -> RelayObservation {
    guard case .working(_, let ticket, let stage) = state.phase else { return RelayObservation() }
    return switch stage {
    case .plan(let rejected): RelayObservation(ticket: ticket, attempt: rejected)
    case .investigate(let plan, _): RelayObservation(ticket: ticket, plan: plan)
    case .handOver(let plan, let notes, _): RelayObservation(ticket: ticket, plan: plan, notes: notes)
    case .code(let report, let rejected):
      RelayObservation(ticket: ticket, report: report, attempt: rejected)
    case .review(let report, let attempt, _): RelayObservation(report: report, attempt: attempt)
    }
  }

  package func step(_ state: State, _ actions: JointAction<RelayAction>) -> Distribution<Transition<State>> {
    guard case .working(let bug, let ticket, let stage) = state.phase else {
      return Distribution(Transition(to: state))
    }
    let next = { (stage: RelayStage) in Transition(to: self.state(bug, ticket, stage)) }
    switch (stage, actions.only) {
    case (.plan(let rejected), .look(let component)):
      return Distribution(next(.investigate(plan: component, rejected: rejected)))
    case (.investigate(let plan, let rejected), let way):
      return findings(of: bug, at: plan, by: way).map {
        next(.handOver(plan: plan, notes: $0, rejected: rejected))
      }
    case (.handOver(_, let notes, let rejected), .report):
      return Distribution(next(.code(.finding(notes), rejected: rejected)))
    case (.handOver(_, _, let rejected), .withhold):
      return Distribution(next(.code(.nothing, rejected: rejected)))
    case (.code(let report, _), .patch(let component)):
      return attempts(at: bug, in: component).map {
        next(.review(report, $0.attempt, isRepaired: $0.isRepaired))
      }
    case (.review(let report, let attempt, _), .rework):
      return Distribution(next(.code(report, rejected: attempt)))
    case (.review(_, let attempt, _), .replan):
      return Distribution(next(.plan(rejected: attempt)))
    case (.review(_, _, let isRepaired), _):
      return Distribution(Transition(to: State(phase: .released(isRepaired: isRepaired))))
    default:
      // Not legal in this state: it leads nowhere, which whoever compiles or checks scenarios refuses.
      return Distribution([])
    }
  }

  package func endings(in state: State) -> Distribution<Ending> {
    switch state.phase {
    case .released(let isRepaired): Distribution(isRepaired ? .success : .failure)
    case .working: Distribution(.truncated)
    }
  }

  package func publicKey(of state: State) -> String { state.publicKey }

  package func privilegedKey(of state: State) -> String { state.privilegedKey }

  private func state(_ bug: Bug, _ ticket: RelayComponent, _ stage: RelayStage) -> State {
    State(phase: .working(bug, ticket: ticket, stage))
  }
}

// MARK: - Noise

extension Relay {
  /// A component named with some accuracy: the others are named alike.
  private func named(_ component: RelayComponent, with accuracy: Double) -> Distribution<RelayComponent> {
    let others = parameters.components.filter { $0 != component }
    return Distribution(
      [(component, accuracy)] + others.map { ($0, (1 - accuracy) / Double(others.count)) })
  }

  /// A probability for a plain bug; for a subtle one it is pulled towards that of chance.
  private func pulled(_ probability: Double, towards chance: Double, by bug: Bug) -> Double {
    bug.isSubtle ? probability + parameters.subtlety * (chance - probability) : probability
  }

  /// What an investigation may find.
  private func findings(
    of bug: Bug, at plan: RelayComponent, by way: RelayAction
  ) -> Distribution<RelayFinding> {
    guard way != .sweep else {
      let chance = 1 / Double(parameters.components.count)
      return named(bug.component, with: pulled(parameters.sweepAccuracy, towards: chance, by: bug))
        .map { RelayFinding(component: $0, isSuspect: true, isStrong: false) }
    }
    let isStrong = way == .trace
    let accuracy = pulled(
      isStrong ? parameters.traceAccuracy : parameters.skimAccuracy, towards: 0.5, by: bug)
    let truth = plan == bug.component
    return Distribution(truth, probability: accuracy, otherwise: !truth)
      .map { RelayFinding(component: plan, isSuspect: $0, isStrong: isStrong) }
  }

  /// What a patch may do, and what the tests may say about it.
  private func attempts(
    at bug: Bug, in component: RelayComponent
  ) -> Distribution<(attempt: RelayAttempt, isRepaired: Bool)> {
    let repair = component == bug.component ? parameters.fixProbability : parameters.workaroundProbability
    return Distribution(true, probability: repair, otherwise: false).flatMap { isRepaired in
      let pass =
        isRepaired
        ? parameters.passIfRepaired
        : pulled(parameters.passIfBroken, towards: parameters.passIfRepaired, by: bug)
      return Distribution(true, probability: pass, otherwise: false)
        .map { (RelayAttempt(patch: component, isPassing: $0), isRepaired) }
    }
  }
}
