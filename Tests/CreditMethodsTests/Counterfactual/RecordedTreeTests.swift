import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Methods of trees on recorded episodes: by hand, and against a plain computation with strings and dictionaries.
@Suite struct RecordedTreeTests {
  /// C is reached through A in a success and through B in a failure.
  private static let joined = makeBatch([
    walk("a", ["A", "C"], .success, final: "Z"), walk("b", ["B", "C"], .failure, final: "Y"),
  ])

  /// As histories the two visits of C are two nodes, each worth what its episode scored; as a state C is worth 1/2.
  @Test func equalStatesOnOtherWaysAreOtherNodes() throws {
    for (method, settings) in [(VinePPO.self, ""), (SPO.self, "shape=tree")]
      as [(any CreditMethod.Type, String)]
    {
      #expect(try credits(method, Self.joined, "values=trace \(settings)") == [0, 0, 0, 0])
      #expect(
        try credits(method, Self.joined, "values=trace node=state \(settings)") == [-0.5, 0.5, 0.5, -0.5])
    }
    #expect(try credits(OmegaPRM.self, Self.joined, "values=trace") == [1, 1, 0, 0])
    #expect(try credits(OmegaPRM.self, Self.joined, "values=trace node=state") == [1, 1, 1, 0])
  }

  /// The same at a state: only one action is taken there after each history.
  @Test func siblingsShareTheirHistory() throws {
    var drafts = [walk("a", ["A", "C"], .success), walk("b", ["B", "C"], .failure)]
    drafts[1].turns[1].decisions[0].action = "other"
    #expect(try credits(TreeRPO.self, makeBatch(drafts), "values=trace") == [0, 0, 0, 0])
    #expect(try credits(TreeRPO.self, makeBatch(drafts), "values=trace node=state") == [0, 1, 0, -1])
  }

  /// x and y lead to Z, z to D: three siblings, of which two succeed.
  @Test func siblingsAreStepsAndNotStates() throws {
    let batch = makeBatch(
      zip(["x", "y", "z"], ["Z", "Z", "D"]).map { action, final in
        EpisodeDraft(
          name: action, status: final == "Z" ? .success : .failure,
          turns: [TurnDraft(state: "A", decisions: [DecisionDraft(action: action)])], final: final)
      })
    let half = 1 / 2.0.squareRoot()
    try expectEqual(
      credits(TreeRPO.self, batch, "values=trace"), [half, half, -2 * half], within: 1e-14)
    // A step that was taken twice is one sibling, worth the mean of its ends.
    let twice = makeBatch(
      zip(["x", "x", "y"], [1.0, 0, 0]).enumerated().map { index, step in
        EpisodeDraft(
          name: "\(index)", score: step.1,
          turns: [TurnDraft(state: "A", decisions: [DecisionDraft(action: step.0)])])
      })
    #expect(try credits(TreeRPO.self, twice, "values=trace norm=none") == [0.25, 0.25, -0.25])
  }

  /// Two one-turn episodes of one state that score 1/4 and 0, neither of which is a success.
  @Test func gradedScoresCount() throws {
    var drafts = [walk("a", ["A"], .failure), walk("b", ["A"], .truncated)]
    drafts[0].score = 0.25
    drafts[1].turns[0].decisions[0].action = "other"
    let batch = makeBatch(drafts)
    #expect(try credits(MathShepherd.self, batch, "values=trace") == [0.25, 0])
    #expect(try credits(MathShepherd.self, batch, "values=trace label=hard") == [1, 0])
    #expect(try credits(InT.self, batch, "values=trace") == [0, -0.125])
    #expect(try credits(OmegaPRM.self, batch, "values=trace") == [1, 0])
  }

  /// A success that scored 0 counts as what it scored.
  @Test func theStatusIsNotRead() throws {
    var drafts = [walk("a", ["A", "B"], .success), walk("b", ["A", "B"], .failure)]
    (drafts[0].score, drafts[1].score) = (0, 1)
    let batch = makeBatch(drafts)
    #expect(try credits(MathShepherd.self, batch, "values=trace") == [0.5, 0, 0.5, 1])
    #expect(try credits(InT.self, batch, "values=trace") == [0, -0.5, 0, 0])
    #expect(try credits(OmegaPRM.self, batch, "values=trace") == [1, 0, 1, 1])
  }

  // MARK: Against a plain computation

  /// Random episodes with two actions and scores of three kinds.
  private static func drafts(seed: UInt64) -> [EpisodeDraft] {
    var generator = SplitMix64(seed: seed ^ 0x7EE)
    return randomDrafts(seed: seed).map { draft in
      var draft = draft
      draft.score = [0, 0.25, 1].randomElement(using: &generator)
      for turn in draft.turns.indices {
        for decision in draft.turns[turn].decisions.indices {
          draft.turns[turn].decisions[decision].action = ["x", "y"].randomElement(using: &generator) ?? "x"
        }
      }
      return draft
    }
  }

  @Test(arguments: ["history", "state"], ["state", "privileged", "observation"])
  func creditsAreThoseOfThePlainTree(node: String, key: String) throws {
    for seed in UInt64(300)..<340 {
      let drafts = Self.drafts(seed: seed)
      let batch = makeBatch(drafts)
      let plain = PlainTree(drafts: drafts, remembers: node == "history", key: key)
      // What follows a cut is worked out by hand in TruncationTests.
      let settings = "values=trace truncated=failure node=\(node) key=\(key)"
      let note: Comment = "seed \(seed)"
      try expectEqual(credits(VinePPO.self, batch, settings), plain.changes, within: 1e-12, note)
      try expectEqual(
        credits(SPO.self, batch, settings + " shape=tree levels=20"), plain.changes, within: 1e-12, note)
      try expectEqual(
        credits(TreeRPO.self, batch, settings + " norm=none"), plain.siblings, within: 1e-12, note)
      try expectEqual(credits(MathShepherd.self, batch, settings), plain.labels, within: 1e-12, note)
      try expectEqual(credits(InT.self, batch, settings), plain.firstErrors, within: 1e-12, note)
      if node == "history" {
        // What is dead stays dead: bisection finds what a walk finds.
        let alive = plain.firstErrors.isEmpty ? [] : plain.aliveSoFar
        #expect(try credits(OmegaPRM.self, batch, settings) == alive, note)
      }
    }
  }
}

/// Values of nodes as means of the scores of all episodes that come through, by names.
private struct PlainTree {
  let drafts: [EpisodeDraft]
  let remembers: Bool
  let key: String

  private func action(_ episode: Int, _ turn: Int) -> String {
    drafts[episode].turns[turn].decisions.map { "\($0.agent) does \($0.action)" }.sorted().joined(
      separator: ", ")
  }

  private func node(_ episode: Int, _ turn: Int) -> String {
    let turns = drafts[episode].turns
    let earlier = (remembers ? 0..<turn : turn..<turn).map {
      "\(turns[$0].key(key)): \(action(episode, $0)); "
    }
    return "\(drafts[episode].task) | \(earlier.joined())\(turns[turn].key(key))"
  }

  private var visits: [(episode: Int, turn: Int)] {
    drafts.indices.flatMap { episode in drafts[episode].turns.indices.map { (episode, $0) } }
  }

  private func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

  private var values: [String: Double] {
    Dictionary(grouping: visits) { node($0.episode, $0.turn) }.mapValues { visits in
      mean(visits.map { drafts[$0.episode].outcomeScore })
    }
  }

  /// A number a decision, given what the node before a turn and the one after it are worth.
  private func perDecision(
    _ number: (_ episode: Int, _ turn: Int, _ before: Double, _ after: Double) -> Double
  ) -> [Double] {
    let values = values
    return visits.flatMap { episode, turn in
      let turns = drafts[episode].turns
      let after = turn + 1 < turns.count ? values[node(episode, turn + 1)] : drafts[episode].outcomeScore
      let found = number(episode, turn, values[node(episode, turn)] ?? .nan, after ?? .nan)
      return turns[turn].decisions.map { _ in found }
    }
  }

  var changes: [Double] { perDecision { $3 - $2 } }

  var labels: [Double] { perDecision { $3 } }

  var siblings: [Double] {
    let values = values
    var steps: [String: [String: [Double]]] = [:]
    for (episode, turn) in visits {
      let isLast = turn + 1 == drafts[episode].turns.count
      let after = isLast ? drafts[episode].outcomeScore : values[node(episode, turn + 1)] ?? .nan
      steps[node(episode, turn), default: [:]][action(episode, turn), default: []].append(after)
    }
    return perDecision { episode, turn, _, _ in
      let worth = (steps[node(episode, turn)] ?? [:]).mapValues(mean)
      return (worth[action(episode, turn)] ?? .nan) - mean(Array(worth.values))
    }
  }

  /// The turns before the first error of each failed episode, marked by a walk.
  private func errors(_ isFatal: (Double, Double) -> Bool) -> [Int: Int] {
    var first: [Int: Int] = [:]
    _ = perDecision { episode, turn, before, after in
      if drafts[episode].outcomeScore <= 0, first[episode] == nil, isFatal(before, after) {
        first[episode] = turn
      }
      return 0
    }
    return first
  }

  var firstErrors: [Double] {
    let first = errors { $0 > 0 && $1 <= 0 }
    return perDecision { episode, turn, before, after in first[episode] == turn ? after - before : 0 }
  }

  var aliveSoFar: [Double] {
    let first = errors { $1 <= 0 }
    return perDecision { episode, turn, _, _ in turn < first[episode] ?? .max ? 1 : 0 }
  }
}
