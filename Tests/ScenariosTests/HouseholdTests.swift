import Simulation
import TestSupport
import Testing

struct HouseholdTests {
  static let variants: [KeyValuePairs<String, String>] = [
    [:], ["rooms": "2", "chores": "1", "horizon": "9"], ["rooms": "2", "containers": "2", "horizon": "8"],
    ["rooms": "4", "chores": "1", "goals": "2", "horizon": "11", "span": "1", "recoverability": "1"],
    ["rooms": "3", "chores": "3", "horizon": "10", "slip": "0", "recoverability": "0"],
    ["rooms": "2", "chores": "2", "horizon": "12", "span": "4", "notes": "false", "slip": "0"],
    ["rooms": "6", "chores": "1", "horizon": "8", "skill": "0.5"],
  ]

  @Test(arguments: variants.indices) func conforms(index: Int) throws {
    let scenario = try scenario("household", Self.variants[index])
    #expect(ConformanceChecker(episodes: 50).violations(of: scenario) == [])
    try expectExact(scenario)
  }

  /// The shortest way through a house of two rooms: the object in container 1 is to be heated in room 1 and put into
  /// container 0. Each command slips with .1; what is sensible is done with .85.
  @Test func aShortChoreByHand() throws {
    let scenario = try scenario(
      "household", ["rooms": "2", "chores": "1", "horizon": "9", "slip": "0.1"])
    let path = try ScriptedPath(
      in: scenario,
      [
        ("send-1", "errand:1-2|heat-to-0|room:0|object:1"),
        ("walk-1", "errand:1-1|heat-to-0|room:1|object:1"),
        ("open-1", "plan|heat-to-0|room:1|object:1|opened:1"),
        ("send-1", "errand:1-2|heat-to-0|room:1|object:1|opened:1"),
        ("take", "plan|heat-to-0|room:1|object:held|opened:1"),
        ("send-1", "errand:1-2|heat-to-0|room:1|object:held|opened:1"),
        ("heat", "plan|heat-to-0|room:1|object:held-hot|opened:1"),
        ("send-0", "errand:0-2|heat-to-0|room:1|object:held-hot|opened:1"),
        ("walk-0", "errand:0-1|heat-to-0|room:0|object:held-hot|opened:1"), ("put-0", "end:done"),
      ])
    expect(path.chance, [0.9, 0.9, 0.9, 0.9, 0.9, 0.9].reduce(1, *))
    // The first errand is the nearest room that was not searched: 0, so that .15 go to the other one.
    expect(path.policy, 0.15 * [Double](repeating: 0.85, count: 9).reduce(1, *))
    #expect(path.tokens == 80 + 16 + 24 + 56 + 20 + 56 + 20 + 56 + 16 + 20)
  }

  /// A wrong appliance: nothing happens with the slip of .08, half of the others ruin the object.
  @Test func aWrongApplianceMayRuin() throws {
    let scenario = try scenario("household", ["rooms": "2", "chores": "2"])
    // Chores are heat and cool in rooms 0 and 1, so heating what is to be cooled is what goes wrong in room 0.
    let start = "plan|cool-to-0|room:0|object:1"
    let taken = [
      (action: "send-1", state: "errand:1-2|cool-to-0|room:0|object:1"),
      (action: "walk-1", state: "errand:1-1|cool-to-0|room:1|object:1"),
      (action: "open-1", state: "plan|cool-to-0|room:1|object:1|opened:1"),
      (action: "send-0", state: "errand:0-2|cool-to-0|room:1|object:1|opened:1"),
      (action: "take", state: "plan|cool-to-0|room:1|object:held|opened:1"),
      (action: "send-0", state: "errand:0-2|cool-to-0|room:1|object:held|opened:1"),
      (action: "walk-0", state: "errand:0-1|cool-to-0|room:0|object:held|opened:1"),
    ]
    let carried = try ScriptedPath(in: scenario, from: start, taken).chance
    let ends = { (state: String) in
      try ScriptedPath(in: scenario, from: start, taken + [("heat", state)]).chance / carried
    }
    expect(try ends("plan|cool-to-0|room:0|object:held|opened:1"), 0.08)
    expect(try ends("end:ruined"), 0.92 * 0.5)
    expect(try ends("plan|cool-to-0|room:0|object:held-hot|opened:1"), 0.92 * 0.5)
  }

  /// A ring of eight rooms with a passage between 0 and 4: distances by hand, and every walk is one turn.
  @Test func housesHaveDetours() throws {
    func ways<S: Scenario>(_ scenario: S) throws -> [[String]] {
      var state = try #require(scenario.initialStates.outcomes.first?.element)
      var ways: [[String]] = []
      for action in ["send-4", "walk-4", "walk-3"] {
        let agent = scenario.actingAgents(in: state)[0]
        let legal = scenario.legalActions(for: agent, in: state)
        ways.append(legal.map { scenario.label(ofAction: $0) }.filter { $0.hasPrefix("walk") })
        let chosen = try #require(legal.first { scenario.label(ofAction: $0) == action })
        state = scenario.step(state, JointAction([(agent, chosen)])).outcomes[0].element.state
      }
      return ways
    }
    let house = try scenario("household", ["rooms": "8", "slip": "0", "span": "9"])
    #expect(try ways(house) == [[], ["walk-1", "walk-4", "walk-7"], ["walk-0", "walk-3", "walk-5"]])
  }

  @Test func notesAreWhatThePlannerLacks() throws {
    let count = { (notes: String) in
      try TurnMDP(compiling: try scenario("household", ["notes": notes])).informationStateCount
    }
    #expect(try count("false") < count("true"))
  }

  @Test func succeedsNowAndThen() throws {
    let solution = try solved("household")
    #expect((0.3...0.5).contains(solution.value))
    #expect(solution.mdp.stateCount < 3000)
  }

  @Test func theLargeOneIsPlayed() throws {
    let played = try LazyPlay(try scenario("household", ["size": "large"]), episodes: 6)
    #expect(played.turns.allSatisfy { (10...100).contains($0) } && played.turns.contains { $0 > 40 })
    #expect(played.tokens.reduce(0, +) / 6 > 100_000)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let error = #expect(throws: ScenarioError.self) {
      try scenario("household", ["rooms": "9", "containers": "8"])
    }
    #expect(
      error?.description
        == "parameter \"containers\": found 8 in each of 9 rooms; expected at most 64 containers in all.")
    #expect(throws: ScenarioError.self) { try scenario("household", ["goals": "4"]) }
  }
}
