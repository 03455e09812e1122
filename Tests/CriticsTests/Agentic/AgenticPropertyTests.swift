import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// What must not matter to agentic critics, on random batches with random settings: those that need more than
/// a trace's obligatory fields are here beside the rest.
@Suite struct AgenticPropertyTests {
  private static let ids = AgenticReferenceTests.plain.keys.sorted()
  private let seeds: Range<UInt64> = 2000..<2010

  private func settings(_ id: String, _ seed: UInt64) throws -> String {
    agenticSettings(for: try MethodCatalogue.builtIn.entry(named: id).card.parameters, seed: seed)
  }

  /// Credits by episode, turn and agent.
  private func byName(_ id: String, _ drafts: [EpisodeDraft], _ settings: String) throws -> [String: Double] {
    let names = drafts.flatMap { draft in
      draft.turns.enumerated().flatMap { turn, row in
        row.decisions.map { "\(draft.name) \(turn) \($0.agent)" }
      }
    }
    return Dictionary(
      uniqueKeysWithValues: zip(names, try attribution(id, makeBatch(drafts), settings).credits))
  }

  private func compare(
    _ id: String, _ settings: String, _ drafts: [EpisodeDraft], _ others: [EpisodeDraft], _ comment: Comment
  ) throws {
    let (expected, found) = (try byName(id, drafts, settings), try byName(id, others, settings))
    let far = expected.filter { !(abs($0.value - (found[$0.key] ?? .nan)) <= 2e-8 * max(1, abs($0.value))) }
    #expect(far.isEmpty, comment)
  }

  /// Apart from the first of the best episodes and halves by place, which are what they say.
  @Test(arguments: ids) func orderOfEpisodesDoesNotMatter(id: String) throws {
    for seed in seeds {
      var generator = SplitMix64(seed: seed)
      let drafts = agenticDrafts(seed: seed)
      var settings = try settings(id, seed)
      settings.replace("pairs=firstBest", with: "pairs=all")
      settings.replace("twin=halves", with: "twin=none")
      try compare(id, settings, drafts, drafts.shuffled(using: &generator), "seed \(seed), \(settings)")
    }
  }

  /// Apart from methods that take agents one after the other.
  @Test(arguments: ids) func orderOfAgentsDoesNotMatter(id: String) throws {
    guard !["bilevel", "itpo"].contains(id) else { return }
    for seed in seeds {
      let drafts = agenticDrafts(seed: seed)
      let reversed = drafts.map { draft in
        var draft = draft
        for turn in draft.turns.indices { draft.turns[turn].decisions.reverse() }
        return draft
      }
      var settings = try settings(id, seed)
      settings.replace("order=listed", with: "order=average")
      try compare(id, settings, drafts, reversed, "seed \(seed), \(settings)")
    }
  }

  @Test(arguments: ids) func namesDoNotMatter(id: String) throws {
    let renamed = { (name: String) in ["A": "C", "B": "zeta", "C": "A", "O": "B"][name] ?? name }
    for seed in seeds {
      let drafts = agenticDrafts(seed: seed)
      let others = drafts.map { draft in
        var draft = draft
        draft.task = draft.task == "t0" ? "t1" : "t0"
        for turn in draft.turns.indices {
          draft.turns[turn].state = renamed(draft.turns[turn].state)
          for place in draft.turns[turn].decisions.indices {
            let decision = draft.turns[turn].decisions[place]
            draft.turns[turn].decisions[place].action = decision.action == "x" ? "y" : "x"
            draft.turns[turn].decisions[place].observation = decision.observation.map(renamed)
          }
        }
        return draft
      }
      let settings = try settings(id, seed)
      try compare(id, settings, drafts, others, "seed \(seed), \(settings)")
    }
  }

  /// Values and contributions follow the unit of scores; preferences look at their order alone, and
  /// standardised outcomes have none.
  @Test(arguments: ["turn_ppo", "archer", "poad", "bilevel", "agentprm", "spa", "lare"])
  func creditsFollowTheUnitOfScores(id: String) throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      let plain = id == "spa" ? "grounding=0" : ""
      let one = try attribution(id, batch, plain).credits
      expectEqual(
        try attribution(id, batch, plain + " successReward=8").credits, one.map { 8 * $0 }, within: 1e-10,
        "seed \(seed)")
    }
  }

  @Test func preferencesLookAtOrderAlone() throws {
    for seed in seeds {
      let batch = makeBatch(agenticDrafts(seed: seed))
      expectEqual(
        try attribution("sweet", batch, "pairs=all successReward=8").credits,
        try attribution("sweet", batch, "pairs=all").credits)
    }
  }
}
