import Ground
import Testing
import Simulation
import TestSupport

@testable import DecPOMDP

/// Published problems pay under uniform play what is known of them.
@Suite struct KnownValueTests {
  @Test(arguments: 1...5) func decTiger(horizon: Int) throws {
    let model = try Text.file("dectiger")
    #expect(
      try abs(model.value(of: .uniform(on: model), horizon: horizon) + 416.0 / 9 * Double(horizon)) < 1e-10)
  }

  @Test func decTigerFileAndScenarioAgree() throws {
    let file = try Text.file("dectiger")
    let scenario = try ModelExtraction(of: compiled("dec-tiger")).model
    for joint in 0..<9 {
      let fixed = file.ownActions(of: joint)
      for horizon in 1...4 {
        let difference =
          try file.value(of: .fixed(fixed, on: file), horizon: horizon)
          - scenario.value(of: .fixed(fixed, on: scenario), horizon: horizon)
        #expect(abs(difference) < 1e-12)
      }
    }
  }

  @Test func listeningInDecTigerCostsTwoATurn() throws {
    let model = try Text.file("dectiger")
    #expect(try model.value(of: .fixed([0, 0], on: model), horizon: 7) == -14)
  }

  @Test func broadcastChannel() throws {
    let model = try Text.file("broadcast")
    #expect(try abs(model.value(of: .uniform(on: model), horizon: 3) - 1.19875) < 1e-12)
    // One station sends in every turn: a message waits with probability 1, then 0.9.
    #expect(try abs(model.value(of: .fixed([0, 1], on: model), horizon: 2) - 1.9) < 1e-12)
  }

  @Test func recyclingRobots() throws {
    let model = try Text.file("recycling")
    #expect(try abs(model.value(of: .uniform(on: model), horizon: 2) - 2.5976) < 5e-5)
    // Searching for a large can together and then recharging.
    #expect(try model.value(of: .fixed([2, 2], on: model), horizon: 1) == 5)
  }

  @Test(arguments: ["dectiger", "broadcast", "recycling"])
  func compiledScenariosAgree(name: String) throws {
    let model = try Text.file(name)
    for horizon in 1...3 {
      let mdp = try TurnMDP(compiling: DecPOMDPScenario(model, horizon: horizon))
      let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
      #expect(try abs(solution.value - model.value(of: .uniform(on: model), horizon: horizon)) < 1e-9)
    }
  }

  @Test func horizonsAndPoliciesThatAreNoneOfTheModel() throws {
    let tiger = try Text.file("dectiger")
    let station = try Text.file("broadcast")
    #expect(throws: ArgumentError("horizon", 0, accepted: "1 or more turns")) {
      try tiger.value(of: .uniform(on: tiger), horizon: 0)
    }
    #expect(
      throws: ArgumentError("policy", "one of another model", accepted: "a policy of this model's agents")
    ) {
      try tiger.value(of: .uniform(on: station), horizon: 1)
    }
  }
}
