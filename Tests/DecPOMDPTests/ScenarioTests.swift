import Testing
import Trajectories
import Simulation

@testable import DecPOMDP

/// Models as scenarios.
@Suite struct ScenarioTests {
  @Test func scenariosHoldWhatTheyDeclare() throws {
    let scenario = DecPOMDPScenario(try Drafts.coins(), horizon: 3)
    #expect(ConformanceChecker(episodes: 50).violations(of: scenario).isEmpty)
  }

  @Test func tablesCarryTheModelsNames() throws {
    let mdp = try TurnMDP(compiling: DecPOMDPScenario(try Drafts.coins(), horizon: 3))
    #expect(mdp.discount == 0.9)
    #expect(mdp.agents == ["a", "b"])
    // (heads, nothing yet), then both states with what is seen of them.
    #expect(mdp.stateCount == 3)
    #expect(Set(mdp.nodes.privilegedKey.map { mdp.symbols.keys[$0] }) == ["heads", "tails"])
    #expect(
      mdp.information.key.map { mdp.symbols.keys[$0] } == ["none", "none", "h", "nothing", "t"])
    #expect(
      mdp.information.choices(of: 1).map { mdp.symbols.actions[mdp.information.choiceAction[$0]] }
        == ["p", "q", "r"])
  }

  @Test func exactSolutionAndModelAgreeOnValues() throws {
    let model = try Drafts.coins()
    for horizon in 1...3 {
      let mdp = try TurnMDP(compiling: DecPOMDPScenario(model, horizon: horizon))
      let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
      #expect(try abs(solution.value - model.value(of: .uniform(on: model), horizon: horizon)) < 1e-12)
    }
  }

  @Test func rewardsOfOutcomesStayExact() throws {
    var transitions = SparseRows()
    var seen = SparseRows()
    var rewards = OutcomeRewards()
    for state in 0..<2 {
      for next in 0..<2 { transitions.append(column: next, value: next == 0 ? 0.25 : 0.75) }
      transitions.endRow()
      for observation in 0..<2 { seen.append(column: observation, value: 0.5) }
      seen.endRow()
      rewards.append(1)
      rewards.endEntry()
      rewards.append(state == 0 ? 2 : 4)
      rewards.append(state == 0 ? 6 : 4)
      rewards.endEntry()
    }
    let model = try DecPOMDPModel(
      agents: ["a"], discount: 1, states: ["s", "t"], actions: [["go"]], observations: [["x", "none"]],
      start: [0.5, 0.5], transitions: transitions, observationRows: seen, rewards: .ofOutcomes(rewards))
    #expect(model.expectedRewards == [0.25 + 0.75 * 4, 0.25 + 0.75 * 4])
    // The second state's rewards after tails are the same for all observations, so they are kept once.
    #expect(model.outcomeRewards?.values == [1, 2, 6, 1, 4])
    let mdp = try TurnMDP(compiling: DecPOMDPScenario(model, horizon: 1))
    #expect(mdp.information.key.map { mdp.symbols.keys[$0] } == ["(none)", "x", "none"])
    #expect(mdp.nodes.outcomeReward == [1, 1, 2, 6, 1, 1, 4, 4])
    #expect(mdp.nodes.outcomeProbability == [0.125, 0.125, 0.375, 0.375, 0.125, 0.125, 0.375, 0.375])
  }

  /// An agent that the model lacks sees and does nothing, and a turn without all of its agents leads nowhere.
  @Test func strangersDoNothing() throws {
    let scenario = DecPOMDPScenario(try Drafts.coins(), horizon: 3)
    let state = scenario.initialStates.outcomes[0].element
    #expect(scenario.legalActions(for: "c", in: state).isEmpty)
    #expect(scenario.label(ofObservation: scenario.observation(for: "c", in: state)) == "none")
    let own = scenario.agents.map { (agent: $0, action: scenario.legalActions(for: $0, in: state)[0]) }
    #expect(!scenario.step(state, JointAction(own)).outcomes.isEmpty)
    #expect(scenario.step(state, JointAction([own[0]])).outcomes.isEmpty)
    #expect(scenario.step(state, JointAction(own.reversed())).outcomes.isEmpty)
  }
}
