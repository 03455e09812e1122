import Ascribe

/// A keeper sees the fog and may light the lamp; a captain sees only the lamp, and sails or waits.
public struct Lighthouse: Scenario {
  /// What is so on the coast: the lamp is `nil` before the keeper decided, the arrival before the captain did.
  public struct State: Hashable, Sendable {
    var isFoggy: Bool
    var isLit: Bool?
    var hasArrived: Bool?
  }

  /// Who decides, the keeper first.
  public let agents: [AgentID] = ["keeper", "captain"]
  /// One turn each.
  public let horizon = 2
  /// The lamp and the captain's guess are all that is observed.
  public let facts = ScenarioFacts(turnOrder: .turnTaking, isDeterministic: false, observability: .partial)

  /// The scenario.
  public init() {}

  /// Fog comes as often as not.
  public var initialStates: Distribution<State> { .uniform([State(isFoggy: true), State(isFoggy: false)]) }

  /// The keeper decides about the lamp, then the captain, then nobody.
  public func actingAgents(in state: State) -> [AgentID] {
    if state.hasArrived != nil { [] } else { state.isLit == nil ? ["keeper"] : ["captain"] }
  }
  /// All that either can do.
  public func legalActions(for agent: AgentID, in state: State) -> [String] {
    agent == "keeper" ? ["light", "sleep"] : ["sail", "wait"]
  }
  /// The keeper sees the fog, the captain the lamp.
  public func observation(for agent: AgentID, in state: State) -> String {
    agent == "keeper" ? (state.isFoggy ? "fog" : "clear") : (state.isLit == true ? "lamp" : "dark")
  }
  /// Sailing is risky in fog without a lamp; waiting costs half of all arrivals.
  public func step(_ state: State, _ actions: JointAction<String>) -> Distribution<Transition<State>> {
    guard let isLit = state.isLit else {
      return Distribution(Transition(to: State(isFoggy: state.isFoggy, isLit: actions.only == "light")))
    }
    let risk = actions.only == "wait" ? 0.5 : (state.isFoggy && !isLit ? 0.9 : 0.1)
    return Distribution(false, probability: risk, otherwise: true).map { hasArrived in
      Transition(to: State(isFoggy: state.isFoggy, isLit: isLit, hasArrived: hasArrived))
    }
  }
  /// An arrival is a success.
  public func endings(in state: State) -> Distribution<Ending> {
    Distribution(state.hasArrived == true ? .success : .failure)
  }
}
