import Ground
import Testing
import Trajectories

@testable import Simulation

/// Misuse of a scenario's own data is an error that names scenario, state and agent, and never a crash.
@Suite struct ScenarioMisuseTests {
  /// Both act in state 0, "a" alone in state 1; what `step` asks for is chosen.
  private struct Team: Scenario {
    enum Request { case stranger, only, mine }
    let request: Request
    let agents: [AgentID] = ["a", "b"]
    let horizon = 2
    var initialStates: Distribution<Int> { Distribution(request == .only ? 0 : 1) }
    func actingAgents(in state: Int) -> [AgentID] { state == 0 ? agents : state == 1 ? ["a"] : [] }
    func legalActions(for agent: AgentID, in state: Int) -> [String] { ["wait", "go"] }
    func observation(for agent: AgentID, in state: Int) -> Int { state }
    func step(_ state: Int, _ actions: JointAction<String>) -> Distribution<Transition<Int>> {
      let asked =
        switch request {
        case .stranger: actions["b"]
        case .only: actions.only
        case .mine: actions["a"]
        }
      return Distribution(Transition(to: asked == "go" ? 2 : 3))
    }
    func endings(in state: Int) -> Distribution<Ending> { Distribution(.success) }
  }

  private func refusal(_ request: Team.Request) -> String {
    do {
      _ = try TurnMDP(compiling: Team(request: request))
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test func anAgentThatDoesNotActIsNamed() {
    #expect(
      refusal(.stranger)
        == #"scenario Team, state 1: found a step that asks for the action of agent "b"; expected the action of "a", who "#
        + "alone acts.")
    #expect(refusal(.mine) == "accepted")
  }

  @Test func theOnlyActionOfSeveralIsRefused() {
    #expect(
      refusal(.only)
        == "scenario Team, state 0: found a step that asks for the only action of a turn; expected actions of the acting "
        + "agents (a, b).")
  }

  @Test func theConformanceCheckTellsToo() {
    let found = ConformanceChecker(episodes: 3).violations(of: Team(request: .stranger))
    #expect(found.map(\.rule) == [.wellFormed])
    #expect(found.allSatisfy { $0.description.contains(#"agent "b""#) })
  }

  /// Counts on, by names that hide the last digit from critics.
  private struct Blurred: Scenario {
    let agents: [AgentID] = ["a"]
    let horizon: Int
    var blur = 10
    var initialStates: Distribution<Int> { Distribution(7) }
    func actingAgents(in state: Int) -> [AgentID] { agents }
    func legalActions(for agent: AgentID, in state: Int) -> [Int] { [1, 2] }
    func observation(for agent: AgentID, in state: Int) -> Int { 0 }
    func step(_ state: Int, _ actions: JointAction<Int>) -> Distribution<Transition<Int>> {
      Distribution(Transition(to: state + actions.only))
    }
    func privilegedKey(of state: Int) -> String { "about \(state / blur * blur)" }
  }

  /// Who listens is told of the first two states that share a privileged key, and how many states there are.
  @Test func statesThatShareAPrivilegedKeyAreNamed() throws {
    let told = Locked<[SharedPrivilegedKey]>([])
    let counts = Locked<[Int?]>([])
    let listener = ExplorationListener { count in
      counts.withLock { $0.append(count) }
    } sharedKey: { key in
      told.withLock { $0.append(key) }
    }
    try ExplorationListener.$current.withValue(listener) {
      _ = try TurnMDP(compiling: Blurred(horizon: 4, blur: 1))
      #expect(told.withLock { $0 }.isEmpty)
      _ = try TurnMDP(compiling: Blurred(horizon: 5))
      _ = try TurnMDP(compiling: Blurred(horizon: 10_000))
    }
    let shared = SharedPrivilegedKey(key: "about 0", first: "7", second: "8")
    #expect(told.withLock { $0 } == [shared, shared])
    #expect(counts.withLock { $0 } == [nil, nil, 16_386, nil])
  }

  /// An entry that asks for a parameter that it does not declare, or for another kind of value.
  @Test func undeclaredParametersAreNamed() {
    func refusal(
      _ parameters: [ParameterSpecification], _ ask: @escaping @Sendable (ParameterValues) -> Void
    ) -> String {
      let entry = ScenarioEntry("mine", summary: "", parameters: parameters) { values in
        ask(values)
        return Team(request: .mine)
      }
      do {
        _ = try entry.scenario()
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    let declared: [ParameterSpecification] = [
      .integer("turns", in: 1...9, default: 2, ""), .flag("loud", default: true, ""),
    ]
    let expected =
      #"expected one that it declares: "turns" (a whole number in 1...9), "loud" (true or false)."#
    #expect(refusal(declared) { _ = ($0.integer("turns"), $0.flag("loud")) } == "accepted")
    #expect(
      refusal(declared) { _ = $0.integer("turn") }
        == #"scenario "mine": found parameter "turn" asked for as a whole number; \#(expected)"#)
    #expect(
      refusal(declared) { _ = $0.number("turns") }
        == #"scenario "mine": found parameter "turns" asked for as a number; \#(expected)"#)
    #expect(refusal(declared) { _ = $0.flag("quiet") }.contains(#""quiet" asked for as a flag"#))
    #expect(
      refusal([]) { _ = $0.text("colour") }
        == #"scenario "mine": found parameter "colour" asked for as a word; expected no parameters, since it declares none."#
    )
  }

  /// Equal joint actions are equal whoever made them.
  @Test func jointActionsAreEqualByAgentsAndActions() {
    let one = JointAction([("a", "go")])
    #expect(one == JointAction([("a", "go")]))
    #expect(one != JointAction([("a", "wait")]))
    #expect(one != JointAction([("b", "go")]))
  }
}
