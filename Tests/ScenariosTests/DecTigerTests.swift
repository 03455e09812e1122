import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Numbers of the standard problem (Nair et al. 2003), derived by hand from its reward table.
struct DecTigerTests {
  /// The nine joint rewards sum to -416 wherever the tiger is: -2 + 2 (-101) + 2 (9) - 50 + 2 (-100) + 20.
  @Test func uniformPlayIsWorthTheSameEveryTurn() throws {
    for horizon in [1, 3, 5] {
      expect(
        try walk("dec-tiger", ["horizon": "\(horizon)"]).value, -416.0 / 9 * Double(horizon), within: 1e-11)
    }
  }

  /// Counterfactual credits (Foerster et al. 2018, equation 4) of one turn with the tiger on the left.
  @Test func counterfactualCreditsOfOneTurn() throws {
    let walk = try walk("dec-tiger", ["horizon": "1"])
    let table = [
      ("open-right", "open-right", 43.0 + 2.0 / 3, 43.0 + 2.0 / 3),
      ("open-left", "open-right", -76 - 1.0 / 3, -16 - 1.0 / 3),
      ("listen", "listen", 29 + 1.0 / 3, 29 + 1.0 / 3),
    ]
    for (first, second, firstCredit, secondCredit) in table {
      expect(walk.credit("agent-0", 0, "tiger-left", first, second), firstCredit, within: 1e-11)
      expect(walk.credit("agent-1", 0, "tiger-left", first, second), secondCredit, within: 1e-11)
    }
  }

  /// Averaged over the other agent: listening (-2 - 101 + 9) / 3, opening left (-101 - 50 - 100) / 3, opening right
  /// (9 - 100 + 20) / 3, each minus -416/9; later turns are worth the same after every action.
  @Test func advantagesOfOneAgent() throws {
    let walk = try walk("dec-tiger")
    for (action, advantage) in [("listen", 134.0 / 9), ("open-left", -337.0 / 9), ("open-right", 203.0 / 9)] {
      for turn in 0..<3 {
        let own = walk.decisions.filter {
          $0.turn == turn && $0.state == "tiger-left" && $0.actions[0] == action
        }
        let weight = own.reduce(0) { $0 + $1.weight }
        expect(own.reduce(0) { $0 + $1.weight * $1.advantage } / weight, advantage, within: 1e-11)
      }
    }
  }

  /// Two more published policies of the problem with horizon 2, as tables (probabilities of listen, left, right).
  @Test func valuesOfTabularPolicies() throws {
    func value(_ table: [String: [Double]]) throws -> Double {
      let actions = ["listen", "open-left", "open-right"]
      let scenario = try scenario("dec-tiger", ["horizon": "2"])
      let mdp = try TurnMDP(compiling: scenario)
      let policy = try TabularPolicy(.probabilities, on: mdp) { _, heard, action in
        actions.firstIndex(of: action).flatMap { table[heard]?[$0] }
      }
      return try ExactSolution(of: mdp, under: policy).value
    }
    // Listen, then open left after hearing the tiger left: -2 + .5 · (both heard left: .7225, -50; ...).
    let repeated = try value(["none": [1, 0, 0], "hear-left": [1, 0, 0], "hear-right": [0, 1, 0]])
    // Tiger left: ll .7225 · -2, lr and rl .1275 · -101, rr .0225 · -50 = -28.325;
    // tiger right: rr .7225 · 20, lr and rl .1275 · 9, ll .0225 · -2 = 16.7.
    expect(repeated, -2 + (-28.325 + 16.7) / 2, within: 1e-11)
    let mixed = try value([
      "none": [0.5, 0.25, 0.25], "hear-left": [0.2, 0.1, 0.7], "hear-right": [0.2, 0.7, 0.1],
    ])
    expect(mixed, -82.35075, within: 1e-11)
  }

  @Test func listeningTellsWhatTheAccuracySays() throws {
    func check(_ scenario: some Scenario) throws {
      let start = try #require(scenario.initialStates.outcomes.first?.element)
      let outcomes = { (first: String, second: String) -> [String: Double] in
        let legal = scenario.agents.map { scenario.legalActions(for: $0, in: start) }
        let actions = zip(legal, [first, second]).compactMap { legal, label in
          legal.first { scenario.label(ofAction: $0) == label }
        }
        let joint = JointAction(Array(zip(scenario.agents, actions)))
        return scenario.step(start, joint).outcomes.reduce(into: [:]) {
          let state = $1.element.state
          let key = "\(scenario.privilegedKey(of: state)) \(scenario.publicKey(of: state))"
          $0[key, default: 0] += $1.probability
        }
      }
      let heard = outcomes("listen", "listen")
      #expect(heard.count == 4)
      expect(heard["tiger-left agent-0=hear-left|agent-1=hear-left"], 0.7225)
      expect(heard["tiger-left agent-0=hear-right|agent-1=hear-left"], 0.1275)
      let reset = outcomes("listen", "open-left")
      #expect(reset.count == 8 && reset.values.allSatisfy { $0 == 0.125 })
    }
    try check(try scenario("dec-tiger"))
    #expect(try scenario("dec-tiger", ["accuracy": "1"]).facts.observability == .partial)
  }
}
