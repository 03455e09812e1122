import Ascribe
import Scenarios
import Testing
import Simulation
import TestSupport

/// Reports against tables by hand, as a reader of the JSON has them.
@Suite struct ExactResultTests {
  /// What a joint action is worth, and each agent's part of it.
  private struct JointCredits {
    let q: Double
    let credit: [Double]
    let difference: [Double]
    let shapley: [Double]

    init(q: Double, _ credit: [Double], difference: [Double], shapley: [Double]) {
      (self.q, self.credit, self.difference, self.shapley) = (q, credit, difference, shapley)
    }
  }

  /// What a gate of two agents reports of each joint action; "do" with probability 1/2.
  @Test func orByHand() throws {
    let report = try DecodedResult(try solved("or"))
    #expect(report.scenario == "scenario")
    #expect(report.policy == "policy")
    #expect(report.memory == "last")
    #expect(report.horizon == 1)
    #expect(report.discount == 1)
    #expect(report.value == 0.75)
    #expect(report.successProbability == 0.75)
    #expect(report.ledger.variance == 0.1875)
    #expect(report.ledger.decisions == [0.1875])
    #expect(report.ledger.luck == [0])
    #expect(report.ledger.start == 0 && report.ledger.final == 0)
    #expect(report.ledger.total == 0.1875)
    let state = try #require(report.turns[0].states.first)
    #expect(report.turns[0].states.count == 1)
    #expect(state.state == "start" && state.publicState == "start" && !state.stops)
    // Q 1, 1, 1, 0; the default is to skip. Shapley of (do, do): v(0) = .75, v(i) = 1, v(both) = 1.
    var table: [[String]: JointCredits] = [:]
    table[["do", "do"]] = JointCredits(q: 1, [0, 0], difference: [0, 0], shapley: [0.125, 0.125])
    table[["do", "skip"]] = JointCredits(q: 1, [0.5, 0], difference: [1, 0], shapley: [0.375, -0.125])
    table[["skip", "do"]] = JointCredits(q: 1, [0, 0.5], difference: [0, 1], shapley: [-0.125, 0.375])
    table[["skip", "skip"]] = JointCredits(
      q: 0, [-0.5, -0.5], difference: [0, 0], shapley: [-0.375, -0.375])
    let joint = try #require(state.jointActions)
    #expect(joint.count == 4)
    let names = ["agent-0", "agent-1"]
    for row in joint {
      let expected = try #require(table[names.compactMap { row.actions[$0] }])
      let numbers = { (credits: [String: Double]) in names.compactMap { credits[$0] } }
      #expect(row.probability == 0.25)
      #expect(row.actionValue == expected.q)
      #expect(row.advantage == expected.q - 0.75)
      #expect(near(numbers(row.counterfactual), expected.credit))
      #expect(near(numbers(row.difference), expected.difference))
      #expect(near(numbers(row.shapley), expected.shapley))
    }
    // Averaged over the other agent: doing gives 1, skipping .5.
    for agent in state.agents {
      #expect(agent.informationState == "start")
      #expect(agent.actions.map(\.action) == ["do", "skip"])
      #expect(near(agent.actions.map(\.actionValue), [1, 0.5]))
      #expect(near(agent.actions.map(\.advantage), [0.25, -0.25]))
      #expect(near(agent.actions.map(\.counterfactual), [0.25, -0.25]))
      #expect(near(agent.actions.map(\.difference), [0.5, 0]))
      #expect(near(agent.actions.map(\.shapley), [0.25, -0.25]))
      #expect(near(agent.actions.map(\.contrastUniform), [0.25, -0.25]))
      #expect(near(agent.actions.compactMap(\.informationState), [0.25, -0.25]))
      // P(do | success) = .5 / .75.
      let hindsight: [Double] = [2.0 / 3, 1.0 / 3]
      #expect(near(agent.actions.compactMap(\.hindsight), hindsight))
    }
    let event = try #require(report.hindsightEvent)
    #expect(event.kind == "success" && event.threshold == nil && event.probability == 0.75)
    // pi (1 - pi) times the contrast .5 of each agent.
    #expect(near(report.policyGradient.map(\.gradient), [0.125, -0.125, 0.125, -0.125]))
    let ends = report.turns[1].states
    #expect(ends.allSatisfy { $0.stops && $0.agents.isEmpty && $0.jointActions == nil })
    #expect(Set(ends.map { "\($0.state) \($0.probability)" }) == ["end:success 0.75", "end:failure 0.25"])
  }

  @Test func andByHand() throws {
    let report = try DecodedResult(try solved("and"))
    #expect(report.value == 0.25)
    let state = try #require(report.turns[0].states.first)
    let table: [[String]: (credit: [Double], shapley: [Double])] = [
      ["do", "do"]: ([0.5, 0.5], [0.375, 0.375]), ["do", "skip"]: ([0, -0.5], [0.125, -0.375]),
      ["skip", "do"]: ([-0.5, 0], [-0.375, 0.125]), ["skip", "skip"]: ([0, 0], [-0.125, -0.125]),
    ]
    for row in try #require(state.jointActions) {
      let names = ["agent-0", "agent-1"]
      let expected = try #require(table[names.compactMap { row.actions[$0] }])
      #expect(near(names.compactMap { row.counterfactual[$0] }, expected.credit))
      #expect(near(names.compactMap { row.shapley[$0] }, expected.shapley))
    }
    for agent in state.agents {
      #expect(near(agent.actions.map(\.counterfactual), [0.25, -0.25]))
      // Success needs both: what was done is certain.
      #expect(near(agent.actions.compactMap(\.hindsight), [1, 0]))
    }
  }

  /// The two worlds differ in the contrast of the acts, averaged over the hidden bit, and in nothing that is done.
  @Test(arguments: [("witness-plus", 0.5), ("witness-minus", -0.5)])
  func witnessesDifferInTheirContrast(name: String, expected: Double) throws {
    let report = try DecodedResult(try solved(name))
    var contrast = 0.0
    for state in report.turns[0].states {
      let acts = state.agents[0].actions
      #expect(acts.map(\.action) == ["act-0", "act-1"])
      #expect(state.agents[0].informationState == "task")
      contrast += state.probability * (acts[1].contrastUniform - acts[0].contrastUniform)
      for act in acts where act.probability == 1 { #expect(act.counterfactual == 0 && act.hindsight == 1) }
    }
    #expect(contrast == expected)
    #expect(report.value == 1 && report.ledger.variance == 0)
  }

  /// Dec-Tiger with two turns of uniform play: the advantages of listening, of the tiger's door and of the other one in
  /// either turn are 134/9, -337/9 and 203/9.
  @Test func decTigerByHand() throws {
    let mdp = try compiled("dec-tiger", "horizon=2")
    let report = try DecodedResult(try ExactSolution(of: mdp, under: .uniform(on: mdp)))
    #expect(abs(report.value + 832.0 / 9) < 1e-10)
    #expect(report.successProbability == 0)
    let advantages = [14.888889, -37.444444, 22.555556]
    for turn in 0...1 {
      for state in report.reached(turn) {
        let isLeft = state.state == "tiger-left"
        let expected = isLeft ? advantages : [advantages[0], advantages[2], advantages[1]]
        for agent in state.agents { #expect(near(agent.actions.map(\.advantage), expected, 5e-7)) }
      }
    }
    let event = try #require(report.hindsightEvent)
    #expect(event.kind == "return above" && event.threshold == -92)
    #expect(abs(event.probability - 40.0 / 81) < 1e-12)
    let start = try #require(report.reached(0).first { $0.state == "tiger-left" })
    #expect(near(start.agents[0].actions.compactMap(\.hindsight), [0.325, 0.2, 0.475]))
    // Nothing is known at the start: listening is worth 14.888889, and the doors are alike.
    let known = try start.agents[0].actions.map { try #require($0.informationState) }
    let ninths: [Double] = [134, -67, -67]
    #expect(near(known, ninths.map { $0 / 9 }, 1e-10))
  }

  /// What the policy never does is reported, without what only a visit gives.
  @Test func statesThatAreNeverReached() throws {
    let mdp = try compiled("or", "agents=1")
    let policy = try TabularPolicy(.probabilities, on: mdp) { _, _, action in action == "do" ? 1 : 0 }
    let certain = try DecodedResult(try ExactSolution(of: mdp, under: policy))
    let actions = certain.turns[0].states[0].agents[0].actions
    #expect(actions.map(\.actionValue) == [1, 0])
    #expect(actions.map(\.counterfactual) == [0, -1])
    #expect(certain.turns[1].states.map(\.probability).sorted() == [0, 1])
    // Wrong from the start: nothing can succeed, and the right way is where the policy never is.
    let chain = try compiled("chain", "forks=2")
    let lost = try TabularPolicy(.probabilities, on: chain) { _, _, action in action == "wrong" ? 1 : 0 }
    let report = try DecodedResult(try ExactSolution(of: chain, under: lost))
    #expect(report.successProbability == 0)
    let unreached = report.turns[1].states.filter { $0.probability == 0 && !$0.stops }
    #expect(!unreached.isEmpty)
    #expect(
      unreached.allSatisfy { state in
        state.agents[0].actions.allSatisfy { $0.informationState == nil && $0.hindsight == nil }
      })
  }

  /// JSON has no NaN, and the encoder refuses one.
  @Test(
    arguments: ScenarioCatalogue.builtIn.filter { $0.taskFamily == nil && $0.name != "relay" }.map(\.name))
  func everyScenarioCanBeReported(name: String) throws {
    let solution = try solved(name)
    let report = try DecodedResult(solution)
    #expect(report.value == solution.value)
    for (turn, entry) in report.turns.enumerated() {
      #expect(entry.turn == turn)
      for state in entry.states where !state.stops {
        for agent in state.agents {
          #expect(abs(agent.actions.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
          #expect(abs(agent.actions.reduce(0) { $0 + $1.probability * $1.counterfactual }) < 1e-9)
        }
      }
    }
  }

  /// Flat decisions, by probability · credit²: in `single` the two ways of the fork, .5 · .16 each, and nothing else.
  @Test func theDecisionsThatMatterMost() throws {
    let report = ExactResult(try solved("single"), scenario: "", policy: "")
    let decisions = report.decisions(10)
    #expect(decisions.map(\.action) == ["right", "wrong"])
    #expect(decisions.map(\.turn) == [3, 3])
    #expect(near(decisions.map(\.credit), [0.4, -0.4]))
    #expect(near(decisions.map(\.probability), [0.5, 0.5]))
    #expect(report.decisions(1).map(\.action) == ["right"])
    #expect(report.decisions(0).isEmpty)
  }
}
