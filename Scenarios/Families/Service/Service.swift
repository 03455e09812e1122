package import Trajectories
package import Simulation

/// A service desk: a dispatcher and a clerk serve a customer by the rules of the house, as in tau-bench.
///
/// The customer is an agent in the team's world but not on its side: it has a mind of its own (who it is, how long it will put
/// up with questions), says vaguely what it wants, dodges questions and insists when refused, all drawn from its own
/// behaviour. It wants several things, in an order of its choice. The team succeeds if every request is settled by the rules:
/// what the rules allow is written for a customer whose identity was verified, what they forbid is refused.
/// A wrong write or a wrong refusal cannot be undone, and shows only at the end.
package struct Service: Scenario {
  package struct State: Hashable, Sendable {
    var step = ServiceStep.ask
    var board = ServiceBoard()
    /// The requests, a bit each, that the rules allow and that are not settled; hidden.
    var allowed: UInt8 = 0
    /// Whether the customer is who it says; hidden from the team.
    var isOwner = true
    var identity = ServiceIdentity.unknown
    /// The request in hand; 0 where there is none.
    var focus: UInt8 = 0
    /// Whether it was explained, as long as nobody has looked.
    var isClear = false
    /// How often the customer can still be annoyed before it leaves; at least 1 until then.
    var patience: UInt8 = 0
    var chats: UInt8 = 0
    /// Whether something was settled against the rules.
    var isFlawed = false
  }

  static let dispatcher: AgentID = "dispatcher"
  static let clerk: AgentID = "clerk"
  static let customer: AgentID = "customer"

  package let agents = [dispatcher, clerk, customer]
  let parameters: ServiceParameters

  package var horizon: Int { parameters.horizon }

  package var initialStates: Distribution<State> {
    Distribution(true, probability: parameters.ownerShare, otherwise: false).flatMap { isOwner in
      var starts = [(State(isOwner: isOwner, patience: UInt8(parameters.patience)), 1.0)]
      for request in 0..<parameters.requests {
        starts = starts.flatMap { start, probability in
          var allowed = start
          allowed.allowed |= 1 << UInt8(request)
          return [
            (allowed, probability * parameters.allowedShare),
            (start, probability * (1 - parameters.allowedShare)),
          ]
        }
      }
      return Distribution(starts)
    }
  }

  package func actingAgents(in state: State) -> [AgentID] {
    switch state.step {
    case .ask, .restate, .prove, .refused: [Self.customer]
    case .chat, .route: [Self.dispatcher]
    case .read, .write: [Self.clerk]
    case .closed, .left: []
    }
  }

  package func legalActions(for agent: AgentID, in state: State) -> [ServiceAction] {
    switch state.step {
    case .ask: state.board.pending(of: parameters.requests).flatMap { [.explain($0), .mumble($0)] }
    case .restate: [.explain(Int(state.focus)), .mumble(Int(state.focus))]
    case .chat: [.greet, .soothe]
    case .route: [.identify, .clarify, .lookUp, .execute, .refuse]
    case .prove: [.comply, .dodge]
    case .read: [.check, .skim, .recall]
    case .write: [.commit, .hold]
    case .refused: [.accept, .insist]
    case .closed, .left: []
    }
  }

  package func observation(for agent: AgentID, in state: State) -> ServiceView {
    var view = ServiceView(step: state.step)
    if state.step != .ask { view.focus = state.focus }
    if agent == Self.customer {
      let pending = state.board.pending(of: parameters.requests)
      view.pending = pending.reduce(0) { $0 | 1 << UInt8($1) }
      view.isOwner = state.isOwner
      view.patience = state.patience
    } else {
      view.record = state.board[Int(state.focus)]
      view.isClear = state.isClear
      view.identity = state.identity
    }
    return view
  }

  package func step(_ state: State, _ actions: JointAction<ServiceAction>) -> Distribution<Transition<State>>
  {
    let action = actions.only
    var next = state
    next.step = .route
    switch action {
    case .explain(let request), .mumble(let request):
      let isRaised = state.step == .ask
      next.focus = UInt8(request)
      // What was read stays read.
      next.isClear = state.board[request] != .unread || action == .explain(request)
      next.chats = isRaised ? UInt8(parameters.chats) : 0
      if next.chats > 0 { next.step = .chat }
    case .greet, .soothe:
      next.chats -= 1
      if next.chats > 0 { next.step = .chat }
    case .identify: next.step = .prove
    case .clarify: return Distribution(Transition(to: annoyed(state, then: .restate)))
    case .lookUp: next.step = .read
    case .execute: next.step = .write
    case .refuse: next.step = .refused
    case .comply: return proved(state)
    case .dodge, .insist: return Distribution(Transition(to: annoyed(state, then: .route)))
    case .check: return read(state, error: parameters.misreading)
    case .skim: return read(state, error: 3 * parameters.misreading)
    case .recall: return read(state, error: ServiceParameters.forgetting)
    case .commit:
      let isRight = isAllowed(state) && state.isOwner && state.identity == .verified
      next = settled(state, rightly: isRight)
    case .hold: break
    case .accept: next = settled(state, rightly: !(isAllowed(state) && state.isOwner))
    }
    return Distribution(Transition(to: next))
  }

  package func endings(in state: State) -> Distribution<Ending> {
    switch state.step {
    case .closed: Distribution(state.isFlawed ? .failure : .success)
    case .left: Distribution(.failure)
    default: Distribution(.truncated)
    }
  }

  // MARK: What becomes of a request

  private func isAllowed(_ state: State) -> Bool { state.allowed >> state.focus & 1 == 1 }

  /// The request is done with: the next one, or the end.
  private func settled(_ state: State, rightly: Bool) -> State {
    var next = state
    next.board[Int(state.focus)] = .settled
    next.allowed &= ~(1 << state.focus)
    next.isFlawed = state.isFlawed || !rightly
    next.focus = 0
    next.isClear = false
    next.step = .ask
    guard next.board.pending(of: parameters.requests).isEmpty else { return next }
    return State(step: .closed, isFlawed: next.isFlawed)
  }

  /// The customer is annoyed once more, and may leave.
  private func annoyed(_ state: State, then step: ServiceStep) -> State {
    guard state.patience > 1 else { return State(step: .left) }
    var next = state
    next.patience -= 1
    next.step = step
    return next
  }

  /// An owner is verified; an impostor is found out, or not.
  private func proved(_ state: State) -> Distribution<Transition<State>> {
    Distribution(
      ServiceIdentity.refuted, probability: state.isOwner ? 0 : parameters.detection, otherwise: .verified
    ).map { identity in
      var next = state
      next.step = .route
      next.identity = identity
      return Transition(to: next)
    }
  }

  /// The records are read rightly, or not; what was asked vaguely is looked up wrongly more often.
  private func read(_ state: State, error: Double) -> Distribution<Transition<State>> {
    let vagueness = state.isClear ? 0 : parameters.vagueness
    let wrong = error + (0.5 - error) * vagueness
    let truth = isAllowed(state)
    return Distribution(truth, probability: 1 - wrong, otherwise: !truth).map { isAllowed in
      var next = state
      next.step = .route
      next.isClear = true
      next.board[Int(state.focus)] = isAllowed ? .allowed : .forbidden
      return Transition(to: next)
    }
  }
}
