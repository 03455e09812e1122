import Testing
import TestSupport
import Trajectories
import Simulation

/// Dec-Tiger by hand: in tiger-left the nine joint actions pay -2 (both listen), -101 twice and +9 twice (one opens,
/// wrong or right), -100 twice (different doors), -50 (both wrong) and +20 (both right); together -416.
@Suite struct DecTigerTests {
  @Test(arguments: 1...5) func uniformPlayIsWorthMinus416NinthsATurn(horizon: Int) throws {
    let mdp = try decTiger(horizon: horizon)
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    #expect(abs(solution.value + 416.0 / 9 * Double(horizon)) < 1e-10)
  }

  /// Own-action values in tiger-left: listen (-2 - 101 + 9) / 3, open-left (-101 - 50 - 100) / 3, open-right
  /// (9 - 100 + 20) / 3, each less V = -416/9.
  @Test func advantagesOfOneAgentsActions() throws {
    let mdp = try decTiger(horizon: 3)
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    let byHand: [Double] = [134.0 / 9, -337.0 / 9, 203.0 / 9]
    for turn in 0..<3 {
      let cell = try #require(solution.cell(turn: turn) { mdp.privileged($0) == "tiger-left" })
      for slot in 0...1 {
        let own = solution.ownActionValues(ofSlot: slot, in: cell).map { $0 - solution.cells.value[cell] }
        #expect(near(own, byHand))
      }
    }
  }

  /// COMA by hand: (open-right, open-right) pays 20 and the agent's alternatives (9, -100, 20) average -71/3.
  @Test func counterfactualCreditsOfJointActions() throws {
    let mdp = try decTiger(horizon: 1)
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    let cell = try #require(solution.cell(turn: 0) { mdp.privileged($0) == "tiger-left" })
    let listen = 0
    let openLeft = 1
    let openRight = 2
    let counterfactual = { (first: Int, second: Int) in
      solution.credits(ofRow: first * 3 + second, in: cell).map(\.counterfactual)
    }
    #expect(near(counterfactual(openRight, openRight), [131.0 / 3, 131.0 / 3]))
    #expect(near(counterfactual(openLeft, openRight), [-229.0 / 3, -49.0 / 3]))
    #expect(near(counterfactual(listen, listen), [88.0 / 3, 88.0 / 3]))
  }

  /// Differences and Shapley values of (open-right, open-right): default listen pays 9; drawn absentees give
  /// v(0) = -416/9, v(1) = v(2) = -71/3, v(12) = 20.
  @Test func differenceAndShapleyCredits() throws {
    let mdp = try decTiger(horizon: 1)
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    let cell = try #require(solution.cell(turn: 0) { mdp.privileged($0) == "tiger-left" })
    let credits = solution.credits(ofRow: 8, in: cell)
    #expect(near(credits.map(\.difference), [11, 11]))
    let advantage = 20 + 416.0 / 9
    #expect(near(credits.map(\.advantage), [advantage, advantage]))
    #expect(near(credits.map(\.shapley), [advantage / 2, advantage / 2]))
  }

  /// "Repeat": listen first, then listen after hear-left and open-left after hear-right.
  @Test func asymmetricCriticExampleA() throws {
    let mdp = try decTiger(horizon: 2)
    let policy = try mdp.policy(none: [1, 0, 0], left: [1, 0, 0], right: [0, 1, 0])
    let solution = try ExactSolution(of: mdp, under: policy)
    #expect(abs(solution.value + 7.8125) < 1e-10)

    let state = solution.conditionalValues(.privileged)
    let observation = solution.conditionalValues(.information)
    let visited = solution.cells.cells(ofTurn: 1).filter { solution.cells.visitation[$0] > 0 }
    for cell in visited {
      let expected = mdp.privileged(solution.cells.node[cell]) == "tiger-left" ? -28.325 : 16.7
      #expect(abs(state[cell] - expected) < 1e-10)
    }
    let table: [[String]: (value: Double, gap: Double, probability: Double)] = [
      ["hear-left", "hear-left"]: (-2, -24.965185, 0.3725),
      ["hear-left", "hear-right"]: (-46, 40.1875, 0.1275),
      ["hear-right", "hear-left"]: (-46, 40.1875, 0.1275),
      ["hear-right", "hear-right"]: (17.885906, -2.545721, 0.3725),
    ]
    for (heard, expected) in table {
      let cells = visited.filter { mdp.known(solution.cells.node[$0]) == heard }
      let probability = cells.reduce(0) { $0 + solution.cells.visitation[$1] }
      let meanOfState = cells.reduce(0) { $0 + solution.cells.visitation[$1] * state[$1] } / probability
      #expect(abs(probability - expected.probability) < 1e-12)
      for cell in cells { #expect(abs(observation[cell] - expected.value) < 5e-7) }
      #expect(abs(meanOfState - expected.value - expected.gap) < 1e-6)
    }
    let squaredGap = { (values: [Double]) in
      visited.reduce(0) { sum, cell in
        let gap = values[cell] - solution.cells.value[cell]
        return sum + solution.cells.visitation[cell] * gap * gap
      }
    }
    #expect(abs(squaredGap(state) - 944.472188) < 1e-6)
    #expect(abs(squaredGap(observation) - 824.835151) < 1e-6)
  }

  @Test func asymmetricCriticExampleB() throws {
    let mdp = try decTiger(horizon: 2)
    let policy = try mdp.policy(none: [0.5, 0.25, 0.25], left: [0.2, 0.1, 0.7], right: [0.2, 0.7, 0.1])
    let solution = try ExactSolution(of: mdp, under: policy)
    #expect(abs(solution.value + 82.35075) < 1e-10)
    let first = try #require(mdp.nodes.slots(of: Int(mdp.start[0].node)).first)
    let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[first]))
    let agent0 = { (gradient: [Double]) in Array(gradient[choices]) }
    #expect(near(agent0(solution.policyGradient()), [10.499625, -5.2498125, -5.2498125]))
    let bootstrapped = { agent0(solution.policyGradient(bootstrappingFrom: $0, turns: 0..<1)) }
    #expect(near(bootstrapped(.both), [10.499625, -5.2498125, -5.2498125]))
    #expect(near(bootstrapped(.privileged), [6.9375, -3.46875, -3.46875]))
    #expect(near(bootstrapped(.information), [8.161095, -4.080547, -4.080547], 1e-6))
  }

  /// States are (tiger, heard twice): 2 at the start and 2 · 4 after. With perfect recall each agent's memory after one
  /// turn is one of 3 actions, and after two turns one of 3 · 2 · 3: 9 · 8 = 72 and 18 · 18 · 8 = 2592 nodes.
  @Test func nodesCountWhatAgentsRemember() throws {
    #expect(try decTiger(horizon: 2).nodeCount == 10)
    #expect(try decTiger(horizon: 2, memory: .history).nodeCount == 2 + 72 + 2592)
    // Two observations back: after turn 1 an agent remembers "none", after turn 2 what it heard in turn 1.
    #expect(try decTiger(horizon: 2, memory: .observations(2)).nodeCount == 2 + 8 + 8 * 4)
  }

  /// Perfect recall changes what agents know, not what uniform agents earn.
  @Test(arguments: [Memory.lastObservation, .observations(2), .history])
  func memoryDoesNotChangeUniformPlay(memory: Memory) throws {
    let mdp = try decTiger(horizon: 3, memory: memory)
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    #expect(abs(solution.value + 416.0 / 3) < 1e-10)
  }
}
