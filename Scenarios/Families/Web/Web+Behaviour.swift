package import Trajectories
import Simulation

/// How navigator and reader behave: they look at what they have not seen, and believe what was reported.
extension Web {
  package func behaviour(
    of agent: AgentID, observing observation: WebObservation, over actions: [WebAction]
  ) -> [Double] {
    let isSeen = { (link: UInt8) in observation.visited >> UInt64(link) & 1 == 1 }
    let unseen = actions.count { if case .follow(let link) = $0 { !isSeen(link) } else { false } }
    let isRight = observation.report == .right
    return actions.map { action in
      switch action {
      case .follow(let link) where observation.page == .home:
        // What comes first is likelier right; a section that was visited may hold more.
        (isSeen(link) ? 0.8 : 1) / (1 + (parameters.prior - 1) * Double(link))
      case .follow(let link): isSeen(link) ? 0.3 : 4
      case .back:
        switch observation.page {
        case .section: unseen == 0 ? 8 : 0.8
        case .record: isRight ? 0.7 : 6
        default: 0.4
        }
      case .home: observation.page == .login ? 1 : isRight ? 0.2 : 0.8
      case .skim: 1 - parameters.diligence
      case .read: parameters.diligence
      case .reread: isRight ? 1.5 : 0.5
      case .openForm: isRight ? 6 : 0.2
      case .fill: 4
      case .paste: 2
      case .submit: 8
      case .logIn: 5
      }
    }
  }

  /// The first link, a glance, and back from everything else.
  package func defaultAction(for agent: AgentID, in state: State) -> WebAction {
    switch state.page {
    case .record: state.report == .none ? .skim : .back
    case .form: .back
    case .home, .section, .login, .done, .damaged: legalActions(for: agent, in: state)[0]
    }
  }

  package func tokens(
    of agent: AgentID, taking action: WebAction, observing observation: WebObservation
  ) -> Int? {
    let share =
      switch action {
      case .read: 2.5
      case .skim, .reread: 0.6
      case .follow: 0.8
      case .back, .home: 0.4
      case .openForm, .submit, .logIn: 0.5
      case .fill: 1.0
      case .paste: 0.3
      }
    return max(1, Int((share * Double(parameters.pageTokens)).rounded()))
  }

  package func label(ofObservation observation: WebObservation) -> String {
    let visited = (0..<64).filter { observation.visited >> UInt64($0) & 1 == 1 }.map(String.init)
    let name = [observation.section, observation.record].filter { $0 > 0 }.map { "\($0 - 1)" }
    return [
      (["\(observation.page)"] + name).joined(separator: "-"),
      observation.report == .none ? nil : "report:\(observation.report)",
      observation.page == .form ? "filled:\(observation.filled)/\(parameters.fields)" : nil,
      visited.isEmpty ? nil : "visited:\(visited.joined(separator: ","))",
    ].compactMap { $0 }.joined(separator: "|")
  }

  /// Whether the session lives, and where the record is as long as one is not there.
  package func signal(of state: State) -> String? {
    guard state.page != .done, state.page != .damaged else { return nil }
    return "\(state.isAlive ? "alive" : "expired")|wanted:\(state.target)"
  }

  package func privilegedKey(of state: State) -> String {
    switch state.page {
    case .done: return "end:done"
    case .damaged: return "end:damaged"
    case .section, .record, .form, .home, .login: break
    }
    let place: String =
      switch state.page {
      case .section: "section-\(state.section)"
      case .record, .form: "\(state.page)-\(state.section)-\(state.record)"
      default: "\(state.page)"
      }
    return [
      place, state.report == .none ? nil : "report:\(state.report)",
      state.page == .form ? "filled:\(state.filled)/\(parameters.fields)" : nil,
      state.isFormWrong ? "refused" : nil, state.isAlive ? nil : "expired", "wanted:\(state.target)",
      state.visited == 0 ? nil : "visited:\(String(state.visited, radix: 16))",
    ].compactMap { $0 }.joined(separator: "|")
  }
}
