import Trajectories
package import Simulation

/// What the repair shop is called, what can be set, what is told about its states.
extension RepairShop {
  private static let summary = "lead, coder, tester and reviewer repair several defects of one repository"

  /// Software engineering: long, with flaky tests and with repairs that later edits undo.
  static let entry = ScenarioEntry(
    "repair-shop", summary: summary, parameters: RepairParameters.specifications,
    taskFamily: TaskFamily(
      code: "F5", benchmarks: "SWE-bench, SWE-bench Verified, ColBench",
      large: ["defects": "8", "files": "6", "horizon": "240", "tokens": "800"])
  ) { values throws(ScenarioError) in RepairShop(parameters: RepairParameters(values)) }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source:
        "Zhang, arXiv 2604.09459 (task family F5, software engineering); structure of SWE-bench (Jimenez et al. 2024, "
        + "arXiv 2310.06770) and of role teams such as MetaGPT (Hong et al. 2024, arXiv 2308.00352); Ascribe's own model",
      family: "software engineering", turnOrder: .turnTaking, isDeterministic: false, observability: .partial,
      rewardBounds: 0...1, returnBounds: 0...1, hasBinaryReturns: true, pivotalUnits: pivotalUnits)
  }

  package func publicKey(of state: State) -> String {
    guard state.step != .submitted else { return state.repaired == 1 ? "end:repaired" : "end:broken" }
    var words = [state.step.description]
    if state.step != .plan { words.append("focus:d\(state.focus)") }
    if state.step == .chore { words.append("chores:\(state.chores)") }
    if [.edit, .test, .review].contains(state.step) { words.append("suspect:file-\(state.suspect)") }
    words.append(state.board.text(defects: parameters.defects))
    return words.joined(separator: "|")
  }

  package func privilegedKey(of state: State) -> String {
    guard state.step != .submitted else { return publicKey(of: state) }
    return "\(publicKey(of: state))|\(truth(of: state))"
  }

  /// Where the defects are, and which of them are repaired.
  package func signal(of state: State) -> String? { state.step == .submitted ? nil : truth(of: state) }

  private func truth(of state: State) -> String {
    let defects = 0..<parameters.defects
    let files = defects.map { "\(file(of: $0, layout: state.layout))" }.joined(separator: ".")
    return "files:\(files)|repaired:\(defects.map { state.isRepaired($0) ? "1" : "0" }.joined())"
  }

  /// What the time to a success depends on.
  private struct Stage: Hashable {
    var step: RepairStep
    var chores = 0
    /// Repaired defects beside the one in hand, and whether that one is.
    var others = 0
    var isFocusRepaired = false
  }

  /// Every decision but chores from which a repaired repository can still be submitted within the horizon.
  private var pivotalUnits: Set<ScenarioFacts.Unit> {
    let looking = { (others: Int, isRepaired: Bool) -> Stage in
      Stage(
        step: parameters.chores > 0 ? .chore : .locate, chores: parameters.chores, others: others,
        isFocusRepaired: isRepaired)
    }
    let next = { (stage: Stage) -> [Stage] in
      var following = stage
      switch stage.step {
      case .plan:
        let isDone = stage.others == parameters.defects
        return (isDone ? [Stage(step: .submitted)] : [looking(stage.others, false)])
          + (stage.others > 0 ? [looking(stage.others - 1, true)] : [])
      case .chore:
        following.chores -= 1
        if following.chores == 0 { following.step = .locate }
        return [following]
      case .locate:
        following.step = .edit
        return [following]
      case .edit:
        following.step = .locate
        return [following]
          + [true, false].map { Stage(step: .test, others: stage.others, isFocusRepaired: $0) }
      case .test:
        following.step = .review
        return [following]
      case .review:
        following.step = .edit
        let kept = Stage(step: .plan, others: stage.others + (stage.isFocusRepaired ? 1 : 0))
        return [following, kept, Stage(step: .plan, others: stage.others)]
      case .submitted: return []
      }
    }
    return DecisiveStages(
      start: Stage(step: .plan), horizon: horizon,
      deciding: { stage in
        switch stage.step {
        case .plan: [Self.lead]
        case .locate, .edit: [Self.coder]
        case .test: [Self.tester]
        case .review: [Self.reviewer]
        case .chore, .submitted: []
        }
      }, next: next, isGoal: { $0.step == .submitted }
    ).units
  }
}
