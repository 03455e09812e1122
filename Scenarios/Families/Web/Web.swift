package import Trajectories
package import Simulation

/// An errand on a web site: find a record, fill its form, submit it (F4, WebArena).
///
/// A site has sections, a section has records, a record has a form. A navigator clicks; a reader reads each record's
/// page and reports whether it is the one that is wanted, more or less reliably. All sections look alike but for the links that were
/// visited, and so do all records. The server knows what no page shows: whether the session still lives, and whether the form
/// was filled correctly. A form that is submitted after the session died is lost and leads to the login page; a wrong one comes
/// back empty; one of a wrong record may do damage that ends the errand.
package struct Web: Scenario {
  /// The page, the links that were visited, and what the server knows.
  package struct State: Hashable, Sendable {
    enum Page: UInt8, Sendable {
      case home
      case section
      case record
      case form
      case login
      case done
      case damaged
    }

    /// What the reader said of a record; nothing as long as it reads.
    enum Report: UInt8, Sendable {
      case none
      case right
      case wrong
    }

    var page = Page.home
    var section: UInt8 = 0
    var record: UInt8 = 0
    var report = Report.none
    /// Fields of the form that were filled.
    var filled: UInt8 = 0
    /// The server will refuse the form.
    var isFormWrong = false
    /// The server knows who one is.
    var isAlive = true
    /// Bit k: record k was visited, all sections counted through.
    var visited: UInt64 = 0
    /// The record that is wanted, counted so.
    var target: UInt8 = 0

    package func hash(into hasher: inout Hasher) {
      let place = UInt64(page.rawValue) | UInt64(section) << 8 | UInt64(record) << 16 | UInt64(target) << 24
      let flags: UInt64 = (isFormWrong ? 1 : 0) | (isAlive ? 2 : 0)
      hasher.combine(visited)
      hasher.combine(place | UInt64(report.rawValue) << 32 | UInt64(filled) << 40 | flags << 48)
    }
  }

  static let navigator: AgentID = "navigator"
  static let reader: AgentID = "reader"

  package let agents = [navigator, reader]
  let parameters: WebParameters

  package var horizon: Int { parameters.horizon }

  /// The record that is wanted is likelier in the sections that come first.
  package var initialStates: Distribution<State> {
    let weights = (0..<parameters.sections).map { section in
      (0..<section).reduce(1.0) { weight, _ in weight / parameters.prior }
    }
    let sum = weights.reduce(0, +) * Double(parameters.records)
    return Distribution(
      (0..<parameters.pages).map { (State(target: UInt8($0)), weights[$0 / parameters.records] / sum) })
  }

  package func actingAgents(in state: State) -> [AgentID] {
    switch state.page {
    case .done, .damaged: []
    case .record: state.report == .none ? [Self.reader] : [Self.navigator]
    case .home, .section, .form, .login: [Self.navigator]
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [WebAction] {
    switch state.page {
    case .home: (0..<UInt8(parameters.sections)).map { .follow($0) }
    case .section: (0..<UInt8(parameters.records)).map { .follow($0) } + [.back]
    case .record: state.report == .none ? [.skim, .read] : [.openForm, .back, .home, .reread]
    case .form: Int(state.filled) < parameters.fields ? [.fill, .paste, .back] : [.submit, .back]
    case .login: [.logIn, .home]
    case .done, .damaged: []
    }
  }

  package func observation(for agent: AgentID, in state: State) -> WebObservation {
    let isNamed = parameters.isNamed
    return WebObservation(
      page: state.page, report: state.report, filled: state.filled,
      visited: visitedLinks(of: state),
      section: isNamed && state.page != .home && state.page != .login ? state.section + 1 : 0,
      record: isNamed && (state.page == .record || state.page == .form) ? state.record + 1 : 0)
  }

  package func step(_ state: State, _ actions: JointAction<WebAction>) -> Distribution<Transition<State>> {
    var next = state
    switch actions.only {
    case .skim, .read: return reported(state, isRead: actions.only == .read)
    case .submit: return submitted(state)
    case .logIn:
      next = atHome(state)
      next.isAlive = true
      return Distribution(Transition(to: next))
    case .follow(let link):
      if state.page == .home {
        next.page = .section
        next.section = link
      } else {
        next.page = .record
        next.record = link
        next.visited |= UInt64(1) << UInt64(parameters.index(state.section, link))
      }
    case .back: next = back(state)
    case .home: next = atHome(state)
    case .reread: next.report = .none
    case .openForm:
      next.page = .form
      next.report = .none
    case .fill, .paste:
      next.filled += 1
      let error = actions.only == .fill ? parameters.fillError : parameters.pasteError
      if !state.isFormWrong {
        var wrong = next
        wrong.isFormWrong = true
        return Distribution(wrong, probability: error, otherwise: next).flatMap(clicked)
      }
    }
    return clicked(next)
  }

  package func endings(in state: State) -> Distribution<Ending> {
    switch state.page {
    case .done: Distribution(.success)
    case .damaged: Distribution(.failure)
    case .home, .section, .record, .form, .login: Distribution(.truncated)
    }
  }
}

// MARK: - Rules

extension Web {
  /// A click takes time, in which a session may die without a sign.
  private func clicked(_ state: State) -> Distribution<Transition<State>> {
    guard state.isAlive else { return Distribution(Transition(to: state)) }
    var dead = state
    dead.isAlive = false
    return Distribution(
      Transition(to: dead), probability: parameters.expiry, otherwise: Transition(to: state))
  }

  private func reported(_ state: State, isRead: Bool) -> Distribution<Transition<State>> {
    let isTarget = parameters.index(state.section, state.record) == Int(state.target)
    var right = state
    right.report = .right
    var wrong = state
    wrong.report = .wrong
    let error = isRead ? parameters.readError : parameters.skimError
    return Distribution(
      Transition(to: right), probability: isTarget ? 1 - error : error, otherwise: Transition(to: wrong))
  }

  private func submitted(_ state: State) -> Distribution<Transition<State>> {
    var next = state
    next.filled = 0
    next.isFormWrong = false
    guard state.isAlive else {
      next = atHome(state)
      next.page = .login
      return Distribution(Transition(to: next))
    }
    guard !state.isFormWrong else { return Distribution(Transition(to: next)) }
    guard parameters.index(state.section, state.record) != Int(state.target) else {
      return Distribution(Transition(to: State(page: .done)))
    }
    return Distribution(
      Transition(to: atHome(state)), probability: parameters.recoverability,
      otherwise: Transition(to: State(page: .damaged)))
  }

  /// One page back: from a form to its record, which is read again, from there to the section, and home.
  private func back(_ state: State) -> State {
    var next = state
    next.filled = 0
    next.isFormWrong = false
    next.report = .none
    switch state.page {
    case .form: next.page = .record
    case .record:
      next.page = .section
      next.record = 0
    default: next = atHome(state)
    }
    return next
  }

  private func atHome(_ state: State) -> State {
    State(isAlive: state.isAlive, visited: state.visited, target: state.target)
  }

  /// The links of a page that were visited: on the home page sections of which some record was, in a section its records.
  private func visitedLinks(of state: State) -> UInt64 {
    let ofSection = { (section: Int) in
      state.visited >> UInt64(section * parameters.records) & (UInt64.max >> UInt64(64 - parameters.records))
    }
    switch state.page {
    case .home:
      return (0..<parameters.sections).reduce(0) { ofSection($1) == 0 ? $0 : $0 | UInt64(1) << UInt64($1) }
    case .section: return ofSection(Int(state.section))
    case .record, .form, .login, .done, .damaged: return 0
    }
  }
}
