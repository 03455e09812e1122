import Ascribe
import DecPOMDP
import Foundation
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Optimal policies in the words of their scenarios, and back through policy files.
@Suite struct OptimalPolicyTests {
  /// What the scenario says that the policy file is worth is what the search says: two ways that share no code.
  @Test(arguments: [
    ("dec-tiger", "horizon=2"), ("broadcast-channel", "horizon=3"), ("recycling-robots", "horizon=3"),
    ("meeting-grid", "horizon=2"), ("box-pushing", "horizon=2"), ("and", "agents=2"),
    ("two-step", "discount=0.9"),
  ])
  func thePolicyFileIsWorthTheOptimalValue(name: String, settings: String) throws {
    let scenario = try ScenarioCatalogue.entry(named: name).scenario(pairs(settings))
    let optimal = try OptimalPolicy(of: try TurnMDP(compiling: scenario))
    #expect(optimal.solution.status == .optimal)
    let mdp = try TurnMDP(compiling: scenario, memory: .history)
    let policy = try withFile(json(try optimal.table())) { try PolicyChoice("table:\($0)").policy(on: mdp) }
    let value = try ExactSolution(of: mdp, under: policy).value
    #expect(abs(value - optimal.solution.value) <= 1e-10)
  }

  /// A model that was taken from a scenario has the same optimum, and its policy file fits the model as a scenario.
  @Test func aModelIsSolvedWithoutTables() throws {
    let model = try ModelExtraction(of: try compiled("recycling-robots", "horizon=3")).model
    let scenario = DecPOMDPScenario(model, horizon: 3)
    let optimal = try OptimalPolicy(of: scenario)
    #expect(abs(optimal.solution.value - 9.76470125) <= 1e-9)
    #expect(optimal.histories(of: 0).first?.informationState == "none")
    let mdp = try TurnMDP(compiling: scenario, memory: .history)
    let table = try optimal.table()
    let policy = try TabularPolicy(.probabilities, otherwise: .uniform(on: mdp), on: mdp) {
      agent, known, action in
      table.agents[agent.name]?[known]?[action]
    }
    #expect(abs(try ExactSolution(of: mdp, under: policy).value - 9.76470125) <= 1e-9)
  }

  /// In the two-step game the first agent goes to 2B and both choose B there: 8 (Rashid et al. 2018).
  @Test func theTwoStepGameIsSolved() throws {
    let optimal = try OptimalPolicy(of: try compiled("two-step"))
    #expect(abs(optimal.solution.value - 8) <= 1e-12)
    let histories = optimal.histories(of: 0)
    #expect(histories.map(\.informationState) == ["1", "1 > B > 2B"])
    #expect(histories.map(\.action) == ["B", "B"])
    #expect(histories.map(\.observation) == ["1", "2B"])
    #expect(histories.map(\.turn) == [0, 1])
    #expect(optimal.historyCount(of: 0) == 2)
  }

  /// Two turns of Dec-Tiger: listen and listen again, whatever was heard: -4.
  @Test func twoTurnsOfDecTigerAreForListening() throws {
    let optimal = try OptimalPolicy(of: try compiled("dec-tiger", "horizon=2"))
    for agent in 0...1 {
      #expect(
        optimal.histories(of: agent).map { "\($0.informationState): \($0.action)" } == [
          "none: listen", "none > listen > hear-left: listen", "none > listen > hear-right: listen",
        ])
    }
  }

  @Test func whatIsNoDecPOMDPIsRefused() throws {
    let mdp = try TurnMDP(compiling: Lighthouse())
    #expect {
      _ = try OptimalPolicy(of: mdp)
    } throws: {
      "\($0)".hasPrefix("This is no Dec-POMDP. ") && "\($0)".contains("simultaneous turns of all agents")
    }
  }

  /// 30 turns of the recycling robots have 2^30 - 1 histories an agent, in a few nodes.
  @Test func tooManyHistoriesAreNoTable() throws {
    let optimal = try OptimalPolicy(of: try compiled("recycling-robots", "horizon=30"))
    #expect(optimal.historyCount(of: 0) == OptimalPolicy.historyLimit + 1)
    #expect {
      _ = try optimal.table()
    } throws: { "\($0)".hasPrefix("The policy of agent \"robot-0\" has more than 1000000 histories;") }
  }
}
