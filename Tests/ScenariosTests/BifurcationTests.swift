import Scenarios
import Testing
import Simulation
import TestSupport

/// Exact credits and ledgers of the tasks with their default parameters, derived by hand in the comments.
struct BifurcationTests {
  /// V = (.9 + .1) / 2 = .5; Var R = .25; D = .4^2; final = .9 · .1.
  @Test func singleForkCreditsTheForkAlone() throws {
    let walk = try walk("single")
    expect(walk.value, 0.5)
    expect(walk.credit("solver", 3, "turn-3", "right"), 0.4)
    expect(walk.credit("solver", 3, "turn-3", "wrong"), -0.4)
    walk.expectNoCredit { $0.turn != 3 }
    walk.expectLedger(variance: 0.25, decisions: [0, 0, 0, 0.16, 0, 0], final: 0.09)
    // sqrt(.16 / (6 · .25)) = .3266
    expect(walk.returnCorrelation(turns: 6), 0.32659863237109044)
  }

  /// .7^3 = .343 is the value; alive at turn j, right leads to .7^(2-j) and wrong to 0.
  @Test func chainCreditsUpToTheFirstError() throws {
    let walk = try walk("chain")
    expect(walk.value, 0.343)
    let alive = [(0.147, -0.343), (0.21, -0.49), (0.3, -0.7)]
    for (turn, (right, wrong)) in alive.enumerated() {
      expect(walk.credit("solver", turn, "turn-\(turn):alive", "right"), right)
      expect(walk.credit("solver", turn, "turn-\(turn):alive", "wrong"), wrong)
    }
    #expect(walk.decisions.contains { $0.state == "turn-2:dead" })
    walk.expectNoCredit { $0.state.hasSuffix(":dead") }
    walk.expectLedger(variance: 0.225351, decisions: [0.050421, 0.07203, 0.1029])
  }

  /// V = .5 + .5 · .5 = .75; half of the broken ones are repaired.
  @Test func repairSharesCreditBetweenForkAndRepair() throws {
    let walk = try walk("repair")
    expect(walk.credit("solver", 1, "turn-1", "right"), 0.25)
    expect(walk.credit("solver", 1, "turn-1", "wrong"), -0.25)
    expect(walk.credit("solver", 3, "turn-3:broken", "repair"), 0.5)
    expect(walk.credit("solver", 3, "turn-3:broken", "leave"), -0.5)
    walk.expectNoCredit { $0.turn != 1 && $0.state != "turn-3:broken" }
    walk.expectLedger(variance: 0.1875, decisions: [0, 0.0625, 0, 0.125, 0])
    let after = { (state: String) in walk.decisions.first { $0.turn == 2 && $0.state == state }?.value }
    expect(after("turn-2:sound"), 1)
    expect(after("turn-2:broken"), 0.5)
  }

  /// The fork has entropy -(.95 ln .95 + .05 ln .05) = .1985 nat, the decoys ln 4 = 1.3863.
  @Test func decoyHidesTheForkAmongEntropy() throws {
    let walk = try walk("decoy")
    expect(walk.credit("solver", 2, "turn-2", "right"), 0.05)
    expect(walk.credit("solver", 2, "turn-2", "wrong"), -0.95)
    walk.expectNoCredit { $0.turn != 2 }
    walk.expectLedger(variance: 0.0475, decisions: [0, 0, 0.0475, 0])
    let probabilities = { (turn: Int) in
      walk.decisions.filter { $0.state == "turn-\(turn)" }.map(\.probability)
    }
    #expect(probabilities(2).count == 2)
    expect(probabilities(2).first, 0.95)
    #expect(probabilities(0) == [0.25, 0.25, 0.25, 0.25])
  }

  /// Difference rewards replace an action by one of no note: not repairing, not doing, listening.
  @Test(arguments: [("repair", 3, "leave"), ("or", 0, "skip"), ("dec-tiger", 0, "listen")])
  func defaultActionsAreOfNoNote(name: String, turn: Int, expected: String) throws {
    func defaults(_ scenario: some Scenario) throws -> String {
      var state = try #require(scenario.initialStates.outcomes.first?.element)
      for _ in 0..<turn {
        let agents = scenario.actingAgents(in: state)
        let actions = agents.map { scenario.legalActions(for: $0, in: state)[0] }
        let joint = JointAction(Array(zip(agents, actions)))
        state = try #require(scenario.step(state, joint).outcomes.first?.element.state)
      }
      return scenario.label(ofAction: scenario.defaultAction(for: scenario.agents[0], in: state))
    }
    #expect(try defaults(try scenario(name)) == expected)
  }

  @Test func luckDeservesNoCredit() throws {
    let walk = try walk("luck")
    walk.expectNoCredit { _ in true }
    walk.expectLedger(variance: 0.25, decisions: [0, 0, 0], luck: [0, 0.25, 0])
  }

  /// V = .6 · .9 + .4 · .1 = .58; a right memory is worth .9, a wrong one .1.
  @Test func memoryCreditsStoreAndAnswer() throws {
    let walk = try walk("memory")
    expect(walk.value, 0.58)
    for bit in 0...1 {
      let other = 1 - bit
      expect(walk.credit("solver", 0, "bit-\(bit)", "store-\(bit)"), 0.32)
      expect(walk.credit("solver", 0, "bit-\(bit)", "store-\(other)"), -0.48)
      let right = "answer|bit:\(bit)|memory:\(bit)"
      expect(walk.credit("solver", 4, right, "answer-\(bit)"), 0.1)
      expect(walk.credit("solver", 4, right, "answer-\(other)"), -0.9)
      let wrong = "answer|bit:\(bit)|memory:\(other)"
      expect(walk.credit("solver", 4, wrong, "answer-\(other)"), -0.1)
      expect(walk.credit("solver", 4, wrong, "answer-\(bit)"), 0.9)
    }
    walk.expectNoCredit { (1...3).contains($0.turn) }
    walk.expectLedger(variance: 0.2436, decisions: [0.1536, 0, 0, 0, 0.09])
    // Grouped by what a trace shows, the turn after the store is worth what the store was worth: credit 0.
    let shown = walk.decisions.filter { $0.turn == 1 }
    expect(shown.reduce(0) { $0 + $1.weight * $1.value }, 0.58)
  }

  @Test func orLeavesNothingToRedundantAgents() throws {
    let walk = try walk("or")
    let table = [
      ("do", "do", 0.0, 0.0), ("do", "skip", 0.5, 0), ("skip", "do", 0, 0.5), ("skip", "skip", -0.5, -0.5),
    ]
    for (first, second, firstCredit, secondCredit) in table {
      expect(walk.credit("agent-0", 0, "start", first, second), firstCredit)
      expect(walk.credit("agent-1", 0, "start", first, second), secondCredit)
    }
    walk.expectLedger(variance: 0.1875, decisions: [0.1875])
    for agent in ["agent-0", "agent-1"] { expect(walk.creditVariance(agent, 0), 0.125) }
  }

  @Test func andCreditsEveryNeededAgent() throws {
    let walk = try walk("and")
    let table = [
      ("do", "do", 0.5, 0.5), ("do", "skip", 0, -0.5), ("skip", "do", -0.5, 0), ("skip", "skip", 0, 0),
    ]
    for (first, second, firstCredit, secondCredit) in table {
      expect(walk.credit("agent-0", 0, "start", first, second), firstCredit)
      expect(walk.credit("agent-1", 0, "start", first, second), secondCredit)
    }
    walk.expectLedger(variance: 0.1875, decisions: [0.1875])
    for agent in ["agent-0", "agent-1"] { expect(walk.creditVariance(agent, 0), 0.125) }
  }

  /// V = .5 · .9 + .5 · .2 = .55.
  @Test func couplingCreditsThePlannerThroughTheExecutor() throws {
    let walk = try walk("coupling")
    expect(walk.credit("planner", 0, "plan", "good"), 0.35)
    expect(walk.credit("planner", 0, "plan", "bad"), -0.35)
    expect(walk.credit("executor", 1, "message:good", "right"), 0.1)
    expect(walk.credit("executor", 1, "message:good", "wrong"), -0.9)
    expect(walk.credit("executor", 1, "message:bad", "right"), 0.8)
    expect(walk.credit("executor", 1, "message:bad", "wrong"), -0.2)
    walk.expectLedger(variance: 0.2475, decisions: [0.1225, 0.125])
    // With the executor's action frozen, the message changes nothing.
    let outcome = { (message: String, action: String) in
      walk.decisions.first { $0.state == "message:\(message)" && $0.actions == [action] }?.actionValue
    }
    for action in ["right", "wrong"] { #expect(outcome("good", action) == outcome("bad", action)) }
  }

  @Test func typedCreditsTheToolAlone() throws {
    let walk = try walk("typed")
    for format in ["format-1", "format-2"] {
      expect(walk.credit("tool", 0, "start", "right-tool", format), 0.5)
      expect(walk.credit("tool", 0, "start", "wrong-tool", format), -0.5)
      for tool in ["right-tool", "wrong-tool"] { expect(walk.credit("format", 0, "start", tool, format), 0) }
    }
    walk.expectLedger(variance: 0.25, decisions: [0.25])
  }

  /// What is played is always rewarded, in both worlds; what is not played differs.
  @Test(arguments: [("witness-plus", 0.5), ("witness-minus", -0.5)])
  func witnessesDifferOnlyOffTheTrace(name: String, contrast: Double) throws {
    let walk = try walk(name)
    expect(walk.value, 1)
    walk.expectLedger(variance: 0, decisions: [0])
    walk.expectNoCredit { $0.probability > 0 }
    let mean = { (action: String) in
      walk.decisions.filter { $0.actions == [action] }.reduce(0) { $0 + $1.reach * $1.actionValue }
    }
    expect(mean("act-1") - mean("act-0"), contrast)
  }

  @Test func witnessesShowTheSameText() throws {
    func texts(_ scenario: some Scenario) -> [Set<String>] {
      let states = scenario.initialStates.outcomes.map(\.element)
      return [
        Set(states.map { scenario.publicKey(of: $0) }), Set(states.map { scenario.privilegedKey(of: $0) }),
        Set(
          states.flatMap { state in
            scenario.actingAgents(in: state).map {
              scenario.label(ofObservation: scenario.observation(for: $0, in: state))
            }
          }),
      ]
    }
    for name in ["witness-plus", "witness-minus"] {
      #expect(texts(try scenario(name)) == [["task"], ["z:0", "z:1"], ["task"]])
    }
  }
}
