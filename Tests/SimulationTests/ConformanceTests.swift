import Synchronization
import Testing
import Trajectories
import Simulation

/// A two-turn scenario of one agent (turn 0) and two agents (turn 1), in which every rule can be broken on its own.
private struct Breakable: Scenario {
  enum Flaw: CaseIterable {
    case sum, negative, emptyDistribution, noAction, sameActions, illegalDefault, stranger, twice,
      infiniteReward
    case noAgents, horizon, discount, terminalStart, infiniteScore, weights, tokens, actionsTellApart
  }

  var flaw: Flaw?
  var truncatedEnd = false
  var impure = false
  var declared = ScenarioFacts()

  var agents: [AgentID] { flaw == .noAgents ? [] : ["a", "b"] }
  var horizon: Int { flaw == .horizon ? 0 : 2 }
  var discount: Double { flaw == .discount ? 1.5 : 1 }
  var initialStates: Distribution<Int> { Distribution(flaw == .terminalStart ? 9 : 0) }
  var facts: ScenarioFacts { declared }

  func actingAgents(in state: Int) -> [AgentID] {
    switch state {
    case 0: flaw == .stranger ? ["c"] : flaw == .twice ? ["a", "a"] : ["a"]
    case 1, 2: ["a", "b"]
    default: []
    }
  }

  func legalActions(for agent: AgentID, in state: Int) -> [String] {
    if flaw == .noAction, state == 1 { return [] }
    if flaw == .sameActions, state == 1 { return ["go", "go"] }
    if flaw == .actionsTellApart, state == 2 { return ["go", "leave"] }
    return ["go", "stay"]
  }

  func defaultAction(for agent: AgentID, in state: Int) -> String {
    flaw == .illegalDefault ? "fly" : "go"
  }

  /// States 1 and 2 look the same.
  func observation(for agent: AgentID, in state: Int) -> String { state == 0 ? "start" : "middle" }

  func step(_ state: Int, _ actions: JointAction<String>) -> Distribution<Transition<Int>> {
    guard state == 0 else {
      let paid = actions["a"] == "go" ? 1.0 : 0
      return Distribution(Transition(to: paid == 1 ? 10 : 9, reward: flaw == .infiniteReward ? .infinity : 0))
    }
    switch flaw {
    case .sum: return Distribution([(Transition(to: 1), 0.5), (Transition(to: 2), 0.4)])
    case .negative: return Distribution([(Transition(to: 1), 1.5), (Transition(to: 2), -0.5)])
    case .emptyDistribution: return Distribution([])
    default:
      let drift = impure ? Double(Counter.next() % 3) * 0.25 : 0
      return Distribution([(Transition(to: 1), 0.5 + drift), (Transition(to: 2), 0.5 - drift)])
    }
  }

  func endings(in state: Int) -> Distribution<Ending> {
    if truncatedEnd { return Distribution(.truncated) }
    if flaw == .infiniteScore { return Distribution(Ending(.success, score: .nan)) }
    return Distribution(state == 10 ? .success : .failure)
  }

  func behaviour(of agent: AgentID, observing observation: String, over actions: [String]) -> [Double] {
    flaw == .weights ? [0, 0] : [1, 1]
  }

  func tokens(of agent: AgentID, taking action: String, observing observation: String) -> Int? {
    flaw == .tokens ? -3 : nil
  }
}

/// What makes a scenario answer differently each time; only the test of purity uses it.
private enum Counter {
  private static let count = Atomic(0)

  static func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}

@Suite struct ConformanceTests {
  private func violations(_ change: (inout Breakable) -> Void) -> [ConformanceChecker.Violation] {
    var scenario = Breakable()
    change(&scenario)
    return ConformanceChecker(episodes: 64, seed: 1).violations(of: scenario)
  }

  private func messages(_ change: (inout Breakable) -> Void) -> [String] {
    violations(change).map { "\($0.rule.rawValue): \($0)" }
  }

  @Test func theUnbrokenScenarioConforms() { #expect(violations { _ in }.isEmpty) }

  /// A success returns 1, which is within 0...2 and at neither end.
  @Test func binaryReturnsAreAtTheEndsOfTheirBounds() {
    #expect(
      violations { $0.declared = ScenarioFacts(returnBounds: 0...1, hasBinaryReturns: true) }.isEmpty)
    #expect(violations { $0.declared = ScenarioFacts(returnBounds: 0...2) }.isEmpty)
    let found = messages { $0.declared = ScenarioFacts(returnBounds: 0...2, hasBinaryReturns: true) }
    let expected =
      "return bounds: state 10: a return of 1.0 from a turn on; declared is that it is 0.0 or 2.0."
    #expect(found == [expected])
  }

  @Test(arguments: [
    (
      Breakable.Flaw.sum,
      "state 0, actions [\"go\"]: found probabilities that sum to 0.9; expected a sum of 1."
    ),
    (.negative, "state 0, actions [\"go\"]: found probability -0.5; expected a finite number of at least 0."),
    (
      .emptyDistribution,
      "state 0, actions [\"go\"]: found an empty distribution; expected at least one outcome."
    ),
    (.noAction, "state 1, agent \"a\": found no legal action; expected at least one."),
    (
      .sameActions,
      "state 1, agent \"a\": found legal actions go, go; expected distinct actions with distinct labels."
    ),
    (.illegalDefault, "state 0, agent \"a\": found default action fly; expected a legal action (go, stay)."),
    (.stranger, "state 0: found acting agent \"c\"; expected one of the scenario's agents (a, b)."),
    (.twice, "state 0: found agent \"a\" acting twice; expected each agent at most once."),
    (
      .infiniteReward, "state 1, actions [\"go\", \"go\"]: found reward inf; expected a finite number."
    ),
    (.noAgents, "agents: found []; expected at least one agent, each named once."),
    (.horizon, "horizon: found 0; expected a whole number in 1...1000000."),
    (.discount, "discount: found 1.5; expected a number in 0...1."),
    (.terminalStart, "initial state 9: found no acting agent; expected an episode of at least one turn."),
    (.infiniteScore, "state 9, endings: found score nan, reward nan; expected finite numbers."),
  ])
  private func aBrokenRuleIsFoundWithItsPlace(flaw: Breakable.Flaw, message: String) {
    let found = messages { $0.flaw = flaw }
    #expect(found.contains("well formed: \(message)"), "\(found)")
    // The compiler refuses what the checker reports.
    var scenario = Breakable()
    scenario.flaw = flaw
    #expect(throws: ScenarioError.self) { try TurnMDP(compiling: scenario) }
  }

  /// Rules that need two states, or the behaviour policy, show when the scenario is compiled.
  @Test(arguments: [
    (
      Breakable.Flaw.weights,
      "behaviour of agent \"a\" observing start: found [0.0, 0.0]; expected 2 finite weights of at least 0, not all 0."
    ),
    (.tokens, "agent \"a\", action go: found -3 tokens; expected a whole number in 0...2147483647."),
    (
      .actionsTellApart,
      "state 2, agent \"a\": found legal actions go, leave; expected those of state 1, which the agent cannot tell apart from it (go, stay)."
    ),
  ])
  private func theCompilerNamesThePlace(flaw: Breakable.Flaw, message: String) {
    var scenario = Breakable()
    scenario.flaw = flaw
    do throws(ScenarioError) {
      _ = try TurnMDP(compiling: scenario)
      Issue.record("\(flaw) was compiled")
    } catch {
      #expect(error.description == message)
    }
    #expect(messages { $0.flaw = flaw } == ["well formed: \(message)"])
  }

  @Test func terminalStatesMustEndByTheRules() {
    #expect(
      messages { $0.truncatedEnd = true }.contains(
        "terminal states absorb: terminal state 9: ends as \"truncated\"; expected \"success\" or \"failure\", because no agent acts there."
      ))
  }

  @Test func answersMustNotChange() {
    #expect(messages { $0.impure = true }.contains { $0.hasPrefix("pure: state 0: asked twice") })
  }

  @Test func declaredFactsMustHold() {
    let found = { (facts: ScenarioFacts) in messages { $0.declared = facts } }
    #expect(
      found(ScenarioFacts(turnOrder: .turnTaking)).contains(
        "turn order: state 1: 2 agents act; declared \"turn-taking\", that is 1."))
    #expect(
      found(ScenarioFacts(turnOrder: .simultaneous)).contains(
        "turn order: state 0: 1 agents act; declared \"simultaneous\", that is 2."))
    #expect(found(ScenarioFacts(turnOrder: .mixed)).isEmpty)
    #expect(
      found(ScenarioFacts(isDeterministic: true)) == [
        "determinism: random play: a random transition or ending; declared deterministic."
      ])
    #expect(found(ScenarioFacts(isDeterministic: false)).isEmpty)
    #expect(
      found(ScenarioFacts(observability: .full)).contains {
        $0.hasPrefix("observability: agent \"a\": states ")
      })
    #expect(found(ScenarioFacts(observability: .partial)).isEmpty)
    #expect(
      found(ScenarioFacts(rewardBounds: 0...0.5)).contains {
        $0.hasSuffix("reward 1.0; declared bounds 0.0...0.5.")
      })
    #expect(found(ScenarioFacts(rewardBounds: 0...1)).isEmpty)
    let pivot = ScenarioFacts.Unit(turn: 1, agent: "a")
    #expect(found(ScenarioFacts(pivotalUnits: [pivot])).isEmpty)
    #expect(
      found(ScenarioFacts(pivotalUnits: [ScenarioFacts.Unit(turn: 0, agent: "a")])) == [
        "pivotal units: pivotal but not declared: a at turn 1.",
        "pivotal units: declared but not pivotal: a at turn 0.",
      ])
  }

  @Test func tooManyStatesSaysWhatToDo() {
    do throws(ScenarioError) {
      _ = try TurnMDP(compiling: Breakable(), stateLimit: 3)
      Issue.record("a limit of 3 states was ignored")
    } catch {
      #expect(
        error.description
          == "The scenario has more than 3 states under memory \"last\" (4 were found before stopping). Shorten the horizon, use a shorter memory, or raise the state limit."
      )
    }
  }
}
