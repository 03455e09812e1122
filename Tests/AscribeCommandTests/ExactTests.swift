import Foundation
import Testing

/// `ascribe exact`.
@Suite struct ExactTests {
  private struct Report: Decodable {
    let scenario, policy, memory: String
    let horizon: Int
    let discount, value, successProbability: Double
    let ledger: Ledger
    let turns: [Turn]
    let policyGradient: [Gradient]
  }

  private struct Ledger: Decodable {
    let variance, start, final, total: Double
    let decisions, luck: [Double]
  }

  private struct Turn: Decodable {
    let turn: Int
    let states: [State]
  }

  private struct State: Decodable {
    let state, publicState: String
    let probability, value, successProbability: Double
    let stops: Bool
    let agents: [Agent]
    let jointActions: [Joint]?
  }

  private struct Agent: Decodable {
    let agent, informationState: String
    let actions: [Action]
  }

  private struct Action: Decodable {
    let action: String
    let probability, actionValue, advantage, counterfactual, difference, shapley, contrastUniform: Double
    let informationState, hindsight: Double?
  }

  private struct Joint: Decodable {
    let actions: [String: String]
    let probability, actionValue, advantage: Double
    let counterfactual, difference, shapley: [String: Double]
  }

  private struct Gradient: Decodable {
    let agent, informationState, action: String
    let gradient: Double
  }

  /// Under the uniform policy the second turn is worth the same whatever the first one does, so a turn's advantages
  /// are those of one turn. With the rewards -2 for both listening, -101 and 9 for opening the wrong and the right
  /// door beside a listener, -50 and 20 for both opening it, -100 for one door each: listening has the mean
  /// -94/3, the wrong door -251/3, the right one -71/3, all together -416/9, twice that is the value.
  ///
  /// Hindsight conditions on a return above -92, the return next to the value from below. Of the 81 pairs of joint
  /// actions 40 have it: 13 begin with one's own listening, 8 with one's wrong door, 19 with one's right one.
  @Test func everyCreditOfTheTigerIsReported() throws {
    let report = try Workplace.use { place in
      let call = try place.ascribe("exact dec-tiger(horizon=2) --policy uniform --json")
      expectSuccess(call)
      return try decode(Report.self, from: call.output)
    }
    #expect(report.scenario == "dec-tiger(horizon=2)")
    #expect([report.policy, report.memory] == ["uniform", "last"])
    #expect(report.horizon == 2)
    #expect(report.discount == 1)
    expectEqual(report.value, -832.0 / 9, within: 1e-11)
    expectEqual(report.ledger.total, report.ledger.variance, within: 1e-9)
    #expect(report.turns.map(\.turn) == [0, 1, 2])

    let mean = -416.0 / 9
    let expected = [
      "listen": (advantage: -94.0 / 3 - mean, hindsight: 13.0 / 40),
      "wrong": (advantage: -251.0 / 3 - mean, hindsight: 8.0 / 40),
      "right": (advantage: -71.0 / 3 - mean, hindsight: 19.0 / 40),
    ]
    let first = report.turns[0].states
    #expect(first.map(\.probability) == [0.5, 0.5])
    for state in first {
      expectEqual(state.value, report.value, within: 1e-11)
      #expect(!state.stops)
      #expect(state.agents.map(\.agent) == ["agent-0", "agent-1"])
      let wrong = state.state.contains("left") ? "open-left" : "open-right"
      for agent in state.agents {
        #expect(agent.actions.map(\.action) == ["listen", "open-left", "open-right"])
        for action in agent.actions {
          let role = action.action == "listen" ? "listen" : action.action == wrong ? "wrong" : "right"
          let credit = try #require(expected[role])
          expectEqual(action.probability, 1.0 / 3, within: 1e-15)
          expectEqual(action.actionValue, report.value + credit.advantage, within: 1e-11)
          expectEqual(action.advantage, credit.advantage, within: 1e-11)
          expectEqual(action.counterfactual, credit.advantage, within: 1e-11)
          expectEqual(action.contrastUniform, credit.advantage, within: 1e-11)
          expectEqual(action.hindsight, credit.hindsight, within: 1e-14)
          #expect(action.informationState != nil)
        }
      }
      let joint = try #require(state.jointActions)
      #expect(joint.count == 9)
      for entry in joint {
        expectEqual(entry.probability, 1.0 / 9, within: 1e-15)
        for credits in [entry.counterfactual, entry.difference, entry.shapley] {
          #expect(credits.keys.sorted() == ["agent-0", "agent-1"])
        }
      }
    }
    #expect(report.turns[2].states.allSatisfy { $0.stops && $0.agents.isEmpty && $0.jointActions == nil })
    #expect(!report.policyGradient.isEmpty)
  }

  @Test func theTextShowsTheDecisionsThatMatterMost() throws {
    try Workplace.use { place in
      let call = try place.ascribe("exact and --top 2")
      expectSuccess(call)
      #expect(call.output.contains("\nvalue 0.250000, success 0.250000\n"))
      let table = call.output.components(separatedBy: "Decisions that matter most").last ?? ""
      // A heading, a header and two of the four decisions.
      #expect(table.split(separator: "\n").count == 4)
    }
  }

  /// In `luck` no decision matters: what has no value is left out, and no credit is other than 0.
  @Test func luckGivesNoCredit() throws {
    let report = try Workplace.use { place in
      let call = try place.ascribe("exact luck --json")
      expectSuccess(call)
      return try decode(Report.self, from: call.output)
    }
    for action in report.turns.flatMap(\.states).flatMap(\.agents).flatMap(\.actions) {
      expectEqual(action.counterfactual, 0, within: 1e-15)
    }
  }

  /// The policy of a table: both agents do with probability 1/4 and 1/2, so the value is 1/8.
  @Test func aPolicyFileIsUsed() throws {
    try Workplace.use { place in
      try place.write(
        """
        {"schema": "ascribe.policy/1", "values": "probabilities", "otherwise": "default",
         "agents": {"agent-0": {"start": {"do": 0.25, "skip": 0.75}}}}
        """, to: "policy.json")
      let call = try place.ascribe("exact and --policy table:policy.json --json")
      expectSuccess(call)
      let report = try decode(Report.self, from: call.output)
      #expect(report.policy == "table:policy.json")
      expectEqual(report.value, 0.125, within: 1e-15)
    }
  }
}
