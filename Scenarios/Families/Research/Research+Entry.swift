import Trajectories
package import Simulation

/// What the research team is called, what can be set, what is told about its states.
extension Research {
  private static let summary =
    "retriever, reader, writer and checker answer a question from misleading documents"

  /// Search question answering by a team: in parallel and in turn, with evidence that is used much later.
  static let entry = ScenarioEntry(
    "research", summary: summary, parameters: ResearchParameters.specifications,
    taskFamily: TaskFamily(
      code: "F6", benchmarks: "HotpotQA, MuSiQue, BrowseComp, search QA by teams",
      large: [
        "facets": "12", "passes": "9", "horizon": "200", "meetings": "1", "slack": "3", "tolerance": "1",
        "tokens": "300",
      ])
  ) { values throws(ScenarioError) in Research(parameters: try ResearchParameters(values)) }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source:
        "Zhang, arXiv 2604.09459 (task family F6, multi-agent); structure of HotpotQA (Yang et al. 2018, arXiv 1809.09600), "
        + "MuSiQue (Trivedi et al. 2022, arXiv 2108.00573) and BrowseComp (Wei et al. 2025, arXiv 2504.12516) for a team; "
        + "Ascribe's own model",
      family: "search question answering",
      turnOrder: parameters.facets > 1 || parameters.meetings > 0 ? .mixed : .turnTaking,
      isDeterministic: false, observability: .partial,
      rewardBounds: 0...1, returnBounds: 0...1, hasBinaryReturns: true, pivotalUnits: pivotalUnits)
  }

  package func publicKey(of state: State) -> String {
    let facets = parameters.facets
    switch state.step {
    case .published: return "end:claims:\(state.right + state.wrong)"
    case .draft:
      return
        "draft|pass:\(state.pass)|facet:\(state.index)|\(state.notes.text(facets: facets))|claim:\(state.claim)"
        + "|claims:\(state.right + state.wrong)"
    case .gather:
      return "gather|pass:\(state.pass)|facet:\(state.index)|\(state.notes.text(facets: facets))"
        + "|document:\(state.document)"
    case .meet:
      return "meet|pass:\(state.pass)|meeting:\(state.index)|\(state.notes.text(facets: facets))"
    case .outline: return "outline|pass:\(state.pass)|\(state.notes.text(facets: facets))"
    }
  }

  package func privilegedKey(of state: State) -> String {
    guard state.step != .published else { return "\(publicKey(of: state))|true:\(state.right)" }
    return "\(publicKey(of: state))|\(truth(of: state))"
  }

  /// Which notes are right, whether the document in hand and the claim in hand are, and how many claims are.
  package func signal(of state: State) -> String? { state.step == .published ? nil : truth(of: state) }

  private func truth(of state: State) -> String {
    var words = [state.notes.truth(facets: parameters.facets)]
    if state.document != .nothing { words.append(state.isRelevant ? "relevant" : "distractor") }
    if state.step == .draft { words.append("true:\(state.right)") }
    if state.claim != .nothing { words.append(state.isTrue ? "claim-true" : "claim-false") }
    return words.joined(separator: "|")
  }

  /// What the time to a success depends on.
  private struct Stage: Hashable {
    let step: ResearchStep
    let pass: Int
    var index = 0
  }

  /// Every decision but meetings from which the report can still be finished within the horizon; the last outline is none.
  private var pivotalUnits: Set<ScenarioFacts.Unit> {
    DecisiveStages(
      start: Stage(step: .gather, pass: 0), horizon: horizon,
      deciding: { stage in
        let isLast = stage.step == .outline && stage.pass + 1 == parameters.passes
        guard stage.step != .meet, !isLast else { return [] }
        return actingAgents(
          in: State(step: stage.step, pass: UInt8(stage.pass), index: UInt8(stage.index)))
      }, next: { following($0) }, isGoal: { $0.step == .published }
    ).units
  }

  private func following(_ stage: Stage) -> [Stage] {
    let count = stage.step == .meet ? parameters.meetings - 1 : parameters.facets
    let drafting = Stage(step: .draft, pass: stage.pass)
    switch stage.step {
    case .gather, .meet, .draft:
      guard stage.index == count else {
        return [Stage(step: stage.step, pass: stage.pass, index: stage.index + 1)]
      }
      let next: ResearchStep =
        switch stage.step {
        case .gather: parameters.meetings > 0 ? .meet : .outline
        case .meet: .outline
        default: .published
        }
      return [Stage(step: next, pass: stage.pass)]
    case .outline:
      guard stage.pass + 1 < parameters.passes else { return [drafting] }
      return [drafting, Stage(step: .gather, pass: stage.pass + 1)]
    case .published: return []
    }
  }
}
