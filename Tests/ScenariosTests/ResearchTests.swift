import Testing
import TestSupport
import Trajectories
import Simulation

@testable import Scenarios

struct ResearchTests {
  private func team(_ settings: KeyValuePairs<String, String> = [:]) throws -> Research {
    try #require(try scenario("research", settings) as? Research)
  }

  private func after(
    _ state: Research.State, _ actions: [(AgentID, ResearchAction)], in team: Research
  ) -> [(state: Research.State, probability: Double)] {
    team.step(state, JointAction(actions)).outcomes.map { ($0.element.state, $0.probability) }
  }

  /// One facet, one pass: search, read, begin, write, check.
  @Test func oneFacetByHand() throws {
    let relevant = (4 * 0.75 + 2 * 0.35) / 6.4
    let distracting = (4 * 0.25 + 2 * 0.65) / 6.4
    let strongRight = relevant * (0.75 * 4 / 8 + 0.25 * 1 / 3.5) * 0.95
    let weakRight = relevant * (0.75 * 3 / 8 + 0.25 * 1.5 / 3.5) * 0.8
    let strongWrong = distracting * (0.25 * 4 / 8 + 0.75 * 1 / 3.5) * 0.3 * 0.25
    let weakWrong = distracting * (0.25 * 3 / 8 + 0.75 * 1.5 / 3.5) * 0.3
    let missing = 1 - strongRight - weakRight - strongWrong - weakWrong
    // What is right stays if it is let pass, or verified without overzeal.
    let keptStrong = (5 + 4 * 0.96) / 9.2
    let keptWeak = (2 + 4 * 0.96) / 6.6
    let keptOther = (0.5 + 4 * 0.96) / 5.5
    let inferred =
      (strongRight + strongWrong) * 0.3 / 21.3 + (weakRight + weakWrong) * 0.3 / 7.3 + missing * 1 / 5.3
    var value = strongRight * 20 / 21.3 * keptStrong + weakRight * 6 / 7.3 * keptWeak
    value += inferred * 0.35 * keptOther + missing * 0.3 / 5.3 * 0.05 * keptOther
    let settings: KeyValuePairs = [
      "facets": "1", "passes": "1", "meetings": "0", "slack": "0", "horizon": "5",
    ]
    expect(plainValue(of: try team(settings)), value)
    expect(try solved("research", "facets=1 passes=1 meetings=0 slack=0 horizon=5").value, value)
    expect(try solved("research", "facets=1 passes=1 meetings=0 slack=0 horizon=4").value, 0)
  }

  @Test func theDefaultIsWhatAPlainRecursionSays() throws {
    let solution = try solved("research")
    expect(solution.value, plainValue(of: try team()), within: 1e-10)
    expect(solution.value, solution.successProbability)
    #expect((0.2...0.5).contains(solution.value))
  }

  /// The search for facet 2 knows the note on facet 1 as it was before the reader, at the same time, replaced it.
  @Test func theSearchKnowsTheNotesAsTheyWere() throws {
    let team = try team()
    for wasRight in [true, false] {
      var state = Research.State(index: 2, document: .promising, isRelevant: !wasRight)
      state.notes.set(1, .weak, isRight: wasRight)
      let outcomes = after(state, [(Research.retriever, .narrow), (Research.reader, .study)], in: team)
      let found = outcomes.reduce(0) { $0 + ($1.state.isRelevant ? $1.probability : 0) }
      expect(found, wasRight ? 0.75 : 0.1)
      // A relevant document convinces who studies with .95, a distractor with .3 / 4.
      let replaced = outcomes.reduce(0) { $0 + ($1.state.notes[1] == .strong ? $1.probability : 0) }
      expect(replaced, wasRight ? 0.075 : 0.95)
      #expect(
        outcomes.allSatisfy { ($0.state.notes.isRight(1) != wasRight) == ($0.state.notes[1] == .strong) })
      expect(outcomes.reduce(0) { $0 + $1.probability }, 1)
      #expect(outcomes.count == 8)
    }
  }

  /// A cited note is as right as it is; what is verified and wrong is struck out with .8, what is right with .04.
  @Test func claimsAreCheckedWhileTheNextIsWritten() throws {
    let team = try team()
    var state = Research.State(step: .draft, index: 1, claim: .weak, isTrue: false, right: 1)
    state.notes.set(1, .strong, isRight: true)
    let verified = after(state, [(Research.writer, .cite), (Research.checker, .verify)], in: team)
    expect(verified.first { $0.state.wrong == 0 }?.probability, 0.8)
    #expect(
      verified.allSatisfy { $0.state.claim == .strong && $0.state.isTrue && $0.state.notes[1] == .missing })
    state.isTrue = true
    let kept = after(state, [(Research.writer, .omit), (Research.checker, .verify)], in: team)
    expect(kept.first { $0.state.right == 2 }?.probability, 0.96)
    let struck = after(state, [(Research.writer, .infer), (Research.checker, .strike)], in: team)
    #expect(struck.allSatisfy { $0.state.right == 1 && $0.state.wrong == 0 })
    expect(struck.first { $0.state.isTrue }?.probability, 0.35)
  }

  /// Three facets, one of which may be missing, and no wrong claim.
  @Test(arguments: [(3, 0, true), (2, 0, true), (1, 0, false), (2, 1, false)])
  func reportsAreJudged(right: UInt8, wrong: UInt8, isGood: Bool) throws {
    let state = Research.State(step: .published, right: right, wrong: wrong)
    #expect(try team().endings(in: state).outcomes.map(\.element) == [isGood ? .success : .failure])
  }

  @Test func slackLeavesSomethingToFind() throws {
    let error = #expect(throws: ScenarioError.self) {
      try scenario("research", ["facets": "2", "slack": "2"])
    }
    #expect(
      error?.description
        == "parameter \"slack\": found 2; expected a whole number from 0 to 1, less than the facets.")
  }

  /// Nobody sees what is right.
  @Test func theTruthIsNeverShown() throws {
    let mdp = try solved("research").mdp
    let shown = Set(mdp.nodes.publicKey).union(mdp.information.key).map { mdp.symbols.keys[$0] }
    let words = ["right:", "true:", "relevant", "distractor", "claim-"]
    #expect(!shown.contains { key in words.contains { key.contains($0) } })
    #expect(mdp.information.choiceBehaviour.allSatisfy { $0 > 0.001 })
  }

  @Test(arguments: 1...4) func drawnSettingsConform(seed: UInt64) throws {
    let settings = drawnSettings(
      [
        "facets": 2...3, "passes": 1...2, "horizon": 8...17, "meetings": 0...2, "guided": 0.55...0.95,
        "broad": 0.17...0.45, "blind": 0.01...0.15, "snippets": 0.55...0.95, "distraction": 0.05...0.7,
        "knowledge": 0.05...0.9, "vigilance": 0.1...0.95, "slack": 0...1, "tolerance": 0...1,
      ], seed: seed)
    let scenario = try ScenarioCatalogue.entry(named: "research").scenario(settings)
    #expect(ConformanceChecker(episodes: 50, seed: seed).violations(of: scenario) == [], "\(settings)")
  }

  @Test func theLargeSizeIsLong() throws {
    let play = try LazyPlay("research", episodes: 12)
    #expect((85...130).contains(play.meanTurns))
    #expect((200_000...1_000_000).contains(play.meanTokens))
    #expect((1...11).contains(play.successes))
    #expect(play.actors.allSatisfy { $0 == ["retriever", "reader", "writer", "checker"] })
  }
}
