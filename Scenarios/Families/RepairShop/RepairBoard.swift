/// Where the team stands with one defect, as everybody could know it.
package enum RepairMark: UInt8, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// Nothing was edited for it, or the edit was undone.
  case open
  /// Edited, not tested since.
  case untested
  /// Edited; the last test of it passed.
  case passing
  /// Edited; the last test of it failed.
  case failing

  package var description: String {
    switch self {
    case .open: "open"
    case .untested: "untested"
    case .passing: "passing"
    case .failing: "failing"
    }
  }
}

/// The marks of all defects.
package struct RepairBoard: Hashable, Sendable {
  private var marks = PackedMarks<RepairMark>()

  subscript(defect: Int) -> RepairMark {
    get { marks[defect] }
    set { marks[defect] = newValue }
  }

  func text(defects: Int) -> String { (0..<defects).map { "d\($0):\(self[$0])" }.joined(separator: "|") }
}

/// What is to be done next, and by whom.
package enum RepairStep: UInt8, Hashable, Sendable, CustomStringConvertible {
  /// The lead is to choose a defect, or to submit.
  case plan
  /// The coder has routine work to do before it looks.
  case chore
  /// The coder is to look for the file.
  case locate
  /// The coder is to edit the suspected file.
  case edit
  /// The tester is to test.
  case test
  /// The reviewer is to judge the edit.
  case review
  /// The lead has submitted.
  case submitted

  package var description: String {
    switch self {
    case .plan: "plan"
    case .chore: "chore"
    case .locate: "locate"
    case .edit: "edit"
    case .test: "test"
    case .review: "review"
    case .submitted: "end"
    }
  }
}

/// What a role sees before it acts: the lead the board, the others what concerns the defect in hand.
package struct RepairView: Hashable, Sendable, CustomStringConvertible {
  let step: RepairStep
  /// The lead's board; empty for the others.
  var board = RepairBoard()
  /// Number of defects on the lead's board; 0 for the others.
  var defects = 0
  /// The defect in hand, its mark, and the file that is suspected; `nil` for the lead.
  var focus: Int?
  var mark: RepairMark?
  var suspect: Int?

  package var description: String {
    if defects > 0 { return "\(step)|\(board.text(defects: defects))" }
    return
      ([step.description]
      + [focus.map { "d\($0)" }, mark?.description, suspect.map { "file-\($0)" }]
      .compactMap(\.self)).joined(separator: "|")
  }
}

/// What a role does.
package enum RepairAction: Hashable, Sendable, CustomStringConvertible {
  /// The lead has a defect worked on, or submits what there is.
  case focus(Int)
  case submit
  /// The coder reads what it need not read, or tidies what it need not tidy.
  case browse
  case tidy
  /// The coder looks for the file: by a search for words, or by reading.
  case grep
  case read
  /// The coder edits the suspected file, a little or a lot, or doubts the file and looks again.
  case patch
  case rewrite
  case relocate
  /// The tester runs the tests of the defect, or all tests, or none.
  case quick
  case suite
  case skip
  /// The reviewer keeps the edit, sends it back, or undoes it.
  case accept
  case rework
  case revert

  package var description: String {
    switch self {
    case .focus(let defect): "focus-d\(defect)"
    case .submit: "submit"
    case .browse: "browse"
    case .tidy: "tidy"
    case .grep: "grep"
    case .read: "read"
    case .patch: "patch"
    case .rewrite: "rewrite"
    case .relocate: "relocate"
    case .quick: "quick-test"
    case .suite: "full-suite"
    case .skip: "skip-tests"
    case .accept: "accept"
    case .rework: "rework"
    case .revert: "revert"
    }
  }
}
