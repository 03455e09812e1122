/// The scenarios of new packages, each small enough for credits by hand.
extension PackageTemplate {
  /// One agent a turn.
  var turnTakingScenario: String {
    """
    import Ascribe

    /// A scout sees where the prize lies and holds one of two doors; a runner sees which is held, and tries one.
    public struct \(name.type): Scenario {
      public struct State: Hashable, Sendable {
        var prize: String
        var held: String?
        var isFound: Bool?
      }

      public let agents: [AgentID] = ["scout", "runner"]
      public let horizon = 2
      public let facts = ScenarioFacts(turnOrder: .turnTaking, isDeterministic: false, observability: .partial)

      public init() {}

      public var initialStates: Distribution<State> { .uniform([State(prize: "left"), State(prize: "right")]) }

      public func actingAgents(in state: State) -> [AgentID] {
        if state.isFound != nil { [] } else { state.held == nil ? ["scout"] : ["runner"] }
      }
      public func legalActions(for agent: AgentID, in state: State) -> [String] { ["left", "right"] }
      public func observation(for agent: AgentID, in state: State) -> String {
        agent == "scout" ? "prize \\(state.prize)" : "held \\(state.held ?? "none")"
      }
      /// A held door opens nine times in ten, the other one every second time.
      public func step(_ state: State, _ actions: JointAction<String>) -> Distribution<Transition<State>> {
        guard let held = state.held else {
          return Distribution(Transition(to: State(prize: state.prize, held: actions.only)))
        }
        let opening = actions.only == held ? 0.9 : 0.5
        return Distribution(true, probability: opening, otherwise: false).map { opens in
          Transition(to: State(prize: state.prize, held: held, isFound: opens && actions.only == state.prize))
        }
      }
      public func endings(in state: State) -> Distribution<Ending> {
        Distribution(state.isFound == true ? .success : .failure)
      }
    }

    """
  }

  /// All agents in every turn.
  var simultaneousScenario: String {
    """
    import Ascribe

    /// Two movers lift or rest at the same time, twice at most; only the first one sees whether the crate is heavy.
    public struct \(name.type): Scenario {
      public struct State: Hashable, Sendable {
        var isHeavy: Bool
        var turn = 0
        var isUp = false
      }

      public let agents: [AgentID] = ["first", "second"]
      public let horizon = 2
      public let facts = ScenarioFacts(turnOrder: .simultaneous, isDeterministic: false, observability: .partial)

      public init() {}

      public var initialStates: Distribution<State> { .uniform([State(isHeavy: true), State(isHeavy: false)]) }

      public func actingAgents(in state: State) -> [AgentID] { state.isUp || state.turn == horizon ? [] : agents }
      public func legalActions(for agent: AgentID, in state: State) -> [String] { ["lift", "rest"] }
      public func observation(for agent: AgentID, in state: State) -> String {
        agent == "first" ? (state.isHeavy ? "heavy" : "light") : "crate"
      }
      /// Both together nearly always succeed; one alone does with a light crate.
      public func step(_ state: State, _ actions: JointAction<String>) -> Distribution<Transition<State>> {
        let lifting = agents.count { actions[$0] == "lift" }
        let chance = state.isHeavy ? [0, 0.1, 0.8][lifting] : [0, 0.7, 0.9][lifting]
        return Distribution(true, probability: chance, otherwise: false).map { isUp in
          Transition(to: State(isHeavy: state.isHeavy, turn: state.turn + 1, isUp: isUp))
        }
      }
      public func endings(in state: State) -> Distribution<Ending> {
        Distribution(state.isUp ? .success : .failure)
      }
    }

    """
  }
}
