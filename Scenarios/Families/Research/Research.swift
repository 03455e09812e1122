package import Trajectories
package import Simulation

/// A research team: a retriever, a reader, a writer and a checker answer a question of several facets from documents.
///
/// In a pass the retriever searches for facet after facet while the reader reads what was found one turn before. A search is
/// likely to find the right document if the note on the facet before is right, as in questions of many hops; otherwise
/// it finds distractors. After a pass the four meet, and the writer decides whether to have another pass or to write.
/// Then the writer writes about facet after facet while the checker checks the claim before. The report succeeds if
/// enough claims are right and not too many wrong. Evidence is used tens of turns after it was gathered, and a note that is wrong
/// both misleads the next search and becomes a wrong claim.
package struct Research: Scenario {
  package struct State: Hashable, Sendable {
    var step = ResearchStep.gather
    var pass: UInt8 = 0
    /// The facet that is searched for, or written about; in meetings, how many are over.
    var index: UInt8 = 0
    var notes = ResearchNotes()
    /// The document that waits for the reader; whether it is the right one is hidden.
    var document = ResearchDocument.nothing
    var isRelevant = false
    /// The claim that waits for the checker; whether it is right is hidden.
    var claim = ResearchClaim.nothing
    var isTrue = false
    /// Claims that were let pass; which of them are right is hidden.
    var right: UInt8 = 0
    var wrong: UInt8 = 0
  }

  static let retriever: AgentID = "retriever"
  static let reader: AgentID = "reader"
  static let writer: AgentID = "writer"
  static let checker: AgentID = "checker"

  package let agents = [retriever, reader, writer, checker]
  let parameters: ResearchParameters

  package var horizon: Int { parameters.horizon }
  package var initialStates: Distribution<State> { Distribution(State()) }

  package func actingAgents(in state: State) -> [AgentID] {
    let isFirst = state.index == 0
    let isPast = state.index == parameters.facets
    return switch state.step {
    case .gather: (isPast ? [] : [Self.retriever]) + (isFirst ? [] : [Self.reader])
    case .meet: agents
    case .outline: [Self.writer]
    case .draft: (isPast ? [] : [Self.writer]) + (isFirst ? [] : [Self.checker])
    case .published: []
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [ResearchAction] {
    switch state.step {
    case .gather: agent == Self.retriever ? [.narrow, .broad, .pause] : [.study, .skim, .drop]
    case .meet: [.report, .listen]
    case .outline: Int(state.pass) + 1 < parameters.passes ? [.begin, .again] : [.begin]
    case .draft: agent == Self.writer ? [.cite, .infer, .omit] : [.pass, .verify, .strike]
    case .published: []
    }
  }

  package func observation(for agent: AgentID, in state: State) -> ResearchView {
    let index = Int(state.index)
    var view = ResearchView(step: state.step, pass: state.pass)
    switch state.step {
    case .gather where agent == Self.retriever:
      view.facet = index
      view.note = state.notes[index]
      view.clue = index > 0 ? state.notes[index - 1] : nil
    case .gather:
      view.facet = index - 1
      view.note = state.notes[index - 1]
      view.document = state.document
    case .outline:
      view.missing = state.notes.count(of: .missing, facets: parameters.facets)
      view.weak = state.notes.count(of: .weak, facets: parameters.facets)
    case .draft where agent == Self.writer:
      view.facet = index
      view.note = state.notes[index]
    case .draft:
      view.facet = index - 1
      view.claim = state.claim
    case .meet, .published: break
    }
    return view
  }

  package func step(_ state: State, _ actions: JointAction<ResearchAction>) -> Distribution<Transition<State>>
  {
    let found: Distribution<State> =
      switch state.step {
      case .gather: gathered(state, actions)
      case .draft: drafted(state, actions)
      case .meet, .outline, .published: Distribution(met(state, actions))
      }
    return found.map { Transition(to: $0) }
  }

  package func endings(in state: State) -> Distribution<Ending> {
    guard state.step == .published else { return Distribution(.truncated) }
    let isGood =
      Int(state.right) >= parameters.facets - parameters.slack && Int(state.wrong) <= parameters.tolerance
    return Distribution(isGood ? .success : .failure)
  }

  // MARK: Gathering

  /// Reading and searching at once: the search knows the notes as they were.
  private func gathered(_ state: State, _ actions: JointAction<ResearchAction>) -> Distribution<State> {
    let index = Int(state.index)
    var next = state
    next.document = .nothing
    next.isRelevant = false
    next.index += 1
    guard index < parameters.facets else {
      next.index = 0
      next.step = parameters.meetings > 0 ? .meet : .outline
      return read(state, actions[Self.reader], into: next)
    }
    let read = index == 0 ? Distribution(next) : read(state, actions[Self.reader], into: next)
    let relevance = relevance(of: actions[Self.retriever], in: state)
    return read.flatMap { state in relevance.map { fetched(state, $0) } }
  }

  /// A document as it was found.
  private typealias Found = (document: ResearchDocument, isRelevant: Bool)

  /// What a search may find. Documents that matter mostly look like it.
  private func relevance(of action: ResearchAction, in state: State) -> Distribution<Found> {
    guard action != .pause else { return Distribution((.nothing, false)) }
    let hasClue = state.index == 0 || state.notes.isRight(Int(state.index) - 1)
    let chance = action == .broad ? parameters.broad : hasClue ? parameters.guided : parameters.blind
    return Distribution(true, probability: chance, otherwise: false).flatMap { isRelevant in
      Distribution(isRelevant, probability: parameters.snippets, otherwise: !isRelevant).map { looksIt in
        (looksIt ? .promising : .doubtful, isRelevant)
      }
    }
  }

  private func fetched(_ state: State, _ found: Found) -> State {
    var next = state
    next.document = found.document
    next.isRelevant = found.isRelevant
    return next
  }

  /// A document that convinces the reader replaces the note on its facet.
  private func read(_ state: State, _ action: ResearchAction, into next: State) -> Distribution<State> {
    guard state.document != .nothing, action != .drop else { return Distribution(next) }
    let isStudied = action == .study
    let convincing =
      state.isRelevant
      ? (isStudied ? 0.95 : 0.8) : parameters.distraction * (isStudied ? ResearchParameters.studied : 1)
    return Distribution(true, probability: convincing, otherwise: false).map { convinces in
      guard convinces else { return next }
      var noted = next
      noted.notes.set(Int(state.index) - 1, isStudied ? .strong : .weak, isRight: state.isRelevant)
      return noted
    }
  }

  // MARK: Deciding and writing

  /// Meetings change nothing; the outline sends the team back to the documents or on to the report.
  private func met(_ state: State, _ actions: JointAction<ResearchAction>) -> State {
    var next = state
    if state.step == .meet {
      next.index += 1
      guard Int(next.index) == parameters.meetings else { return next }
      next.step = .outline
    } else if actions.only == .again {
      next.step = .gather
      next.pass += 1
    } else {
      next.step = .draft
    }
    next.index = 0
    return next
  }

  /// Checking the claim before, and writing the next one, at once.
  private func drafted(_ state: State, _ actions: JointAction<ResearchAction>) -> Distribution<State> {
    let index = Int(state.index)
    var next = state
    next.claim = .nothing
    next.isTrue = false
    let checked =
      index == 0 ? Distribution(next) : checked(state, actions[Self.checker], into: next)
    guard index < parameters.facets else {
      return checked.map { State(step: .published, right: $0.right, wrong: $0.wrong) }
    }
    let claim = claim(of: actions[Self.writer], in: state)
    return checked.flatMap { state in
      claim.map { claim in
        var written = state
        written.index += 1
        written.claim = claim.claim
        written.isTrue = claim.isTrue
        // A note has done its work when its facet is written about.
        written.notes.set(index, .missing, isRight: false)
        return written
      }
    }
  }

  private func claim(
    of action: ResearchAction, in state: State
  ) -> Distribution<(claim: ResearchClaim, isTrue: Bool)> {
    let index = Int(state.index)
    let note = state.notes[index]
    let (kind, chance): (ResearchClaim, Double) =
      switch action {
      case .cite where note == .missing: (.invented, ResearchParameters.invention)
      case .cite: (note == .weak ? .weak : .strong, state.notes.isRight(index) ? 1 : 0)
      case .infer: (.inferred, parameters.knowledge)
      default: (.omitted, 0)
      }
    return Distribution(true, probability: chance, otherwise: false).map { (kind, $0) }
  }

  /// What is let pass counts. Verification strikes out most wrong claims and few right ones.
  private func checked(_ state: State, _ action: ResearchAction, into next: State) -> Distribution<State> {
    guard state.claim != .omitted, action != .strike else { return Distribution(next) }
    let striking =
      action == .pass
      ? 0 : state.isTrue ? ResearchParameters.overzeal : parameters.vigilance
    return Distribution(true, probability: striking, otherwise: false).map { isStruck in
      guard !isStruck else { return next }
      var kept = next
      if state.isTrue { kept.right += 1 } else { kept.wrong += 1 }
      return kept
    }
  }
}
