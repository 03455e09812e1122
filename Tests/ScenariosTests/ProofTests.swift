import Simulation
import TestSupport
import Testing

struct ProofTests {
  static let variants: [KeyValuePairs<String, String>] = [
    [:], ["view": "tokens"], ["steps": "1", "blockLength": "1", "horizon": "2", "hardShare": "1"],
    ["steps": "5", "blockLength": "3", "horizon": "9", "cited": "2", "hardShare": "0.4", "trickyShare": "1"],
    ["steps": "4", "blockLength": "1", "horizon": "8", "tokensPerMessage": "2", "view": "tokens"],
    ["steps": "8", "horizon": "13", "trickyShare": "0", "routineError": "0", "luck": "0.3"],
    ["steps": "3", "blockLength": "4", "horizon": "12", "tokensPerMessage": "4", "hardShare": "0"],
    ["steps": "4", "blockLength": "2", "horizon": "40", "hardShare": "0.75", "view": "tokens"],
  ]

  @Test(arguments: variants.indices) func conforms(index: Int) throws {
    let scenario = try scenario("proof", Self.variants[index])
    #expect(ConformanceChecker(episodes: 50).violations(of: scenario) == [])
    try expectExact(scenario)
  }

  /// One hard step and its verdict: P(right) = .55 · .88 · (1 - .15 · .04) + .45 · .55 · (1 - .3 · .04). A sound step looks
  /// odd with .12, a wrong one with .8; it is accepted with .2 if odd and .95 if not; a flawed answer is right with .08.
  @Test func oneStepByHand() throws {
    let walk = try walk(
      "proof", ["steps": "1", "blockLength": "1", "horizon": "2", "hardShare": "1", "trickyShare": "0"])
    let right = 0.55 * 0.88 * 0.994 + 0.45 * 0.55 * 0.988
    let accepted = 0.12 * 0.2 + 0.88 * 0.95
    let missed = 0.8 * 0.2 + 0.2 * 0.95
    expect(walk.value, right * accepted + (1 - right) * missed * 0.08)
    // Deriving and going on is right with .88, leaping and going on with .55.
    let value = { (right: Double) in right * accepted + (1 - right) * missed * 0.08 }
    for (action, chance) in [("derive-on-tersely", 0.88), ("leap-on-plainly", 0.55)] {
      expect(walk.credit("solver", 0, "write:0/1|hard", action), value(chance) - walk.value)
    }
    // A challenge ends in the horizon; an acceptance in success.
    expect(walk.credit("verifier", 1, "judge:1/1|clean", "accept-step-tersely"), 0.05)
    expect(walk.credit("verifier", 1, "judge:1/1|odd", "challenge-block-plainly"), -0.2)
  }

  /// A step that is treacherous goes wrong more often: 1.5 times for who derives, halfway to certainty for who leaps.
  @Test func trapsAreHidden() throws {
    let path = try ScriptedPath(
      in: try scenario("proof", ["hardShare": "1"]), from: "write:0/6|hard|tricky",
      [("derive-on-tersely", "write:1/6|hard|tricky"), ("leap-on-tersely", "judge:2/6|odd|tricky|slip:2")])
    expect(path.chance, 0.25 * (1 - 0.18) * (1.45 / 2) * 0.8)
    // Deriving .55, going on .85 after that and .7 after a leap, .3 for each terse wording.
    expect(path.policy, 0.55 * 0.85 * 0.3 * 0.45 * 0.7 * 0.3)
    // 60 tokens: .8 and .05 and .05 of them, then .3, .05 and .05.
    #expect(path.tokens == 48 + 3 + 3 + 18 + 3 + 3)
  }

  /// A wrong lemma that was accepted spoils the next one, until reflection finds it; a challenge does not help.
  @Test func errorsCascadeAndAreFound() throws {
    let settings: KeyValuePairs = ["hardShare": "1", "trickyShare": "0", "blockLength": "1", "steps": "3"]
    let scenario = try scenario("proof", settings)
    let wrong = [
      (action: "leap-on-tersely", state: "judge:1/3|clean|slip:1"),
      (action: "accept-step-tersely", state: "write:1/3|hard|flawed:0"),
    ]
    let spoiled = try ScriptedPath(
      in: scenario,
      wrong + [
        ("derive-on-tersely", "judge:2/3|clean|flawed:0"),
        ("challenge-block-tersely", "write:1/3|hard|redone|flawed:0"),
        ("derive-on-tersely", "judge:2/3|redone|odd|flawed:0"),
        ("accept-step-tersely", "write:2/3|hard|flawed:0,1"),
        ("derive-on-tersely", "judge:3/3|clean|flawed:0,1"), ("accept-step-tersely", "end:flawed"),
      ])
    // An inherited flaw looks odd with (.8 + .12) / 2.
    expect(spoiled.chance, 0.45 * 0.2 * (0.88 * 0.54) * (0.88 * 0.46) * (0.88 * 0.54))
    let found = try ScriptedPath(
      in: scenario,
      wrong + [
        ("derive-reflect-tersely", "judge:2/3|clean"), ("accept-step-tersely", "write:2/3|hard"),
        ("derive-on-tersely", "judge:3/3|clean"), ("accept-step-tersely", "end:sound"),
      ])
    // Found with .5 / 2; a sound step looks clean with .88.
    expect(found.chance, 0.45 * 0.2 * (0.25 * 0.88 * 0.88) * (0.88 * 0.88))
  }

  /// The verifier sends back as far as it says: a slip in the second step goes with one step, one in the first with the block.
  @Test func challengesUndoWhatTheyReach() throws {
    let scenario = try scenario("proof", ["trickyShare": "0"])
    let back = { (slip: Int, action: String, state: String) in
      // Steps 0, 2 and 4 are routine ones.
      let first = slip == 1 ? "write:1/6|hard|slip:1" : "write:1/6|hard"
      return try ScriptedPath(
        in: scenario,
        [
          ("leap-on-tersely", first), ("leap-on-tersely", "judge:2/6|odd|slip:\(slip)"), (action, state),
        ]
      ).chance
    }
    expect(try back(2, "challenge-step-tersely", "write:1/6|hard|redone"), 0.98 * 0.45 * 0.8)
    expect(try back(1, "challenge-step-tersely", "write:1/6|hard|redone|slip:1"), 0.02 * 0.8)
    expect(try back(1, "challenge-block-tersely", "write:0/6|redone"), 0.02 * 0.8)
  }

  /// A message is the same event whether it is one decision or several: value, variance and cost agree, and the credit of a
  /// message is the sum of its tokens' credits.
  @Test func tokensAndStepsAreOneEpisode() throws {
    let steps = try walk("proof", ["trickyShare": "0"])
    let tokens = try walk("proof", ["trickyShare": "0", "view": "tokens"])
    expect(tokens.value, steps.value)
    expect(tokens.variance, steps.variance)
    for message in 0..<14 {
      expect(
        tokens.decisionParts[3 * message..<3 * message + 3].reduce(0, +), steps.decisionParts[message])
    }
    let place = "write:1/6|hard"
    let parts = [
      tokens.credit("solver", 3, place, "derive"),
      tokens.credit("solver", 4, "\(place)|said:derive", "reflect"),
      tokens.credit("solver", 5, "\(place)|said:derive-reflect", "tersely"),
    ]
    expect(
      parts.reduce(0) { $0 + ($1 ?? .nan) },
      steps.credit("solver", 1, place, "derive-reflect-tersely") ?? .nan)
    expect(parts[2], 0)
  }

  @Test func succeedsNowAndThen() throws {
    let solution = try solved("proof")
    #expect((0.45...0.6).contains(solution.value))
    #expect(solution.mdp.stateCount < 1000)
  }

  /// 96 steps and 24 verdicts at least, 260 messages at most.
  @Test(arguments: [("steps", 1), ("tokens", 3)]) func theLargeOneIsPlayed(view: String, turns: Int) throws {
    let played = try LazyPlay(try scenario("proof", ["size": "large", "view": view]), episodes: 4)
    #expect(played.turns.allSatisfy { (120 * turns...260 * turns).contains($0) })
    #expect(played.tokens.allSatisfy { (100_000...1_000_000).contains($0) })
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let error = #expect(throws: ScenarioError.self) { try scenario("proof", ["horizon": "8"]) }
    #expect(
      error?.description
        == "parameter \"horizon\": found 8; expected at least 9, the messages of 6 steps in 3 blocks.")
    #expect(throws: ScenarioError.self) {
      try scenario("proof", ["steps": "65", "blockLength": "1", "horizon": "130"])
    }
  }
}
