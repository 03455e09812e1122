import Testing

/// Commands on problems whose tables would not fit, under policies that reach little of them.
@Suite struct FollowedPolicyTests {
  private struct Solved: Decodable { let value: Double }
  private struct Exact: Decodable {
    struct Turn: Decodable { let states: [State] }
    struct State: Decodable { let agents: [Agent] }
    struct Agent: Decodable { let actions: [Action] }
    struct Action: Decodable { let probability, actionValue, difference: Double }
    let value: Double
    let turns: [Turn]
  }

  /// Two agents who hear one of two sounds a turn, and a tiger on one of two sides: 2, 8, 32 and 128 states, 170 in all.
  /// The value is the optimal one, and so no action of one agent is better than what it does.
  @Test func theOptimalPolicyOfDecTiger() throws {
    try Workplace.use { place in
      let solve = try place.ascribe("solve dec-tiger(horizon=4) --output p.json --json")
      expectSuccess(solve)
      let options = "dec-tiger(horizon=4) --policy table:p.json --memory history"
      let exact = try place.ascribe("exact \(options) --json")
      expectSuccess(exact)
      let found = try decode(Exact.self, from: exact.output)
      expectEqual(found.value, try decode(Solved.self, from: solve.output).value, within: 1e-9)
      #expect(found.turns.dropLast().map(\.states.count) == [2, 8, 32, 128])
      let actions = found.turns.flatMap { $0.states.flatMap { $0.agents.flatMap(\.actions) } }
      #expect(actions.contains { $0.probability == 0 && $0.actionValue != 0 })
      let value = try place.ascribe("exact \(options) --value --json")
      expectSuccess(value)
      expectEqual(try decode(Solved.self, from: value.output).value, found.value, within: 1e-9)
    }
  }

  /// Methods that replay one decision, or compare what was recorded, run; ones that need all joint actions say so.
  @Test func runFollowsThePolicy() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe("solve dec-tiger(horizon=4) --output p.json"))
      let options = "dec-tiger(horizon=4) --policy table:p.json --memory history --episodes 16 --batches 2"
      expectSuccess(try place.ascribe("run \(options)"))
      let refused = try place.ascribe("run \(options) --methods scar")
      #expect(refused.code == 2)
      #expect(refused.complaints.contains("needs the exact solution of every joint action"))
    }
  }

  @Test func aPolicyThatReachesMuchIsRefused() throws {
    try Workplace.use { place in
      let refused = try place.ascribe(
        "exact dec-tiger(horizon=4) --policy uniform --memory history --state-limit 150000")
      #expect(refused.code == 2)
      #expect(refused.complaints.contains("has more than 150000 states under --memory history"))
      #expect(
        refused.complaints.contains(
          "or raise --state-limit; --bounds bounds its value and its credits without that, --sampled samples them."
        ))
    }
  }
}
