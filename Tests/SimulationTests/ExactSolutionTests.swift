import Glibc
import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

@Suite struct ExactSolutionTests {
  static let names = ScenarioCatalogue.builtIn.map(\.name)

  /// The variance comes from second moments, the parts from the martingale differences: two computations.
  @Test(arguments: names) func ledgerAddsUpToTheVariance(name: String) throws {
    let mdp = try compiled(name)
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    let ledger = solution.varianceLedger()
    #expect(abs(ledger.total - ledger.variance) <= 1e-11 * max(1, ledger.variance))
    #expect(ledger.start >= 0 && ledger.final >= 0)
    #expect((ledger.decisions + ledger.luck).allSatisfy { $0 >= 0 })
  }

  @Test func ledgerAddsUpUnderADiscount() throws {
    let mdp = try compiled("two-step", [("discount", "0.9")])
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    let ledger = solution.varianceLedger()
    // Uniform: 2A pays 7; 2B pays 0, 1, 1, 8 with mean 2.5 and variance 41/4. V = 0.9 (7 + 2.5) / 2 = 4.275; the first
    // turn decides 0.9² (7 - 2.5)² / 4 = 4.100625, the second 0.81 · (41/4) / 2 = 4.15125.
    #expect(abs(solution.value - 4.275) < 1e-12)
    #expect(near(ledger.decisions, [4.100625, 4.15125], 1e-12))
    #expect(abs(ledger.variance - 8.251875) < 1e-12)
  }

  @Test(arguments: names) func creditsAverageToZero(name: String) throws {
    let mdp = try compiled(name)
    let policy = TabularPolicy.behaviour(of: mdp)
    let solution = try ExactSolution(of: mdp, under: policy)
    var probabilities = JointProbabilities(mdp, policy)
    for cell in 0..<solution.cells.count where !solution.cells.stops(cell) {
      let joint = probabilities.ofRows(of: Int(solution.cells.node[cell]))
      let count = mdp.nodes.slots(of: Int(solution.cells.node[cell])).count
      var advantage = 0.0
      var counterfactual = [Double](repeating: 0, count: count)
      for (row, weight) in joint.enumerated() {
        let credits = solution.credits(ofRow: row, in: cell)
        advantage += weight * credits[0].advantage
        for slot in 0..<count { counterfactual[slot] += weight * credits[slot].counterfactual }
        // Shapley values share out the team's advantage.
        let shared = credits.reduce(0) { $0 + $1.shapley }
        #expect(abs(shared - credits[0].advantage) < 1e-9)
      }
      #expect(abs(advantage) < 1e-9)
      #expect(counterfactual.allSatisfy { abs($0) < 1e-9 })
    }
  }

  @Test(arguments: names) func visitationOfATurnNeverExceedsOne(name: String) throws {
    let mdp = try compiled(name)
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    var stopped = 0.0
    for turn in 0...mdp.horizon {
      let cells = solution.cells.cells(ofTurn: turn)
      #expect(abs(stopped + cells.reduce(0) { $0 + solution.cells.visitation[$1] } - 1) < 1e-12)
      stopped += cells.filter { solution.cells.stops($0) }.reduce(0) { $0 + solution.cells.visitation[$1] }
    }
    #expect(abs(stopped - 1) < 1e-12)
  }

  /// The gradient against central differences of the value in every logit.
  @Test(arguments: ["coupling", "typed", "two-step", "memory"])
  func gradientMatchesFiniteDifferences(name: String) throws {
    let mdp = try compiled(name)
    let start = TabularPolicy.behaviour(of: mdp).logProbability
    let gradient = try ExactSolution(of: mdp, under: .behaviour(of: mdp)).policyGradient()
    let step = 1e-5
    for choice in gradient.indices {
      let value = { (change: Double) in
        var logits = start
        logits[choice] += change
        return try ExactSolution(of: mdp, under: mdp.softmax(logits)).value
      }
      let difference = (try value(step) - value(-step)) / (2 * step)
      #expect(abs(gradient[choice] - difference) < 1e-8)
    }
  }

  /// `coupling`, by hand: a good message has probability .5 and the executor is right with .9 or .2.
  @Test func hindsightPosteriors() throws {
    let mdp = try compiled("coupling")
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    let first = try #require(solution.cell(turn: 0) { _ in true })
    let event = try #require(solution.hindsightEvent())
    #expect(event.kind == .success)
    let posterior = try #require(solution.hindsightPosterior(ofSlot: 0, in: first, given: event))
    let byHand: [Double] = [0.2 / 1.1, 0.9 / 1.1]
    #expect(near(posterior.sorted(), byHand, 1e-12))
  }

  /// Dec-Tiger never succeeds, so the event is the upper half of returns. With two turns of uniform play the 81 pairs
  /// of rewards have the median -92 (9 - 101), which 40 pairs exceed; of an agent's first actions listen leads to 13 of
  /// them, open-left (the tiger's door) to 8 and open-right to 19.
  @Test func hindsightWithoutSuccessIsTheUpperHalfOfReturns() throws {
    let mdp = try decTiger(horizon: 2)
    let solution = try ExactSolution(of: mdp, under: .uniform(on: mdp))
    #expect(solution.successProbability == 0)
    let event = try #require(solution.hindsightEvent())
    #expect(event.kind == .returnAbove(-92))
    #expect(abs(event.probability - 40.0 / 81) < 1e-12)
    let cell = try #require(solution.cell(turn: 0) { mdp.privileged($0) == "tiger-left" })
    for slot in 0...1 {
      let posterior = try #require(solution.hindsightPosterior(ofSlot: slot, in: cell, given: event))
      #expect(near(posterior, [0.325, 0.2, 0.475], 1e-12))
    }
    #expect(solution.hindsightEvent(limit: 1) == nil)
  }

  /// What an agent can know: in `memory` the store turn is seen, the answer turn too; luck is seen by nobody.
  @Test func informationStateCreditsAverageOverWhatIsHidden() throws {
    let mdp = try decTiger(horizon: 2)
    let policy = try mdp.policy(none: [1, 0, 0], left: [1, 0, 0], right: [0, 1, 0])
    let solution = try ExactSolution(of: mdp, under: policy)
    let credits = solution.informationStateCredits()
    let cell = try #require(solution.cell(turn: 1) { mdp.known($0)[0] == "hear-left" })
    let slot = mdp.nodes.slots(of: Int(solution.cells.node[cell])).lowerBound
    let information = Int(mdp.nodes.slotInformation[slot])
    // Agent 0 heard left (probability .5) and listens; agent 1 heard left (.745) and listens, or opens left. Listening
    // is what the policy does, so its credit is 0; opening right instead pays 9 or -101 beside a listener, and -100
    // beside an opener of the other door.
    let tigerLeftGivenBoth = 0.85 * 0.85 / (0.85 * 0.85 + 0.15 * 0.15)
    let both = 0.85 * 0.85 + 0.15 * 0.15
    let value = both * -2 + (1 - both) * (0.5 * -101 + 0.5 * 9)
    let openRight =
      both * (tigerLeftGivenBoth * 9 + (1 - tigerLeftGivenBoth) * -101) + (1 - both) * -100
    #expect(abs(try #require(credits.credit(turn: 1, information: information, choice: 0))) < 1e-12)
    let found = try #require(credits.credit(turn: 1, information: information, choice: 2))
    #expect(abs(found - (openRight - value)) < 1e-10)
    #expect(credits.credit(turn: 0, information: information, choice: 0) == nil)
  }

  @Test func tooManyCellsIsAnError() throws {
    let mdp = try decTiger(horizon: 5)
    #expect(throws: ExactSolutionError.tooManyCells(found: 18, limit: 17)) {
      try ExactSolution(of: mdp, under: .uniform(on: mdp), cellLimit: 17)
    }
  }
}

extension TurnMDP {
  /// A softmax policy from one logit a choice of the tables.
  func softmax(_ logits: [Double]) throws(PolicyError) -> TabularPolicy {
    var next = 0
    return try TabularPolicy(.logits, on: self) { _, _, _ in
      defer { next += 1 }
      return logits[next]
    }
  }
}
