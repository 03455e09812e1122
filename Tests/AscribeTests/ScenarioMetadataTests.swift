import Ascribe
import Glibc
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

@Suite struct ScenarioMetadataTests {
  private func metadata(_ name: String, _ settings: String = "") throws -> ScenarioMetadata {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario(pairs(settings))
    return ScenarioMetadata(facts: scenario.facts, try solved(name, settings))
  }

  private func pivots(_ metadata: ScenarioMetadata) -> [String] {
    metadata.pivotalUnits.map { "\($0.unit.agent) \($0.unit.turn)" }
  }

  /// Six turns, a fork at turn 3 (.9 against .1), two actions everywhere; 4 states up to the fork and 2 · 3 after it.
  @Test func single() throws {
    let metadata = try metadata("single")
    #expect(metadata.facts.family == "bifurcation")
    #expect(metadata.agents.map(\.agent) == ["solver"])
    #expect(metadata.agents[0].informationStates == 8 && metadata.agents[0].actions == 4)
    #expect(metadata.states == 10 && metadata.nodes == 10)
    #expect(metadata.jointActions == 16 && metadata.outcomes == 16)
    #expect(metadata.informationStates == 8)
    #expect(metadata.publicStates == 10 && metadata.privilegedStates == 10)
    #expect(metadata.turns == (least: 6, median: 6, most: 6))
    #expect(abs(metadata.legalActions - 2) < 1e-12)
    #expect(abs(metadata.entropy - log(2)) < 1e-12)
    #expect(metadata.tokens == nil)
    #expect(near([metadata.value, metadata.successProbability, metadata.upperBound], [0.5, 0.5, 0.9]))
    let shares = try #require(metadata.shares)
    #expect(near([shares.start, shares.decisions, shares.luck, shares.final], [0, 0.64, 0, 0.36]))
    #expect(near([try #require(shares.concentration)], [1]))
    #expect(abs(metadata.aliasingGap) < 1e-12)
    #expect(pivots(metadata) == ["solver 3"])
    #expect(near(metadata.pivotalUnits.compactMap(\.recoverability), [1.0 / 9]))
    #expect(metadata.unitCount == 6)
  }

  /// The wrong way at turn 1 succeeds after a repair, .5 of the right way's 1. Leaving at turn 3 succeeds where nothing
  /// is broken, .5 again.
  @Test func repair() throws {
    let metadata = try metadata("repair")
    #expect(pivots(metadata) == ["solver 1", "solver 3"])
    #expect(near(metadata.pivotalUnits.compactMap(\.recoverability), [0.5, 0.5]))
    let shares = try #require(metadata.shares)
    #expect(near([shares.decisions, try #require(shares.concentration)], [1, 2.0 / 3]))
    #expect(metadata.value == 0.75 && metadata.upperBound == 1)
  }

  /// A fork with p = .95 among three turns of four equal actions: entropies .1985 and log 4.
  @Test func decoy() throws {
    let metadata = try metadata("decoy")
    #expect(abs(metadata.legalActions - 3.5) < 1e-12)
    let fork = -0.95 * log(0.95) - 0.05 * log(0.05)
    #expect(abs(metadata.entropy - (3 * log(4) + fork) / 4) < 1e-12)
    #expect(pivots(metadata) == ["solver 2"])
    #expect(near(metadata.pivotalUnits.compactMap(\.recoverability), [0]))
    #expect(near([metadata.value, metadata.upperBound], [0.95, 1]))
  }

  /// Who does in `or` cannot know whether the other does too: the credit is 0 or .5, and of skipping 0 or -.5.
  @Test func agentsWhoActAtOnceCannotKnowTheirCredit() throws {
    for name in ["or", "and"] {
      let metadata = try metadata(name)
      #expect(abs(metadata.aliasingGap - 0.0625) < 1e-12)
      #expect(pivots(metadata) == ["agent-0 0", "agent-1 0"])
    }
    // Success after skipping and after doing: .5 and 1 in `or`, 0 and .5 in `and`.
    #expect(near(try metadata("or").pivotalUnits.compactMap(\.recoverability), [0.5, 0.5]))
    #expect(near(try metadata("and").pivotalUnits.compactMap(\.recoverability), [0, 0]))
  }

  /// A hidden fork: routine turns after it have no credit in either state, so there is nothing to alias.
  @Test func hiddenStatesWithoutCreditAliasNothing() throws {
    #expect(abs(try metadata("single", "hidden=true").aliasingGap) < 1e-12)
  }

  /// Dec-Tiger with one turn: an agent that knows nothing opens a door whose credit depends on the tiger and on the
  /// other agent. In tiger-left the other's actions give Q(listen, .) = -2, -101, 9, Q(left, .) = -101, -50, -100 and
  /// Q(right, .) = 9, -100, 20, and the credit is Q less the mean of its column: -94/3, -251/3, -71/3.
  @Test func theTigerIsHidden() throws {
    let columns = [-94.0 / 3, -251.0 / 3, -71.0 / 3]
    let left: [[Double]] = [[-2, -101, 9], [-101, -50, -100], [9, -100, 20]].map { row in
      zip(row, columns).map { $0 - $1 }
    }
    // In tiger-right the doors change places, the other agent's too.
    let right = [left[0], left[2], left[1]]
    let variance = (0..<3).reduce(0.0) { sum, action in
      let credits = left[action] + right[action]
      let mean = credits.reduce(0, +) / 6
      return sum + credits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6
    }
    let found = try metadata("dec-tiger", "horizon=1")
    #expect(abs(found.aliasingGap - variance / 3) < 1e-9)
    #expect(found.pivotalUnits.count == 2)
    #expect(found.pivotalUnits.allSatisfy { $0.recoverability == nil })
    #expect(found.upperBound == 20)
  }

  @Test func chanceAlone() throws {
    let metadata = try metadata("luck")
    let shares = try #require(metadata.shares)
    #expect(near([shares.start, shares.decisions, shares.luck, shares.final], [0, 0, 1, 0]))
    #expect(shares.concentration == nil)
    #expect(metadata.pivotalUnits.isEmpty)
    #expect(metadata.unitCount == 3)
  }

  /// Without variance there are no shares of it.
  @Test func certainSuccess() throws {
    let metadata = try metadata("witness-plus")
    #expect(metadata.shares == nil)
    #expect(metadata.value == 1)
    #expect(metadata.entropy == 0)
    #expect(pivots(metadata) == ["solver 0"])
  }

  /// Three equal starts whose values are 1 only up to rounding.
  @Test func varianceThatIsRoundingIsNone() throws {
    let solution = try ExactSolution(of: try TurnMDP(compiling: Thirds()), under: Thirds.policy())
    #expect(ScenarioMetadata(facts: Thirds().facts, solution).shares == nil)
  }

  @Test func episodesOfDifferentLength() throws {
    let solution = try ExactSolution(of: try TurnMDP(compiling: Quitting()), under: Quitting.policy())
    let metadata = ScenarioMetadata(facts: Quitting().facts, solution)
    // Quits at once with .4, after the second turn with .24, at the horizon with the rest.
    #expect(metadata.turns == (least: 1, median: 2, most: 3))
    #expect(near([try #require(metadata.tokens)], [7 + 0.6 * 7 + 0.36 * 7]))
  }
}

/// Thirds of thirds, all worth 0.1 three times.
private struct Thirds: Scenario {
  let agents: [AgentID] = ["a"]
  let horizon = 3
  let initialStates = Distribution<Int>.uniform([0, 100, 200])

  static func policy() throws -> TabularPolicy { .uniform(on: try TurnMDP(compiling: Thirds())) }

  func actingAgents(in state: Int) -> [AgentID] { agents }
  func legalActions(for agent: AgentID, in state: Int) -> [Int] { [0, 1, 2] }
  func observation(for agent: AgentID, in state: Int) -> Int { state }
  func step(_ state: Int, _ actions: JointAction<Int>) -> Distribution<Transition<Int>> {
    .uniform((0..<3).map { Transition(to: state + 10 * $0 + 1, reward: 0.1) })
  }
}

/// Every turn costs seven tokens; the agent quits or goes on.
private struct Quitting: Scenario {
  let agents: [AgentID] = ["a"]
  let horizon = 3
  let initialStates = Distribution(0)

  static func policy() throws -> TabularPolicy { .behaviour(of: try TurnMDP(compiling: Quitting())) }

  func actingAgents(in state: Int) -> [AgentID] { state < 0 ? [] : agents }
  func legalActions(for agent: AgentID, in state: Int) -> [String] { ["quit", "go"] }
  func observation(for agent: AgentID, in state: Int) -> Int { state }
  func step(_ state: Int, _ actions: JointAction<String>) -> Distribution<Transition<Int>> {
    Distribution(Transition(to: actions.only == "quit" ? -1 : state + 1))
  }
  func endings(in state: Int) -> Distribution<Ending> { Distribution(.failure) }
  func behaviour(of agent: AgentID, observing observation: Int, over actions: [String]) -> [Double] {
    [0.4, 0.6]
  }
  func tokens(of agent: AgentID, taking action: String, observing observation: Int) -> Int? { 7 }
}
