package import Trajectories
import Simulation

/// How the four roles behave: diligent on the whole, sometimes hasty, and every legal action with a positive probability.
extension RepairShop {
  package func behaviour(
    of agent: AgentID, observing view: RepairView, over actions: [RepairAction]
  ) -> [Double] {
    actions.map { action in
      switch action {
      case .focus(let defect): Self.focusWeight(view.board[defect])
      case .submit: Self.submitWeight(view)
      case .browse: 2
      case .tidy: 1
      // After a failure the coder looks more closely, edits more boldly and doubts the file.
      case .grep: view.mark == .failing ? 1 : 2
      case .read: 3
      case .patch: view.mark == .failing ? 4 : 6
      case .rewrite: 2
      case .relocate: view.mark == .failing ? 3 : 0.5
      case .quick: 5
      case .suite: 2
      case .skip: 1
      case .accept, .rework, .revert: Self.reviewWeight(of: action, view.mark)
      }
    }
  }

  /// The lead works on what is open or fails, and rarely again on what passes.
  private static func focusWeight(_ mark: RepairMark) -> Double {
    switch mark {
    case .open, .failing: 6
    case .untested: 2
    case .passing: 0.1
    }
  }

  /// The lead submits when all tests pass, and now and then too early.
  private static func submitWeight(_ view: RepairView) -> Double {
    let marks = (0..<view.defects).map { view.board[$0] }
    if marks.allSatisfy({ $0 == .passing }) { return Double(view.defects) }
    return marks.contains(.open) ? 0.05 : 0.3
  }

  /// The reviewer believes the tests, and sometimes waves through what fails.
  private static func reviewWeight(of action: RepairAction, _ mark: RepairMark?) -> Double {
    switch (action, mark) {
    case (.accept, .passing): 10
    case (.rework, .passing), (.revert, .passing): 0.5
    case (.accept, .failing): 1
    case (.rework, .failing): 5
    case (.revert, .failing): 3
    case (.accept, _): 3
    default: 1
    }
  }

  /// What a role does without thinking: take the first defect, tidy, search for words, patch, skip the tests, accept.
  package func defaultAction(for agent: AgentID, in state: State) -> RepairAction {
    switch state.step {
    case .plan: .focus(0)
    case .chore: .tidy
    case .locate: .grep
    case .edit: .patch
    case .test: .skip
    case .review, .submitted: .accept
    }
  }

  package func tokens(of agent: AgentID, taking action: RepairAction, observing view: RepairView) -> Int? {
    let unit =
      switch action {
      case .focus, .grep: 3
      case .submit, .accept, .revert, .relocate: 2
      case .browse: 8
      case .tidy: 4
      case .read: 12
      case .patch: 8
      case .rewrite: 15
      case .quick: 6
      case .suite: 20
      case .skip: 1
      case .rework: 3
      }
    return unit * parameters.tokens
  }
}
