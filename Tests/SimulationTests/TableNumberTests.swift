import Testing
import Trajectories

@testable import Simulation

/// Tables whose entries cannot be numbered are refused, not wrapped around.
@Suite struct TableNumberTests {
  @Test func numbersHaveALimit() throws {
    #expect(try TableNumbers.number(7, of: "endings", limit: 7) == 7)
    #expect(throws: ScenarioError.tooManyEntries(of: "endings", limit: 7)) {
      try TableNumbers.number(8, of: "endings", limit: 7)
    }
    #expect(throws: ScenarioError.tooManyEntries(of: "endings", limit: 2_147_483_647)) {
      try TableNumbers.number(1 << 31, of: "endings")
    }
  }

  @Test(arguments: [
    ([46_340, 46_340], true), ([46_341, 46_341], false), ([1 << 40, 1 << 40], false), ([], true),
  ])
  func jointActionsAreCountedBeforeTheyAreSpelledOut(counts: [Int], isAccepted: Bool) {
    #expect(((try? TableNumbers.checkJointActions(counts)) != nil) == isAccepted)
  }

  /// A coin that is tossed for two turns: each of 2 joint actions has 2 outcomes in each of the states seen first.
  @Test func outcomesAreCounted() throws {
    let scenario = Coin()
    let outcomes = ScenarioError.tooManyEntries(of: "outcomes of joint actions", limit: 7)
    let world = { (memory: Memory) in try World(scenario, memory: memory, limit: 100) }
    var states = Exploration(try world(.lastObservation), entryLimit: 8)
    try states.exploreAll()
    #expect(states.successors.count == 8)
    for memory in [Memory.lastObservation, .history] {
      var exploration = Exploration(try world(memory), entryLimit: 7)
      #expect(throws: outcomes) { try exploration.exploreAll() }
    }
  }

  /// 40 agents with two actions each have 2^40 joint actions.
  @Test func manyAgentsAreRefusedAtOnce() {
    let message =
      "The scenario has more than 2147483647 joint actions, too many for its tables. Shorten the horizon, use a "
      + "shorter memory, or use fewer agents or actions."
    #expect {
      try TurnMDP(compiling: Crowd())
    } throws: { "\($0)" == message }
  }
}

/// One agent that may toss a coin or not care; both do the same.
private struct Coin: Scenario {
  let agents: [AgentID] = ["agent"]
  let horizon = 2
  var initialStates: Distribution<Int> { Distribution(0) }
  func actingAgents(in state: Int) -> [AgentID] { agents }
  func legalActions(for agent: AgentID, in state: Int) -> [String] { ["toss", "wait"] }
  func observation(for agent: AgentID, in state: Int) -> Int { state }
  func step(_ state: Int, _ actions: JointAction<String>) -> Distribution<Transition<Int>> {
    .uniform([Transition(to: 0), Transition(to: 1)])
  }
}

/// Forty agents who act at once.
private struct Crowd: Scenario {
  let agents = (0..<40).map { AgentID("agent-\($0)") }
  let horizon = 1
  var initialStates: Distribution<Int> { Distribution(0) }
  func actingAgents(in state: Int) -> [AgentID] { agents }
  func legalActions(for agent: AgentID, in state: Int) -> [String] { ["left", "right"] }
  func observation(for agent: AgentID, in state: Int) -> Int { state }
  func step(_ state: Int, _ actions: JointAction<String>) -> Distribution<Transition<Int>> {
    Distribution(Transition(to: 0))
  }
}
