import Testing

/// `ascribe solve`.
@Suite struct SolveTests {
  private struct Record: Decodable {
    let scenario, status: String
    let horizon, states, jointActions, jointObservations, expanded, beliefs: Int
    let discount, value, upperBound: Double
    let nodes: [String: Int]
    let compared: Compared

    struct Compared: Decodable {
      let policy, memory: String
      let value, regret, regretAtMost: Double
    }
  }

  private struct Exact: Decodable {
    let value: Double
  }

  /// -416/9 a turn under uniform play (Nair et al. 2003), -4 at best.
  @Test func theRegretOfUniformPlay() throws {
    try Workplace.use { place in
      let call = try place.ascribe("solve dec-tiger(horizon=2) --policy uniform --json")
      expectSuccess(call)
      let record = try decode(Record.self, from: call.output)
      #expect(record.scenario == "dec-tiger(horizon=2)")
      #expect(record.status == "optimal")
      #expect(
        [record.horizon, record.states, record.jointActions, record.jointObservations] == [2, 10, 9, 4])
      #expect(record.nodes == ["agent-0": 3, "agent-1": 3])
      expectEqual(record.value, -4, within: 1e-12)
      #expect(record.upperBound == record.value)
      #expect(record.compared.policy == "uniform")
      #expect(record.compared.memory == "last")
      expectEqual(record.compared.value, -832.0 / 9, within: 1e-11)
      expectEqual(record.compared.regret, 832.0 / 9 - 4, within: 1e-11)
      #expect(record.compared.regretAtMost == record.compared.regret)
    }
  }

  /// The file is a policy of the scenario: the exact value is the optimal one (Amato et al. 2007), its regret is 0, and
  /// it can be run.
  @Test func thePolicyFileIsABehaviourPolicy() throws {
    try Workplace.use { place in
      let scenario = "recycling-robots(horizon=2)"
      let solve = try place.ascribe("solve \(scenario) --output robots.json")
      expectSuccess(solve)
      #expect(solve.output.contains("\noptimal value 6.800000 ("))
      #expect(solve.output.hasSuffix("\nThe policy is in robots.json, for --memory history.\n"))
      #expect(try place.files() == ["robots.json"])
      let policy = "--policy table:robots.json --memory history"
      let exact = try place.ascribe("exact \(scenario) \(policy) --json")
      expectSuccess(exact)
      expectEqual(try decode(Exact.self, from: exact.output).value, 6.8, within: 1e-12)
      let regret = try place.ascribe("solve \(scenario) \(policy) --json")
      expectSuccess(regret)
      expectEqual(try decode(Record.self, from: regret.output).compared.regret, 0, within: 1e-12)
      expectSuccess(try place.ascribe("run \(scenario) \(policy) --methods grpo --episodes 16 --batches 2"))
    }
  }

  /// The same on a problem file: two turns are worth -4, three 5.1908125 (Nair et al. 2003). Credit under optimal play
  /// is credit under the saved policy.
  @Test func aProblemFileIsSolved() throws {
    try Workplace.use { place in
      try place.addProblem()
      let longer = try place.ascribe("solve tiger.dpomdp --horizon 3 --json")
      expectSuccess(longer)
      let record = try decode(Record.self, from: longer.output)
      #expect(record.scenario == "tiger.dpomdp(horizon=3)")
      #expect([record.horizon, record.states] == [3, 2])
      expectEqual(record.value, 5.1908125, within: 1e-10)
      expectEqual(record.compared.value, -416.0 / 3, within: 1e-9)
      let file = "tiger.dpomdp --horizon 2"
      expectSuccess(try place.ascribe("solve \(file) --output p.json"))
      let policy = "--policy table:p.json --memory history"
      let exact = try place.ascribe("exact \(file) \(policy) --json")
      expectSuccess(exact)
      expectEqual(try decode(Exact.self, from: exact.output).value, -4, within: 1e-10)
      let regret = try place.ascribe("solve \(file) \(policy) --json")
      expectEqual(try decode(Record.self, from: regret.output).compared.regret, 0, within: 1e-10)
      expectSuccess(
        try place.ascribe("run \(file) \(policy) --methods grpo,coma,c3 --episodes 16 --batches 2"))
    }
  }

  /// Regret needs no tables: those of four turns have some 3,000,000 joint histories, the optimal policy reaches 64.
  @Test func regretOfLongPoliciesIsExact() throws {
    try Workplace.use { place in
      try place.addProblem()
      let file = "tiger.dpomdp --horizon 4"
      expectSuccess(try place.ascribe("solve \(file) --output p.json"))
      let call = try place.ascribe("solve \(file) --policy table:p.json --memory history --json")
      expectSuccess(call)
      let compared = try decode(Record.self, from: call.output).compared
      expectEqual(compared.value, 4.80275515625, within: 1e-10)
      expectEqual(compared.regret, 0, within: 1e-10)
      let forgotten = try place.ascribe("exact \(file) --policy table:p.json --value")
      #expect(forgotten.code == 2)
      #expect(
        forgotten.complaints.hasSuffix(
          " This looks like a whole history, which agents know under memory \"history\" alone.\n"))
    }
  }

  /// Two turns of listening at discount 0.5: -2 - 1.
  @Test(arguments: ["dec-tiger", "tiger.dpomdp"])
  func theDiscountIsHonoured(name: String) throws {
    try Workplace.use { place in
      try place.addProblem()
      let call = try place.ascribe("solve \(name) --horizon 2 --discount 0.5 --policy fixed:listen --json")
      expectSuccess(call)
      let record = try decode(Record.self, from: call.output)
      #expect(record.discount == 0.5)
      expectEqual(record.value, -3, within: 1e-12)
      expectEqual(record.compared.regret, 0, within: 1e-12)
    }
  }

  /// Without a horizon, the value is that of as many turns as the precision takes, and what later ones may add: rewards
  /// are in -101...20, so that three turns at discount .1 leave 0.1^3 · 121 / 0.9 = 0.134 open.
  @Test func aDiscountedProblemNeedsNoHorizon() throws {
    try Workplace.use { place in
      try place.addProblem()
      let line = "solve tiger.dpomdp --horizon infinite --discount 0.1"
      let call = try place.ascribe(line + " --precision 0.2")
      expectSuccess(call)
      #expect(call.output.contains("\nhorizon 3, discount 0.1; "))
      #expect(call.output.contains("\nwithout a horizon between "))
      #expect(try place.ascribe(line).complaints.contains("--horizon infinite takes a --precision above 0"))
      let endless = try place.ascribe("solve tiger.dpomdp --horizon infinite --precision 1 --discount 1")
      #expect(endless.code == 2)
      #expect(endless.complaints.contains("The discount is 1: without a horizon, the value may be infinite."))
      let built = try place.ascribe("solve dec-tiger --horizon infinite --precision 1")
      #expect(built.complaints.contains("--horizon is infinite; dec-tiger ends"))
      let other = try place.ascribe("exact tiger.dpomdp --horizon infinite")
      #expect(other.complaints.contains("only `ascribe solve` takes that"))
      let narrow = try place.ascribe("solve tiger.dpomdp --horizon 2 --row-limit 3")
      #expect(narrow.code == 2)
      #expect(narrow.complaints.contains("expected at most 3 rows set in all"))
    }
  }

  /// A search that cannot end in its memory says so, and is done all the same.
  @Test func aFullMemoryLeavesBounds() throws {
    try Workplace.use { place in
      let line = "solve meeting-grid(horizon=7) --memory-limit 1"
      let text = try place.ascribe(line)
      expectSuccess(text)
      #expect(text.output.contains(": stopped by the memory limit ("))
      #expect(text.output.contains("\nBest policy so far\n"))
      #expect(text.output.contains(", regret between "))
      let json = try place.ascribe(line + " --json")
      expectSuccess(json)
      let record = try decode(Record.self, from: json.output)
      #expect(record.status == "memory limit")
      #expect(record.value < record.upperBound)
      #expect(record.compared.regret < record.compared.regretAtMost)
    }
  }

  @Test func progressIsShownOnATerminalOnly() throws {
    try Workplace.use { place in
      let shown = try place.ascribe(
        "solve dec-tiger(horizon=4)", environment: ["TERM": "xterm"], output: .terminal)
      #expect(shown.output.contains("partial policies"))
      #expect(shown.output.contains("\u{1B}[K"))
      #expect(try place.ascribe("solve dec-tiger(horizon=4)").complaints == "")
    }
  }

  @Test func whatCannotBeSolvedIsRefused() throws {
    try Workplace.use { place in
      try expectRefusal(
        of: ["solve", "dec-tiger", "--time-limit", "0"], in: place,
        "--time-limit is 0; accepted: a whole number in 1...1000000000.")
      try expectRefusal(
        of: ["solve", "dec-tiger", "--memory-limit", "0"], in: place,
        "--memory-limit is 0; accepted: a whole number in 1...1048576.")
      try expectRefusal(
        of: ["solve", "dec-tiger", "--output", ""], in: place, "--output is empty; expected a path.")
      try expectRefusal(
        of: ["solve", "recycling-robots(horizon=30)", "--output", "p.json"], in: place,
        "The policy of agent \"robot-0\" has more than 1000000 histories; a policy file would be too large. "
          + "Shorten the horizon.")
      let relay = try place.ascribe("solve relay")
      #expect(relay.code == 2)
      #expect(relay.output == "")
      #expect(relay.complaints.hasPrefix("ascribe: error: Scenario \"relay\": This is no Dec-POMDP. state "))
    }
  }
}
