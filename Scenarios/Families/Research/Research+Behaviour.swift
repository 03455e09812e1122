package import Trajectories
import Simulation

/// How the four roles behave: sensible, sometimes lazy or credulous, and every legal action with a positive probability.
extension Research {
  package func behaviour(
    of agent: AgentID, observing view: ResearchView, over actions: [ResearchAction]
  ) -> [Double] {
    actions.map { action in
      switch action {
      case .narrow, .broad, .pause: Self.searchWeight(of: action, view)
      case .study, .skim, .drop: Self.readWeight(of: action, view)
      case .report: 1
      case .listen: 2
      case .begin, .again: Self.outlineWeight(of: action, view)
      case .cite, .infer, .omit: Self.writeWeight(of: action, view)
      case .pass, .verify, .strike: Self.checkWeight(of: action, view)
      }
    }
  }

  /// The retriever looks for what is missing, narrowly where it has a clue, and rests on strong notes.
  private static func searchWeight(of action: ResearchAction, _ view: ResearchView) -> Double {
    switch (action, view.note) {
    case (.pause, .strong): 10
    case (.pause, .weak): 3
    case (.pause, _): 0.4
    case (.narrow, _): view.clue == .missing ? 1 : 4
    default: 2
    }
  }

  /// The reader studies what looks promising, skims the rest, and does not touch strong notes without need.
  private static func readWeight(of action: ResearchAction, _ view: ResearchView) -> Double {
    switch (action, view.document) {
    case (.drop, _): view.note == .strong ? 6 : 1
    case (.study, .promising): 4
    case (.skim, .promising): 3
    case (.study, _): 1
    default: 1.5
    }
  }

  /// The writer waits for notes on everything, and loses patience with every pass.
  private static func outlineWeight(of action: ResearchAction, _ view: ResearchView) -> Double {
    guard action == .begin else { return 1 }
    let missing = Double(view.missing ?? 0)
    guard missing == 0 else { return 0.06 * Double(view.pass + 1) / missing }
    return view.weak == 0 ? 6 : 1.5
  }

  private static func writeWeight(of action: ResearchAction, _ view: ResearchView) -> Double {
    switch (action, view.note) {
    case (.cite, .strong): 20
    case (.cite, .weak): 6
    case (.cite, _): 0.3
    case (.infer, .missing): 1
    case (.infer, _): 0.3
    case (_, .missing): 4
    default: 1
    }
  }

  /// The checker trusts what was studied, and distrusts what is not cited.
  private static func checkWeight(of action: ResearchAction, _ view: ResearchView) -> Double {
    switch (action, view.claim) {
    case (.pass, .strong): 5
    case (.pass, .weak): 2
    case (.pass, .omitted): 8
    case (.pass, _): 0.5
    case (.verify, .omitted): 1
    case (.verify, _): 4
    case (_, .strong): 0.2
    case (_, .weak): 0.6
    default: 1
    }
  }

  /// What is done without thinking: no search, no reading, no word in meetings; write, leave out, let pass.
  package func defaultAction(for agent: AgentID, in state: State) -> ResearchAction {
    switch state.step {
    case .gather: agent == Self.retriever ? .pause : .drop
    case .meet: .listen
    case .outline: .begin
    case .draft, .published: agent == Self.writer ? .omit : .pass
    }
  }

  package func tokens(of agent: AgentID, taking action: ResearchAction, observing view: ResearchView) -> Int?
  {
    let unit =
      switch action {
      case .pause, .drop, .omit, .pass, .listen, .strike: 1
      case .begin, .again, .report: 4
      case .narrow: 3
      case .broad: 6
      case .study: 30
      case .skim: 10
      case .cite, .infer: 8
      case .verify: 20
      }
    return unit * parameters.tokens
  }
}
