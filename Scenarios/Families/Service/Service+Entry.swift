import Trajectories
package import Simulation

/// What the service desk is called, what can be set, what is told about its states.
extension Service {
  private static let summary =
    "dispatcher and clerk serve a customer with a mind of its own, by the rules of the house"

  /// Tool use with rules, writes that cannot be undone, and an agent that is not on the team's side.
  static let entry = ScenarioEntry(
    "service", summary: summary, parameters: ServiceParameters.specifications,
    taskFamily: TaskFamily(
      code: "F3, F6", benchmarks: "tau-bench, tau2-bench",
      large: [
        "requests": "7", "horizon": "120", "chats": "1", "patience": "8", "misreading": "0.015",
        "tokens": "800",
      ])
  ) { values throws(ScenarioError) in Service(parameters: ServiceParameters(values)) }

  package var facts: ScenarioFacts {
    ScenarioFacts(
      summary: Self.summary,
      source:
        "Zhang, arXiv 2604.09459 (task families F3 and F6); structure of tau-bench (Yao et al. 2024, arXiv 2406.12045) and "
        + "tau2-bench (Barres et al. 2025, arXiv 2506.07982); Ascribe's own model",
      family: "customer service", turnOrder: .turnTaking, isDeterministic: false, observability: .partial,
      rewardBounds: 0...1, returnBounds: 0...1, hasBinaryReturns: true, pivotalUnits: pivotalUnits)
  }

  package func publicKey(of state: State) -> String {
    switch state.step {
    case .closed: return state.isFlawed ? "end:flawed" : "end:served"
    case .left: return "end:left"
    default: break
    }
    var words = [state.step.description]
    if state.step != .ask { words.append("focus:r\(state.focus)|\(state.isClear ? "clear" : "vague")") }
    if state.step == .chat { words.append("chats:\(state.chats)") }
    return (words + ["id:\(state.identity)", state.board.text(of: parameters.requests)]).joined(
      separator: "|")
  }

  package func privilegedKey(of state: State) -> String {
    guard let truth = signal(of: state) else { return publicKey(of: state) }
    return "\(publicKey(of: state))|\(truth)"
  }

  /// What the rules allow, who the customer is and how long it will stay, and whether all was right so far.
  package func signal(of state: State) -> String? {
    guard state.step != .closed, state.step != .left else { return nil }
    let allowed = (0..<parameters.requests).map { state.allowed >> UInt8($0) & 1 == 1 ? "1" : "0" }.joined()
    return "allowed:\(allowed)|\(state.isOwner ? "owner" : "impostor")|patience:\(state.patience)|"
      + (state.isFlawed ? "flawed" : "flawless")
  }

  /// What the time to a success depends on.
  private struct Stage: Hashable {
    var step: ServiceStep
    /// Requests that are not settled, and routine turns that are left.
    var pending: Int
    var chats = 0
    var isVerified = false
  }

  /// Every decision but chats from which all requests can still be settled by the rules within the horizon.
  private var pivotalUnits: Set<ScenarioFacts.Unit> {
    DecisiveStages(
      start: Stage(step: .ask, pending: parameters.requests), horizon: horizon,
      deciding: { stage in
        switch stage.step {
        case .ask, .restate, .prove, .refused: [Self.customer]
        case .route: [Self.dispatcher]
        case .read, .write: [Self.clerk]
        case .chat, .closed, .left: []
        }
      }, next: { following($0) }, isGoal: { $0.step == .closed }
    ).units
  }

  /// The stages that may follow without a flaw; any request may be an allowed one or a forbidden one.
  private func following(_ stage: Stage) -> [Stage] {
    let to = { (step: ServiceStep) -> Stage in
      Stage(step: step, pending: stage.pending, isVerified: stage.isVerified)
    }
    let settled = Stage(
      step: stage.pending > 1 ? .ask : .closed, pending: stage.pending - 1, isVerified: stage.isVerified)
    switch stage.step {
    case .ask:
      var next = to(parameters.chats > 0 ? .chat : .route)
      next.chats = parameters.chats
      return [next]
    case .chat:
      var next = to(stage.chats > 1 ? .chat : .route)
      next.chats = stage.chats - 1
      return [next]
    case .route: return [.restate, .prove, .read, .write, .refused].map(to)
    case .restate, .read: return [to(.route)]
    case .prove:
      var verified = to(.route)
      verified.isVerified = true
      return [verified, to(.route)]
    case .write: return [to(.route)] + (stage.isVerified ? [settled] : [])
    case .refused: return [settled, to(.route)]
    case .closed, .left: return []
    }
  }
}
