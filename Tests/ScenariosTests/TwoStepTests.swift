import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// The two-step game (Rashid et al. 2018): 2A pays 7, 2B pays 0, 1, 1 or 8.
struct TwoStepTests {
  /// Uniform play: 2A is worth 7, 2B (0 + 1 + 1 + 8) / 4 = 2.5, the start 4.75.
  @Test func uniformValuesAndCredits() throws {
    let walk = try walk("two-step")
    expect(walk.value, 4.75)
    for second in ["A", "B"] {
      expect(walk.credit("agent-0", 0, "1", "A", second), 2.25)
      expect(walk.credit("agent-0", 0, "1", "B", second), -2.25)
      expect(walk.credit("agent-1", 0, "1", "A", second), 0)
    }
    // Against B the mean of 1 and 8 is 4.5, against A that of 0 and 1 is .5.
    expect(walk.credit("agent-0", 1, "2B", "B", "B"), 3.5)
    expect(walk.credit("agent-1", 1, "2B", "A", "B"), 0.5)
    walk.expectNoCredit { $0.state == "2A" }
  }

  /// With the paper's discount and the best second turn, going to 2A is worth 6.93 and to 2B 7.92.
  @Test func optimalValuesWithThePapersDiscount() throws {
    func value(first: String) throws -> (value: Double, success: Double) {
      let mdp = try TurnMDP(compiling: try scenario("two-step", ["discount": "0.99"]))
      let policy = try TabularPolicy(.probabilities, on: mdp) { _, state, action in
        action == (state == "1" ? first : "B") ? 1 : 0
      }
      let solution = try ExactSolution(of: mdp, under: policy)
      return (solution.value, solution.successProbability)
    }
    let safe = try value(first: "A")
    expect(safe.value, 6.93)
    #expect(safe.success == 0)
    let bold = try value(first: "B")
    expect(bold.value, 7.92)
    #expect(bold.success == 1)
  }

  @Test func thePayoffIsTheTurnsReward() throws {
    func ending(_ scenario: some Scenario) throws -> [Ending] {
      var state = try #require(scenario.initialStates.outcomes.first?.element)
      var rewards: [Double] = []
      for _ in 0..<scenario.horizon {
        let actions = scenario.agents.compactMap { scenario.legalActions(for: $0, in: state).last }
        let joint = JointAction(Array(zip(scenario.agents, actions)))
        let transition = try #require(scenario.step(state, joint).outcomes.first?.element)
        rewards.append(transition.reward)
        state = transition.state
      }
      #expect(rewards == [0, 8])
      return scenario.endings(in: state).outcomes.map(\.element)
    }
    #expect(try ending(try scenario("two-step")) == [Ending(.success, score: 1, reward: 0)])
  }
}
