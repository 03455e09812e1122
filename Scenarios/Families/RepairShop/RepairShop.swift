package import Trajectories
package import Simulation

/// A repair shop: a lead, a coder, a tester and a reviewer repair several defects of one repository, as in SWE-bench.
///
/// The lead chooses a defect; the coder does its chores, looks for the file and edits it; the tester tests; the reviewer
/// keeps the edit, sends it back or undoes it; and so on until the lead submits. The submission succeeds if every defect
/// is repaired. Nobody sees whether one is: tests are flaky, an edit in a wrong file seldom helps, and an edit may
/// break what had been repaired in the same file, which shows only if somebody runs the whole suite. So a decision is
/// rewarded, or punished, tens of turns later.
///
/// Which file a defect is in follows from the repository's layout, of which there are `files²`: the first defect is in any
/// file, and the others follow at any distance. So episodes start in few states whatever the number of defects.
package struct RepairShop: Scenario {
  package struct State: Hashable, Sendable {
    /// Which of the repository's layouts it is; hidden.
    var layout: UInt8 = 0
    /// The defects that are repaired, a bit each; hidden. After a submission 1 if all are, otherwise 0.
    var repaired: UInt16 = 0
    var board = RepairBoard()
    var step = RepairStep.plan
    /// The defect in hand and the suspected file; 0 where there is none yet.
    var focus: UInt8 = 0
    var suspect: UInt8 = 0
    /// Routine turns that are left before the coder looks.
    var chores: UInt8 = 0

    func isRepaired(_ defect: Int) -> Bool { repaired >> UInt16(defect) & 1 == 1 }
    mutating func setRepaired(_ defect: Int, _ value: Bool) {
      repaired = value ? repaired | 1 << UInt16(defect) : repaired & ~(1 << UInt16(defect))
    }
  }

  static let lead: AgentID = "lead"
  static let coder: AgentID = "coder"
  static let tester: AgentID = "tester"
  static let reviewer: AgentID = "reviewer"

  package let agents = [lead, coder, tester, reviewer]
  let parameters: RepairParameters

  package var horizon: Int { parameters.horizon }

  package var initialStates: Distribution<State> {
    .uniform((0..<parameters.layouts).map { State(layout: UInt8($0)) })
  }

  /// The file that a defect is in.
  func file(of defect: Int, layout: UInt8) -> Int {
    let files = parameters.files
    return (Int(layout) % files + defect * (1 + Int(layout) / files)) % files
  }

  package func actingAgents(in state: State) -> [AgentID] {
    switch state.step {
    case .plan: [Self.lead]
    case .chore, .locate, .edit: [Self.coder]
    case .test: [Self.tester]
    case .review: [Self.reviewer]
    case .submitted: []
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [RepairAction] {
    switch state.step {
    case .plan: (0..<parameters.defects).map { .focus($0) } + [.submit]
    case .chore: [.browse, .tidy]
    case .locate: [.grep, .read]
    case .edit: [.patch, .rewrite, .relocate]
    case .test: [.quick, .suite, .skip]
    case .review: [.accept, .rework, .revert]
    case .submitted: []
    }
  }

  package func observation(for agent: AgentID, in state: State) -> RepairView {
    guard state.step != .plan else {
      return RepairView(step: .plan, board: state.board, defects: parameters.defects)
    }
    let focus = Int(state.focus)
    let isLocated = state.step != .chore && state.step != .locate
    return RepairView(
      step: state.step, focus: focus, mark: state.board[focus], suspect: isLocated ? Int(state.suspect) : nil)
  }

  package func step(_ state: State, _ actions: JointAction<RepairAction>) -> Distribution<Transition<State>> {
    let action = actions.only
    let focus = Int(state.focus)
    var next = state
    switch action {
    case .focus(let defect):
      next.focus = UInt8(defect)
      next.chores = UInt8(parameters.chores)
      next.step = parameters.chores > 0 ? .chore : .locate
    case .submit:
      next = State(
        repaired: state.repaired == (1 << UInt16(parameters.defects)) - 1 ? 1 : 0, step: .submitted)
    case .browse, .tidy:
      next.chores -= 1
      next.step = next.chores > 0 ? .chore : .locate
    case .grep: return located(state, accuracy: parameters.grepAccuracy)
    case .read: return located(state, accuracy: parameters.readAccuracy)
    case .patch: return edited(state, repair: parameters.repair, regression: parameters.regression / 2)
    case .rewrite:
      return edited(state, repair: (1 + parameters.repair) / 2, regression: parameters.regression)
    case .relocate:
      next.suspect = 0
      next.step = .locate
    case .quick: return tested(state)
    case .suite: return testedWhole(state)
    case .skip: next.step = .review
    case .accept: next = planning(state)
    case .rework: next.step = .edit
    case .revert:
      next = planning(state)
      next.board[focus] = .open
      next.setRepaired(focus, false)
    }
    return Distribution(Transition(to: next))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    guard state.step == .submitted else { return Distribution(.truncated) }
    return Distribution(state.repaired == 1 ? .success : .failure)
  }

  // MARK: What the roles' work does

  /// The board goes back to the lead.
  private func planning(_ state: State) -> State {
    var next = state
    next.step = .plan
    next.focus = 0
    next.suspect = 0
    return next
  }

  /// The right file with some probability, otherwise any other.
  private func located(_ state: State, accuracy: Double) -> Distribution<Transition<State>> {
    let files = parameters.files
    let right = file(of: Int(state.focus), layout: state.layout)
    return Distribution(
      (0..<files).map { file in
        var next = state
        next.step = .edit
        next.suspect = UInt8(file)
        return (Transition(to: next), file == right ? accuracy : (1 - accuracy) / Double(files - 1))
      })
  }

  /// An edit replaces what was done for the defect before. It may break all that was repaired in the same file.
  private func edited(_ state: State, repair: Double, regression: Double) -> Distribution<Transition<State>> {
    let focus = Int(state.focus)
    let suspect = Int(state.suspect)
    let isRight = file(of: focus, layout: state.layout) == suspect
    var neighbours: UInt16 = 0
    for defect in 0..<parameters.defects
    where defect != focus && state.isRepaired(defect) && file(of: defect, layout: state.layout) == suspect {
      neighbours |= 1 << UInt16(defect)
    }
    let breaking = neighbours == 0 ? 0 : regression
    return Distribution(true, probability: isRight ? repair : RepairParameters.workaround, otherwise: false)
      .flatMap { isRepaired in
        Distribution(true, probability: breaking, otherwise: false).map { breaks in
          var next = state
          next.step = .test
          next.board[focus] = .untested
          if breaks { next.repaired &= ~neighbours }
          next.setRepaired(focus, isRepaired)
          return Transition(to: next)
        }
      }
  }

  /// The defect's own tests err with the probability of a flake.
  private func tested(_ state: State) -> Distribution<Transition<State>> {
    marked(state, flakiness: parameters.flakiness).map { Transition(to: $0) }
  }

  /// The whole suite errs less, and may show what was broken since.
  private func testedWhole(_ state: State) -> Distribution<Transition<State>> {
    let focus = Int(state.focus)
    var exposed = state.board
    for defect in 0..<parameters.defects where defect != focus && !state.isRepaired(defect) {
      if exposed[defect] != .open { exposed[defect] = .failing }
    }
    let catching = exposed == state.board ? 0 : parameters.recoverability
    return marked(state, flakiness: parameters.flakiness / 4).flatMap { marked in
      Distribution(true, probability: catching, otherwise: false).map { catches in
        var next = marked
        if catches {
          next.board = exposed
          next.board[focus] = marked.board[focus]
        }
        return Transition(to: next)
      }
    }
  }

  private func marked(_ state: State, flakiness: Double) -> Distribution<State> {
    let isRepaired = state.isRepaired(Int(state.focus))
    return Distribution(isRepaired, probability: 1 - flakiness, otherwise: !isRepaired).map { passes in
      var next = state
      next.step = .review
      next.board[Int(state.focus)] = passes ? .passing : .failing
      return next
    }
  }
}
