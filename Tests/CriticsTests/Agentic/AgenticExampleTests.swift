import Ascribe
import CreditMethods
import Critics
import Testing
import TestSupport
import Trajectories

/// The examples of the articles on agentic critics: where each is right, and by how much it is wrong.
@Suite struct AgenticExampleTests {
  private func episode(
    _ name: String, _ steps: [(state: String, action: String)], score: Double, privileged: String? = nil,
    task: String = "t0"
  ) -> EpisodeDraft {
    EpisodeDraft(
      task: task, name: name,
      status: score == 1 ? .success : .failure, score: score,
      turns: steps.map { step in
        TurnDraft(state: step.state, privileged: privileged, decisions: [DecisionDraft(action: step.action)])
      })
  }

  // MARK: agentprm

  /// left leads to L and right to R, always; the second action succeeds in L as often as (3 of 4, 1 of 4), in
  /// R never. Every combination as often as under a uniform policy. V(S) = 1/4, V(L) = 1/2 = Q(S, left), V(R)
  /// = 0 = Q(S, right); Q(L, x) = 3/4, Q(L, y) = 1/4: advantages 1/4, -1/4, then 1/4, -1/4 and 0, 0.
  @Test func progressIsTheAdvantageWhereTransitionsAreDeterministic() throws {
    var drafts: [EpisodeDraft] = []
    var expected: [Double] = []
    for (first, second) in [("left", "L"), ("right", "R")] {
      for (action, successes) in [("x", 3), ("y", 1)] {
        for copy in 0..<4 {
          let wins = second == "L" && copy < successes
          drafts.append(
            episode("\(first)-\(action)-\(copy)", [("S", first), (second, action)], score: wins ? 1 : 0))
          expected += [second == "L" ? 0.25 : -0.25, second == "R" ? 0 : action == "x" ? 0.25 : -0.25]
        }
      }
    }
    for settings in ["weightDifferences=0 lambda=1", "weightDifferences=0", ""] {
      expectEqual(
        try attribution("agentprm", makeBatch(drafts), settings).credits, expected, within: 1e-10)
    }
  }

  /// The only action leads to a lucky or an unlucky state with equal chances, where the only action succeeds
  /// or fails: no advantage is other than 0, and progress credits the second turn with the luck of the first,
  /// +1/2 or -1/2.
  @Test func progressCreditsTheTurnAfterALottery() throws {
    let drafts = [
      episode("e0", [("S", "go"), ("lucky", "on")], score: 1),
      episode("e1", [("S", "go"), ("unlucky", "on")], score: 0),
    ]
    expectEqual(try attribution("agentprm", makeBatch(drafts)).credits, [0, 0.5, 0, -0.5], within: 1e-12)
    expectEqual(try attribution("archer", makeBatch(drafts), "gamma=1").credits, [0, 0, 0, 0])
  }

  // MARK: sweet

  /// Two privileged states behind one observation, whose good actions are opposite, seen equally often.
  private var aliased: [EpisodeDraft] {
    [("heads", "bet", 1.0), ("heads", "pass", 0), ("tails", "pass", 1), ("tails", "bet", 0)].map {
      episode("\($0)-\($1)", [("coin", $1)], score: $2, privileged: $0, task: $0)
    }
  }

  @Test(arguments: ["", "form=normalised", "agg=mean"]) func aPrivilegedCriticTellsAliasedStatesApart(
    settings: String
  )
    throws
  {
    let found = try attribution("sweet", makeBatch(aliased), settings).credits
    #expect(found[0] > 0.5 && found[1] < -0.5 && found[2] > 0.5 && found[3] < -0.5)
    // bet and pass are good in one state and bad in the other: keyed by what is seen, every pair is undone by
    // another.
    expectEqual(
      try attribution("sweet", makeBatch(aliased), settings + " key=observation").credits, [0, 0, 0, 0],
      within: 1e-12)
  }

  /// What both members of a pair show has no advantage but the ridge's 0.
  @Test func sharedDecisionsHaveNoAdvantage() throws {
    let drafts = [
      episode("e0", [("A", "same"), ("B", "good")], score: 1),
      episode("e1", [("A", "same"), ("B", "bad")], score: 0),
    ]
    for settings in ["", "form=normalised"] {
      let found = try attribution("sweet", makeBatch(drafts), settings).credits
      #expect(found[0] == 0 && found[2] == 0)
      #expect(found[1] > 0 && found[3] < 0)
    }
  }

  // MARK: spa

  /// Histories that no two episodes share: every score is spread evenly over its turns, whatever they did.
  @Test func unsharedHistoriesSpreadTheScore() throws {
    let drafts = [
      episode("e0", [("A", "x"), ("B", "x")], score: 1),
      episode("e1", [("B", "x"), ("A", "y"), ("A", "y"), ("C", "x")], score: 1),
      episode("e2", [("C", "y"), ("A", "x"), ("B", "y")], score: 0),
    ]
    expectEqual(
      try attribution("spa", makeBatch(drafts), "features=history grounding=0").credits,
      [0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0, 0, 0], within: 1e-12)
  }

  // MARK: poad

  /// Success needs both agents, and each does its part in half of the episodes. The first to decide gains
  /// 1/4, from 1/4 to 1/2, and the second 1/2, from 1/2 to 1: who is second gets more. On average both get
  /// 3/8.
  @Test func laterAgentsGetMoreOfAConjunction() throws {
    let drafts = [("x", "x"), ("x", "y"), ("y", "x"), ("y", "y")].map { left, right in
      EpisodeDraft(
        name: left + right,
        status: left + right == "xx" ? .success : .failure,
        turns: [
          TurnDraft(
            state: "S",
            decisions: [
              DecisionDraft(agent: "left", action: left), DecisionDraft(agent: "right", action: right),
            ])
        ])
    }
    let reversed = drafts.map { draft in
      var draft = draft
      draft.turns[0].decisions.reverse()
      return draft
    }
    let credits = { (drafts: [EpisodeDraft], order: String) in
      Array(try attribution("poad", makeBatch(drafts), "lambda=0 order=\(order)").credits.prefix(2))
    }
    expectEqual(try credits(drafts, "listed"), [0.25, 0.5])
    expectEqual(try credits(reversed, "listed"), [0.25, 0.5])
    expectEqual(try credits(drafts, "average"), [0.375, 0.375])
  }

  // MARK: istar

  /// One pair that differs in one decision: it has r > 0 in the better episode and r < 0 in the worse, and
  /// what both share has exactly 0 before it is standardised. With beta = ridge = 1 and two actions that were
  /// taken equally often the logits are log(1/2) + g, log(1/2) - g with g = sigma(-2 g): log-ratios g - log
  /// cosh g, -g - log cosh g.
  @Test func aPairMovesWhatItDiffersIn() throws {
    let drafts = [
      episode("e0", [("A", "same"), ("B", "good")], score: 1),
      episode("e1", [("A", "same"), ("B", "bad")], score: 0),
    ]
    let batch = makeBatch(drafts)
    let settings = "fit=always beta=1 ridge=1"
    // Differences from the mean of the other three decisions are 4/3 of those from the mean of all.
    let found = try attribution("istar", batch, settings + " norm=rloo").credits
    let outcome = [1.0, 1, -1, -1]
    let implicit = zip(found, outcome).map { 0.75 * ($0 - $1) }
    // g = 0.3140784...: the root of g (1 + e^(2 g)) = 1, by bisection.
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if middle * (1 + exponential(2 * middle)) < 1 { low = middle } else { high = middle }
    }
    expectEqual([implicit[1] - implicit[3]], [2 * low], within: 1e-8)
    expectEqual([implicit[0] - implicit[2]], [0])
    let mean = -(implicit[0])
    #expect(implicit[1] + mean > 0 && implicit[3] + mean < 0)
    #expect(
      try attribution("istar", batch, settings + " norm=rloo").fits.map(\.what) == ["policy of istar, 1 pair"]
    )
  }

  @Test func equalLogProbabilitiesLeaveTheOutcome() throws {
    let batch = try workedTrace("team")
    let found = try attribution("istar", batch).credits
    expectEqual(found, try attribution("istar", batch, "weightImplicit=0").credits)
  }

  private func exponential(_ x: Double) -> Double {
    let small = x / 1024
    let series = 1 + small * (1 + small / 2 * (1 + small / 3 * (1 + small / 4 * (1 + small / 5))))
    return (0..<10).reduce(series) { value, _ in value * value }
  }

  // MARK: archer

  /// Every combination as often as under the policy: the credit is the exact advantage. Two actions lead to a
  /// state that succeeds with chances 3/4 and 1/4, and to one that fails. gamma 1: Q(S, x) = 3/4, Q(S, y) =
  /// 1/4, V(S) = 1/2.
  @Test func enoughEpisodesGiveTheAdvantage() throws {
    var drafts: [EpisodeDraft] = []
    var expected: [Double] = []
    for (action, wins) in [("x", [0, 1, 2]), ("y", [1])] {
      for copy in 0..<4 {
        let isWon = wins.contains(copy)
        drafts.append(
          episode("\(action)\(copy)", [("S", action), (isWon ? "G" : "B", "on")], score: isWon ? 1 : 0))
        expected += [action == "x" ? 0.25 : -0.25, 0]
      }
    }
    expectEqual(try attribution("archer", makeBatch(drafts), "gamma=1").credits, expected, within: 1e-12)
    // Episodes of even place: Q(S, x) = 1, Q(S, y) = 0, V(S) = 1/2; of odd place 1/2, 1/2 and 1/2.
    let twins = try attribution("archer", makeBatch(drafts), "gamma=1 twin=halves")
    expectEqual(
      twins.credits, expected.map { $0 == 0.25 ? 0 : $0 == -0.25 ? -0.5 : 0 }, within: 1e-12)
    #expect(twins.fits.map(\.what) == ["values of archer, half 1", "values of archer, half 2"])
  }
}
