import CreditMethods
import Testing
import TestSupport
import Trajectories
import Simulation

/// COMA with the exact Q: it is the exact counterfactual credit.
@Suite struct CounterfactualExactTests {
  /// Credits by what the two agents of a gate did, doing with probability 1/2.
  @Test(arguments: [
    (
      "or",
      [
        ["do", "do"]: [0.0, 0], ["do", "skip"]: [0.5, 0], ["skip", "do"]: [0, 0.5],
        ["skip", "skip"]: [-0.5, -0.5],
      ]
    ),
    (
      "and",
      [
        ["do", "do"]: [0.5, 0.5], ["do", "skip"]: [0, -0.5], ["skip", "do"]: [-0.5, 0],
        ["skip", "skip"]: [0, 0],
      ]
    ),
  ])
  func gatesByHand(name: String, table: [[String]: [Double]]) throws {
    let simulated = try Simulated(name, episodes: 64, seed: 3)
    let attribution = try simulated.attribution(COMA.self)
    let batch = simulated.batch
    var seen: Set<[String]> = []
    for turn in 0..<batch.turnCount {
      let decisions = batch.decisions(of: turn)
      let actions = decisions.map { batch.symbols.actions[batch.decisions.action[$0]] }
      seen.insert(actions)
      expectEqual(
        Array(attribution.credits[decisions]), try #require(table[actions]), within: 1e-15, "\(actions)")
    }
    #expect(seen.count == 4)
    #expect(attribution.replays == 0)
    #expect(attribution.replayedTurns == 0)
  }

  /// The lookup agrees with the credits of the cell, one by one.
  @Test(arguments: ["dec-tiger", "two-step", "chain", "memory"])
  func everyDecisionHasItsCellsCredit(name: String) throws {
    let simulated = try Simulated(name, episodes: 50, seed: 4)
    expectEqual(
      try simulated.attribution(COMA.self).credits, simulated.kinds.map(simulated.exactCredit),
      within: 1e-12)
  }

  @Test func aTraceHasNoExactSolution() throws {
    let error = try #require(throws: AttributionError.self) { try credits(COMA.self, workedTrace(.e2)) }
    #expect(
      error.description
        == "method \"coma\" needs the exact solution. Only a scenario has one: run it on a scenario (ascribe run SCENARIO --methods coma)."
    )
  }

  @Test func aSimulationAloneIsNotEnough() throws {
    let simulated = try Simulated("or", episodes: 2, seed: 0)
    let method = try COMA(ParameterValues(for: COMA.fullCard.parameters, of: ""))
    #expect(throws: AttributionError.self) {
      try method.attribute(simulated.batch, in: AttributionContext(simulation: simulated.rollouts))
    }
    let error = try #require(throws: AttributionError.self) {
      try method.attribute(simulated.batch, in: AttributionContext(solution: simulated.solution))
    }
    guard case .lacks(_, let need, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(need == "replay in the simulator")
  }
}
