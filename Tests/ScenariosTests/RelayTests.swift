import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

struct RelayTests {
  /// 3 places x 2 kinds x 3 tickets = 18 truths and tickets; 12 findings (3 places, for or against, weak or strong), 6 of
  /// them after a plan (a sweep suspects any place); 6 attempts (3 places, pass or fail). Plan: 18 with no attempt or one,
  /// 18 · 7 = 126. Investigate: one plan more, 126 · 3 = 378. Hand over: with notes, 378 · 6 = 2268. Code: a finding or
  /// none, 18 · 13 · 7 = 1638. Review: 18 · 13 · 6, repaired or not, 2808. Two releases.
  @Test func statesAreCounted() throws {
    let mdp = try solved("relay").mdp
    #expect(mdp.stateCount == 126 + 378 + 2268 + 1638 + 2808 + 2)
    // What roles tell apart: 3 · 7 boards to plan, 3 · 3 to investigate, 6 notes more to hand over, 3 · 13 · 7 boards to
    // code, 13 · 6 to review.
    #expect(mdp.informationStateCount == 21 + 9 + 54 + 273 + 78)
  }

  @Test func succeedsAboutHalfTheTime() throws {
    let solution = try solved("relay")
    #expect((0.4...0.6).contains(solution.value))
    expect(solution.value, solution.successProbability)
    // The first five turns belong to one role each: what their decisions are worth differs visibly.
    let decisions = solution.varianceLedger().decisions.map { $0.squareRoot() }
    let (planner, looking, handover, coder, reviewer) = (
      decisions[0], decisions[1], decisions[2], decisions[3], decisions[4]
    )
    #expect(min(planner, looking) > 0.05 && handover > 1.1 * max(planner, looking))
    #expect(coder > 2 * handover && reviewer > 1.3 * coder)
  }

  /// What a role sees is on the blackboard, the investigator's notes apart: other states with one public key look the same
  /// to it, and no observation or public key names the bug.
  @Test func theBugIsNeverShown() throws {
    let mdp = try solved("relay").mdp
    var seen: [UInt32: Int32] = [:]
    for node in 0..<mdp.nodeCount {
      for slot in mdp.nodes.slots(of: node) {
        let information = mdp.nodes.slotInformation[slot]
        if mdp.symbols.keys[mdp.nodes.publicKey[node]].hasPrefix("hand-over|") { continue }
        #expect(seen[mdp.nodes.publicKey[node], default: information] == information)
        seen[mdp.nodes.publicKey[node]] = information
      }
    }
    let shown = Set(mdp.nodes.publicKey).union(mdp.information.key).map { mdp.symbols.keys[$0] }
    #expect(shown.contains("ticket:parser|plan:cache"))
    #expect(shown.contains("review|ticket:parser|finding:strong-not-cache|patch:parser|tests:pass"))
    #expect(!shown.contains { $0.contains("bug") || $0.contains("subtle") || $0.hasSuffix("|repaired") })
  }

  /// The notes are the investigator's own: no state that others see, and no state that critics see, tells what is in them.
  @Test func theNotesAreTheInvestigatorsAlone() throws {
    let mdp = try solved("relay").mdp
    let keys = { (symbols: [UInt32]) in Set(symbols.map { mdp.symbols.keys[$0] }) }
    #expect(!keys(mdp.nodes.publicKey + mdp.nodes.privilegedKey).contains { $0.contains("notes:") })
    #expect(!keys(mdp.nodes.signalKey.filter { $0 != .max }).contains { $0.contains("notes:") })
    let readers = zip(mdp.information.agent, mdp.information.key).filter {
      mdp.symbols.keys[$0.1].contains("notes:")
    }.map { mdp.agents[Int($0.0)] }
    #expect(readers.count == 54 && Set(readers) == ["investigator"])
  }

  @Test func everyActionIsPossibleAndHasTokens() throws {
    let information = try solved("relay").mdp.information
    #expect(information.choiceBehaviour.allSatisfy { $0 > 0.001 })
    let tokens = try #require(information.choiceTokens)
    #expect(tokens.allSatisfy { $0 >= 100 })
    #expect(Set(tokens).count == 10)
  }

  /// Noise of every kind, from the parameters. A subtle bug pulls halfway to chance: a trace .95 to .725, a skim .65 to
  /// .575, a sweep .6 to .466667 of 1/3, and tests of a wrong patch .25 to .575 of .9.
  @Test func noiseIsAsDeclared() throws {
    let probabilities = { (state: String, action: String) -> [String: Double] in
      try Steps.of(try scenario("relay"), from: state, action)
    }
    let found = { (way: String, bug: String) in
      try probabilities("investigate|ticket:cache|plan:parser|bug:\(bug)", way)
    }
    let noted = { (way: String, bug: String, notes: String) in
      try found(way, bug)["hand-over|ticket:cache|plan:parser|bug:\(bug)|notes:\(notes)"]
    }
    expect(try noted("trace", "parser", "strong-parser"), 0.95)
    expect(try noted("trace", "subtle-parser", "strong-parser"), 0.725)
    expect(try noted("trace", "cache", "strong-not-parser"), 0.95)
    expect(try noted("skim", "cache", "weak-parser"), 0.35)
    expect(try noted("skim", "subtle-parser", "weak-parser"), 0.575)
    expect(try noted("sweep", "cache", "weak-cache"), 0.6)
    #expect(try noted("sweep", "cache", "weak-storage") == nil)
    expect(try noted("sweep", "cache", "weak-scheduler"), 0.2)
    expect(try noted("sweep", "subtle-cache", "weak-cache"), 0.6 - 0.4 / 3)
    let patched = { (component: String, bug: String, result: String) in
      try probabilities("code|ticket:cache|finding:weak-cache|bug:\(bug)", "patch-\(component)")[
        "review|ticket:cache|finding:weak-cache|patch:\(component)|tests:\(result)"]
    }
    expect(try patched("cache", "cache", "pass|bug:cache|repaired"), 0.85 * 0.9)
    expect(try patched("cache", "cache", "fail|bug:cache|broken"), 0.15 * 0.75)
    // A wrong patch may work by luck.
    expect(try patched("parser", "cache", "pass|bug:cache|repaired"), 0.08 * 0.9)
    expect(try patched("parser", "subtle-cache", "pass|bug:subtle-cache|broken"), 0.92 * 0.575)
  }

  /// A report is on the blackboard as it was noted; what is withheld is gone.
  @Test func theInvestigatorHandsOver() throws {
    let state = "hand-over|ticket:cache|plan:parser|bug:storage|notes:strong-not-parser"
    let steps = { try Steps.of(try scenario("relay", ["components": "4"]), from: state, $0) }
    #expect(
      try steps("report") == ["code|ticket:cache|finding:strong-not-parser|bug:storage": 1])
    #expect(try steps("withhold") == ["code|ticket:cache|finding:none|bug:storage": 1])
  }

  @Test func theReviewerDecides() throws {
    let state = "review|ticket:cache|finding:weak-cache|patch:parser|tests:pass|bug:cache|"
    let steps = { (truth: String, action: String) in
      try Steps.of(try scenario("relay"), from: state + truth, action)
    }
    #expect(try steps("repaired", "approve") == ["end:repaired": 1])
    #expect(try steps("broken", "approve") == ["end:broken": 1])
    #expect(
      try steps("repaired", "rework")
        == ["code|ticket:cache|finding:weak-cache|patch:parser|tests:pass|bug:cache": 1])
    #expect(try steps("broken", "replan") == ["plan|ticket:cache|patch:parser|tests:pass|bug:cache": 1])
  }

  /// A wrong first plan often succeeds and a right one often fails, so that outcomes alone mislead.
  @Test func outcomesMislead() throws {
    let solution = try solved("relay")
    let cells = solution.cells
    var success = [true: 0.0, false: 0.0]
    var total = success
    for cell in cells.cells(ofTurn: 1) {
      let key = solution.mdp.symbols.keys[solution.mdp.nodes.privilegedKey[Int(cells.node[cell])]]
      let notes = key.split(separator: "|")
      let plan = try #require(notes.first { $0.hasPrefix("plan:") }?.dropFirst("plan:".count))
      let bug = try #require(notes.first { $0.hasPrefix("bug:") }?.split(separator: "-").last)
      let isRight = bug == plan || bug == "bug:\(plan)"
      success[isRight, default: 0] += cells.visitation[cell] * cells.success[cell]
      total[isRight, default: 0] += cells.visitation[cell]
    }
    let rate = { (isRight: Bool) in (success[isRight] ?? 0) / (total[isRight] ?? 1) }
    expect(total[true], 0.5 * 0.5 + 0.5 * 0.25)
    #expect((0.55...0.75).contains(rate(true)))
    #expect((0.35...0.5).contains(rate(false)))
  }
}

/// Outcomes of a single agent's action in a state that is named by its whole description, the notes included.
private enum Steps {
  struct NotFound: Error {}

  static func of<S: Scenario>(_ scenario: S, from key: String, _ action: String) throws -> [String: Double] {
    let state = try state(key, of: scenario)
    let agent = try #require(scenario.actingAgents(in: state).first)
    let legal = scenario.legalActions(for: agent, in: state)
    let chosen = try #require(legal.first { scenario.label(ofAction: $0) == action })
    return scenario.step(state, JointAction([(agent, chosen)])).outcomes.reduce(into: [:]) {
      $0[String(describing: $1.element.state), default: 0] += $1.probability
    }
  }

  /// The first state of that description, breadth first over the rounds of the relay.
  private static func state<S: Scenario>(_ key: String, of scenario: S) throws -> S.State {
    var layer = scenario.initialStates.outcomes.map(\.element)
    var seen = Set(layer)
    while !layer.isEmpty {
      if let state = layer.first(where: { String(describing: $0) == key }) { return state }
      var next: [S.State] = []
      for state in layer {
        for agent in scenario.actingAgents(in: state) {
          for action in scenario.legalActions(for: agent, in: state) {
            for outcome in scenario.step(state, JointAction([(agent, action)])).outcomes
            where seen.insert(outcome.element.state).inserted {
              next.append(outcome.element.state)
            }
          }
        }
      }
      layer = next
    }
    throw NotFound()
  }
}
