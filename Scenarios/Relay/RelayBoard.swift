/// A part of the software that may hold the bug.
package enum RelayComponent: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  case parser
  case cache
  case scheduler
  case storage

  package var description: String { rawValue }
}

/// What an investigation found about one component.
struct RelayFinding: Hashable, Sendable, CustomStringConvertible {
  let component: RelayComponent
  /// Whether the component is suspected; otherwise it is cleared.
  let isSuspect: Bool
  /// Whether the component was traced; skims and sweeps are weaker evidence.
  let isStrong: Bool

  var description: String {
    (isStrong ? "strong" : "weak") + (isSuspect ? "-" : "-not-") + component.description
  }
}

/// What the investigator wrote on the blackboard at the handover.
enum RelayReport: Hashable, Sendable, CustomStringConvertible {
  /// What it found.
  case finding(RelayFinding)
  /// Nothing: it kept its finding to itself.
  case nothing

  var description: String {
    switch self {
    case .finding(let finding): finding.description
    case .nothing: "none"
    }
  }
}

/// A patch, and how the tests judged it.
struct RelayAttempt: Hashable, Sendable, CustomStringConvertible {
  let patch: RelayComponent
  let isPassing: Bool

  var description: String { "patch:\(patch)|tests:\(isPassing ? "pass" : "fail")" }
}

/// Whose turn it is, with what the turns so far left on the blackboard beside the ticket, or in the investigator's notes.
enum RelayStage: Hashable, Sendable {
  /// The planner is to choose where to look; an attempt that was sent back is still there.
  case plan(rejected: RelayAttempt?)
  /// The investigator is to look at what was planned.
  case investigate(plan: RelayComponent, rejected: RelayAttempt?)
  /// The investigator is to hand over. What it found is in its notes alone, which end with the handover.
  case handOver(plan: RelayComponent, notes: RelayFinding, rejected: RelayAttempt?)
  /// The coder is to patch, after a report.
  case code(RelayReport, rejected: RelayAttempt?)
  /// The reviewer is to judge an attempt. Whether it really repairs the bug is not on the blackboard.
  case review(RelayReport, RelayAttempt, isRepaired: Bool)

  /// The stage's word and what stands on the blackboard, in the order in which it was written.
  func board(ticket: RelayComponent) -> [String] {
    let ticket = "ticket:\(ticket)"
    return switch self {
    case .plan(let rejected): ["plan", ticket] + words(of: rejected)
    case .investigate(let plan, let rejected): ["investigate", ticket, "plan:\(plan)"] + words(of: rejected)
    case .handOver(let plan, _, let rejected): ["hand-over", ticket, "plan:\(plan)"] + words(of: rejected)
    case .code(let report, let rejected): ["code", ticket, "finding:\(report)"] + words(of: rejected)
    case .review(let report, let attempt, _): ["review", ticket, "finding:\(report)"] + words(of: attempt)
    }
  }

  private func words(of attempt: RelayAttempt?) -> [String] { attempt.map { [$0.description] } ?? [] }
}

/// What one role sees of the blackboard, or of its own notes, before it acts.
package struct RelayObservation: Hashable, Sendable, CustomStringConvertible {
  /// The component that the ticket blames; the reviewer does not look at it.
  var ticket: RelayComponent?
  /// Where the planner wants the investigator to look.
  var plan: RelayComponent?
  /// What the investigator found and has not handed over yet.
  var notes: RelayFinding?
  /// What the coder and the reviewer know from the investigation.
  var report: RelayReport?
  /// The attempt under review, or the one that was sent back.
  var attempt: RelayAttempt?

  package var description: String {
    [
      ticket.map { "ticket:\($0)" }, plan.map { "plan:\($0)" }, notes.map { "notes:\($0)" },
      report.map { "finding:\($0)" }, attempt.map(\.description),
    ].compactMap { $0 }.joined(separator: "|")
  }
}

/// What one role does.
package enum RelayAction: Hashable, Sendable, CustomStringConvertible {
  /// The planner sends the investigator to a component.
  case look(RelayComponent)
  /// The investigator looks at the planned component quickly.
  case skim
  /// The investigator looks at the planned component thoroughly.
  case trace
  /// The investigator looks at everything at once, whatever was planned.
  case sweep
  /// The investigator hands over what it found.
  case report
  /// The investigator keeps it to itself.
  case withhold
  /// The coder patches a component; a patch that was sent back is reverted.
  case patch(RelayComponent)
  /// The reviewer releases the patch.
  case approve
  /// The reviewer sends it back to the coder.
  case rework
  /// The reviewer sends it back to the planner.
  case replan

  package var description: String {
    switch self {
    case .look(let component): "look-\(component)"
    case .skim: "skim"
    case .trace: "trace"
    case .sweep: "sweep"
    case .report: "report"
    case .withhold: "withhold"
    case .patch(let component): "patch-\(component)"
    case .approve: "approve"
    case .rework: "rework"
    case .replan: "replan"
    }
  }
}
